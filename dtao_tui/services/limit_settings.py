"""Setting of spend limits: lower ones at once, higher ones and what is in doubt by the typed password alone."""

import asyncio
from dataclasses import dataclass

from dtao_tui.domain.accounts import Account
from dtao_tui.domain.spending.spend_limits import SpendLimits
from dtao_tui.domain.spending.spend_window import Allowance
from dtao_tui.ports.chain import ChainFacts
from dtao_tui.services.session import Session
from dtao_tui.services.trading_desk import TradingDesk
from dtao_tui.trading.spend_guard import Spender


@dataclass(frozen=True, slots=True)
class LimitView:
    """The limits of an account on a chain, as a person changes them."""

    spender: Spender
    allowance: Allowance
    """What holds now, and what of it is used."""

    named: SpendLimits
    """Those of the settings file, which hold besides."""

    @property
    def trouble(self) -> str:
        """Why nothing may be spent, or no sum be relied on, until limits are saved again, as a sentence, or empty."""
        return self.allowance.trouble or self.allowance.spending.trouble


class LimitSettings:
    """Reads and changes the limits of accounts on the connected chain."""

    def __init__(self, desk: TradingDesk, session: Session) -> None:
        self._desk = desk
        self._guard = desk.guard
        self._session = session

    async def view(self, account: Account, facts: ChainFacts, block: int) -> LimitView:
        """The limits as any program has set them last. Raises LimitsTrouble."""
        spender = Spender(facts, account)
        await self._guard.consult(spender)
        allowance = self._guard.allowance(spender, self._desk.orders, block)
        return LimitView(spender, allowance, self._guard.named(spender))

    def needs_password(self, view: LimitView, limits: SpendLimits) -> bool:
        """Whether these limits are saved only with the password: they are looser, or something is in doubt."""
        return self._guard.needs_password(view.spender, limits, is_in_doubt=bool(view.trouble))

    async def save(self, view: LimitView, limits: SpendLimits, password: str = "") -> None:
        """Write limits down, and go on with what is known. The keyring is not asked for the password.

        Raises WrongPassword, or WalletLocked where too many were wrong, and LimitsTrouble.
        """
        if self.needs_password(view, limits):
            await self._session.check_password(view.spender.account.keyholder, password)
        doubtful = view.allowance.spending.doubtful
        await asyncio.to_thread(self._guard.set_limits, view.spender, limits, doubtful)
