"""Intents that pass no pool: paying TAO, claiming root dividends, locking stake and ending a perpetual lock."""

from dataclasses import dataclass

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.domain.trades.calls import Call
from dtao_tui.domain.trades.intents import (
    STAKING,
    Hop,
    Limits,
    NotAnOrder,
    OneAccount,
    Op,
    chosen,
    empty_fields,
    positive,
)

BALANCES = "Balances"


class _NoPool:
    """What intents share that pass no pool."""

    __slots__ = ()

    def route(self) -> tuple[Hop, ...]:
        """No pool."""
        return ()


def _no_limits(limits: Limits) -> None:
    if limits.prices:
        raise NotAnOrder("This passes no pool and has no limit price.")


@dataclass(frozen=True, slots=True)
class Pay(_NoPool):
    """Pay free TAO to another account."""

    amount: Tao
    recipient: str
    """Empty while none is chosen."""

    @property
    def op(self) -> Op:
        """Pay."""
        return Op.PAY

    @property
    def netuid(self) -> int:
        """Root's, as TAO is root's unit; no subnet is touched."""
        return ROOT

    @property
    def hotkey(self) -> str:
        """No validator."""
        return ""

    @property
    def pays_from(self) -> str:
        """The free balance."""
        return ""

    def call(self, limits: Limits) -> Call:
        """`transfer_keep_alive`, which refuses to leave less than must stay."""
        _no_limits(limits)
        if not self.recipient:
            raise NotAnOrder("A payment needs the account that gets it.")
        return Call(BALANCES, "transfer_keep_alive", {"dest": self.recipient, "value": positive(self.amount.rao)})

    def touches(self) -> tuple[int, ...]:
        """No subnet."""
        return ()

    def hotkeys(self) -> tuple[str, ...]:
        """No validator."""
        return ()

    def unfilled(self) -> tuple[str, ...]:
        """The account, while none is chosen."""
        return empty_fields(recipient=self.recipient)


@dataclass(frozen=True, slots=True)
class ClaimRoot(OneAccount, _NoPool):
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

    @property
    def pays_from(self) -> str:
        """Nothing of the account pays."""
        return ""

    def call(self, limits: Limits) -> Call:
        """`claim_root_with_hotkey` (spec 441 and later)."""
        _no_limits(limits)
        return Call(STAKING, "claim_root_with_hotkey", {"hotkey": chosen(self.hotkey)})

    def touches(self) -> tuple[int, ...]:
        """Root."""
        return (ROOT,)

    def hotkeys(self) -> tuple[str, ...]:
        """Its one validator."""
        return (self.hotkey,)

    def unfilled(self) -> tuple[str, ...]:
        """The validator, while none is chosen."""
        return empty_fields(hotkey=self.hotkey)


@dataclass(frozen=True, slots=True)
class LockStake(OneAccount, _NoPool):
    """Bind stake of this account on a subnet to a validator; it cannot leave the subnet until the lock has decayed."""

    netuid: int
    hotkey: str
    amount: Alpha

    @property
    def op(self) -> Op:
        """Lock."""
        return Op.LOCK_STAKE

    @property
    def pays_from(self) -> str:
        """No position: what is locked may be with any validator."""
        return ""

    def call(self, limits: Limits) -> Call:
        """`lock_stake`."""
        _no_limits(limits)
        amount = positive(self.amount.rao)
        return Call(STAKING, "lock_stake", {"hotkey": chosen(self.hotkey), "netuid": self.netuid, "amount": amount})

    def touches(self) -> tuple[int, ...]:
        """Its one subnet."""
        return (self.netuid,)

    def hotkeys(self) -> tuple[str, ...]:
        """Its one validator."""
        return (self.hotkey,)

    def unfilled(self) -> tuple[str, ...]:
        """The validator, while none is chosen."""
        return empty_fields(hotkey=self.hotkey)


@dataclass(frozen=True, slots=True)
class EndLock(OneAccount, _NoPool):
    """Let a perpetual lock on a subnet decay from now on; no call frees it at once."""

    netuid: int
    amount: Alpha
    """Zero: nothing is paid."""

    @property
    def op(self) -> Op:
        """End lock."""
        return Op.END_LOCK

    @property
    def hotkey(self) -> str:
        """No validator: the lock is the account's."""
        return ""

    @property
    def pays_from(self) -> str:
        """Nothing of the account pays."""
        return ""

    def call(self, limits: Limits) -> Call:
        """`set_perpetual_lock` with false."""
        _no_limits(limits)
        return Call(STAKING, "set_perpetual_lock", {"netuid": self.netuid, "enabled": False})

    def touches(self) -> tuple[int, ...]:
        """Its one subnet."""
        return (self.netuid,)

    def hotkeys(self) -> tuple[str, ...]:
        """No validator."""
        return ()

    def unfilled(self) -> tuple[str, ...]:
        """Nothing is chosen."""
        return ()
