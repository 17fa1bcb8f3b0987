"""Intents of a coldkey about a staking proxy: letting a key trade its stake, and taking that back."""

from dataclasses import dataclass

from dtao_tui.domain.accounts import STAKING_PROXY, SignerAddress
from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.trades.calls import Call
from dtao_tui.domain.trades.intent_parts import NoPool, NoPosition, NoSubnet, NoValidator, OneAccount, empty_fields
from dtao_tui.domain.trades.intents import Limits, NotAnOrder, Op, no_limits

PROXY = "Proxy"


def add_proxy(delegate: SignerAddress) -> Call:
    """`add_proxy`: let the key trade the signer's stake at once."""
    return Call(PROXY, "add_proxy", _definition(delegate))


def remove_proxy(delegate: SignerAddress) -> Call:
    """`remove_proxy`: take that permission back; another kind, or one with a delay, stays."""
    return Call(PROXY, "remove_proxy", _definition(delegate))


def _definition(delegate: SignerAddress) -> dict[str, str | int]:
    return {"delegate": delegate, "proxy_type": STAKING_PROXY, "delay": 0}


@dataclass(frozen=True, slots=True)
class _AboutProxy(OneAccount, NoSubnet, NoPool, NoValidator, NoPosition):
    """What both intents share: they pay nothing, and touch no subnet."""

    delegate: SignerAddress
    """The key; empty while none is chosen."""

    amount: Tao = Tao(0)  # noqa: RUF009 - frozen
    """Nothing is paid; what the chain holds as a deposit stays the account's."""

    def unfilled(self) -> tuple[str, ...]:
        """The key, while none is chosen."""
        return empty_fields(delegate=self.delegate)

    def _checked(self, limits: Limits) -> SignerAddress:
        no_limits(limits)
        if not self.delegate:
            raise NotAnOrder("A proxy needs a key.")
        return self.delegate


@dataclass(frozen=True, slots=True)
class AllowProxy(_AboutProxy):
    """Let another key trade this account's stake, and nothing else."""

    @property
    def op(self) -> Op:
        """Allow a proxy."""
        return Op.ALLOW_PROXY

    def call(self, limits: Limits) -> Call:
        """`add_proxy` of the staking kind without a delay."""
        return add_proxy(self._checked(limits))


@dataclass(frozen=True, slots=True)
class RemoveProxy(_AboutProxy):
    """Take back what `AllowProxy` allowed."""

    @property
    def op(self) -> Op:
        """Remove a proxy."""
        return Op.REMOVE_PROXY

    def call(self, limits: Limits) -> Call:
        """`remove_proxy` of the staking kind without a delay."""
        return remove_proxy(self._checked(limits))
