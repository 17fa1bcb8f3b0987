"""Orders by a staking proxy: the calls such a proxy may make, and the call that makes them for its coldkey."""

from dataclasses import dataclass

from dtao_tui.domain.accounts import STAKING_PROXY, Account, OwnerAddress
from dtao_tui.domain.trades.calls import Call
from dtao_tui.domain.trades.intent_parts import Hop
from dtao_tui.domain.trades.intents import Intent, Limits, NotAnOrder, Op
from dtao_tui.domain.trades.operations import Spec

PROXY_CALL = ("Proxy", "proxy")
PROXY_EXECUTED = ("Proxy", "ProxyExecuted")
"""The event that tells how the call in it ended; the extrinsic succeeds whatever that says."""

STAKING_PROXY_CALLS = frozenset(
    ("SubtensorModule", name)
    for name in (
        "add_stake",
        "add_stake_limit",
        "remove_stake",
        "remove_stake_limit",
        "remove_stake_full_limit",
        "unstake_all",
        "unstake_all_alpha",
        "move_stake",
        "move_stake_limit",
        "swap_stake",
        "swap_stake_limit",
        "stake_into_basket",
        "add_collateral",
        "set_min_collateral",
        "set_root_claim_type",
    )
)
"""`StakingAllowed` in subtensor's `runtime/src/proxy_filters`: `StakeManagementCalls` and `RootClaimTypeCalls`.

The filter is asked for each call that is nested, too. No call that wraps others is among them, so a staking proxy
carries no batch.
"""

_USE_THE_COLDKEY = "Sign it with the coldkey itself."
_WHY_NOT = {
    "Utility": "A staking proxy cannot carry several calls at once; do them one by one.",
    "Balances": f"A staking proxy cannot pay TAO to anybody. {_USE_THE_COLDKEY}",
    "Proxy": f"A staking proxy cannot change who is a proxy. {_USE_THE_COLDKEY}",
    "SubtensorModule.transfer_stake": f"A staking proxy cannot give stake to another account. {_USE_THE_COLDKEY}",
    "SubtensorModule.transfer_stake_and_hotkey": f"A staking proxy cannot give stake to another account. "
    f"{_USE_THE_COLDKEY}",
    "SubtensorModule.claim_root": f"A staking proxy cannot claim root dividends. {_USE_THE_COLDKEY}",
    "SubtensorModule.claim_root_with_hotkey": f"A staking proxy cannot claim root dividends. {_USE_THE_COLDKEY}",
    "SubtensorModule.lock_stake": f"A staking proxy cannot lock stake. {_USE_THE_COLDKEY}",
}


@dataclass(frozen=True, slots=True)
class AsProxy:
    """An intent that the owner's staking proxy carries out."""

    intent: Intent
    owner: OwnerAddress

    @property
    def op(self) -> Op:
        """The wrapped operation."""
        return self.intent.op

    def call(self, limits: Limits) -> Call:
        """`Proxy.proxy` around the call. Raises NotAnOrder for one that no staking proxy may make."""
        inner = self.intent.call(limits)
        if objection := objection_to_call_by_proxy(inner):
            raise NotAnOrder(objection)
        return Call(*PROXY_CALL, {"real": self.owner, "force_proxy_type": STAKING_PROXY, "call": inner})

    def touches(self) -> tuple[int, ...]:
        """The subnets of the wrapped intent."""
        return self.intent.touches()

    def route(self) -> tuple[Hop, ...]:
        """The pools of the wrapped intent."""
        return self.intent.route()


def as_signed(intent: Intent, account: Account) -> Intent:
    """The intent as the account's key signs it: wrapped where that is a proxy's."""
    return AsProxy(intent, account.owner) if account.is_proxied else intent


def objection_to_operation_by_proxy(spec: Spec) -> str:
    """Why a staking proxy cannot do an operation at all, as a sentence, or empty."""
    if spec.proxy_type == STAKING_PROXY:
        return ""
    return _why_not(next(call for call in spec.pallet_calls if call not in STAKING_PROXY_CALLS))


def objection_to_call_by_proxy(call: Call) -> str:
    """Why a staking proxy cannot make a call, nested ones included, as a sentence, or empty."""
    if call.title not in STAKING_PROXY_CALLS:
        return _why_not(call.title)
    return next(filter(None, map(objection_to_call_by_proxy, call.inner)), "")


def _why_not(title: tuple[str, str]) -> str:
    pallet, name = title
    known = _WHY_NOT.get(f"{pallet}.{name}") or _WHY_NOT.get(pallet)
    return known or f"A staking proxy cannot call {pallet}.{name}. {_USE_THE_COLDKEY}"
