"""Intents that pass no pool: paying TAO, claiming root dividends, locking stake and ending a perpetual lock."""

from dataclasses import dataclass

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.domain.trades.calls import Call
from dtao_tui.domain.trades.intent_parts import (
    NoPool,
    NoPosition,
    NoSubnet,
    NoValidator,
    OneAccount,
    OneSubnet,
    OneValidator,
    empty_fields,
)
from dtao_tui.domain.trades.intents import STAKING, Limits, NotAnOrder, Op, chosen, no_limits, positive

BALANCES = "Balances"


@dataclass(frozen=True, slots=True)
class Pay(NoSubnet, NoPool, NoValidator, NoPosition):
    """Pay free TAO to another account."""

    amount: Tao
    recipient: str
    """Empty while none is chosen."""

    @property
    def op(self) -> Op:
        """Pay."""
        return Op.PAY

    def call(self, limits: Limits) -> Call:
        """`transfer_keep_alive`, which refuses to leave less than must stay."""
        no_limits(limits)
        if not self.recipient:
            raise NotAnOrder("A payment needs the account that gets it.")
        return Call(BALANCES, "transfer_keep_alive", {"dest": self.recipient, "value": positive(self.amount.rao)})

    def unfilled(self) -> tuple[str, ...]:
        """The account, while none is chosen."""
        return empty_fields(recipient=self.recipient)


@dataclass(frozen=True, slots=True)
class ClaimRoot(OneAccount, OneSubnet, NoPool, OneValidator, NoPosition):
    """Have the root dividends in a validator's basket sold for TAO, which is staked on root with it."""

    hotkey: str
    amount: Tao = Tao(0)  # noqa: RUF009 - frozen
    """Nothing is paid but the network's fee."""

    @property
    def op(self) -> Op:
        """Claim."""
        return Op.CLAIM_ROOT

    @property
    def netuid(self) -> int:
        """Root."""
        return ROOT

    def call(self, limits: Limits) -> Call:
        """`claim_root_with_hotkey` (spec 441 and later)."""
        no_limits(limits)
        return Call(STAKING, "claim_root_with_hotkey", {"hotkey": chosen(self.hotkey)})


@dataclass(frozen=True, slots=True)
class LockStake(OneAccount, OneSubnet, NoPool, OneValidator, NoPosition):
    """Bind stake of this account on a subnet to a validator; it cannot leave the subnet until the lock has decayed."""

    netuid: int
    hotkey: str
    amount: Alpha

    @property
    def op(self) -> Op:
        """Lock."""
        return Op.LOCK_STAKE

    def call(self, limits: Limits) -> Call:
        """`lock_stake`."""
        no_limits(limits)
        amount = positive(self.amount.rao)
        return Call(STAKING, "lock_stake", {"hotkey": chosen(self.hotkey), "netuid": self.netuid, "amount": amount})


@dataclass(frozen=True, slots=True)
class EndLock(OneAccount, OneSubnet, NoPool, NoValidator, NoPosition):
    """Let a perpetual lock on a subnet decay from now on; no call frees it at once."""

    netuid: int
    amount: Alpha
    """Zero: nothing is paid."""

    @property
    def op(self) -> Op:
        """End lock."""
        return Op.END_LOCK

    def call(self, limits: Limits) -> Call:
        """`set_perpetual_lock` with false."""
        no_limits(limits)
        return Call(STAKING, "set_perpetual_lock", {"netuid": self.netuid, "enabled": False})

    def unfilled(self) -> tuple[str, ...]:
        """Nothing is chosen."""
        return ()
