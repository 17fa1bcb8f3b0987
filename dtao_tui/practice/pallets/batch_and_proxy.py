"""Calls that carry calls: batches (pallet-utility) and proxies (pallet-proxy, spec 459)."""

from collections.abc import Sequence

from dtao_tui.practice.pallets import balances, fees
from dtao_tui.practice.pallets.balances import signer_of
from dtao_tui.practice.pallets.registry import Context, DispatchFailure, Storage, View, call, dispatch
from dtao_tui.practice.runtime.plain_values import Invocation
from dtao_tui.practice.state.storage import Value

PROXIES = "Proxy.Proxies"
OWNER_PAYS = "Proxy.RealPaysFeeConsentV1"
DEPOSIT_BASE = 60_000_000
DEPOSIT_FACTOR = 33_000_000
MOST_PROXIES = 20
MOST_CALLS = 10_922

_STAKING = (
    "add_stake",
    "add_stake_limit",
    "remove_stake",
    "remove_stake_limit",
    "remove_stake_full_limit",
    "unstake_all",
    "unstake_all_alpha",
    "swap_stake",
    "swap_stake_limit",
    "move_stake",
    "move_stake_limit",
    "stake_into_basket",
    "add_collateral",
    "set_min_collateral",
    "set_root_claim_type",
)
"""`StakingAllowed` in subtensor's `runtime/src/proxy_filters`; no batch is among them."""

_TRANSFERS = ("transfer_keep_alive", "transfer_allow_death", "transfer_all")
_GIFTS = ("transfer_stake", "transfer_stake_and_hotkey")
_ALLOWED = {
    "Staking": {f"SubtensorModule.{name}" for name in _STAKING},
    "Transfer": {*(f"Balances.{name}" for name in _TRANSFERS), *(f"SubtensorModule.{name}" for name in _GIFTS)},
    "SwapHotkey": {"SubtensorModule.swap_hotkey", "SubtensorModule.swap_hotkey_v2"},
    "RootClaim": {"SubtensorModule.claim_root", "SubtensorModule.claim_root_with_hotkey"},
}
"""The calls of each type of proxy that has a list of allowed ones."""

_SENDING = _ALLOWED["Transfer"]
_DENIED: dict[str, set[str]] = {
    "Any": set(),
    "NonCritical": set(),
    "NonTransfer": _SENDING,
    "NonFungible": _SENDING | _ALLOWED["Staking"] | _ALLOWED["SwapHotkey"],
}
"""The calls denied to each type of proxy that allows all others; critical ones do not exist here.

All further types allow nothing that this chain executes.
"""

_NARROWER = {
    "NonTransfer": {"Owner", "Senate", "NonFungible", "Triumvirate", "Governance", "Staking", "Registration"}
    | {"RootWeights", "ChildKeys", "SudoUncheckedSetCode", "SwapHotkey", "SubnetLeaseBeneficiary", "RootClaim"},
    "Transfer": {"SmallTransfer"},
}
"""The further types that a proxy may grant or revoke, beside its own (`is_superset`)."""


@call("Utility.batch_all")
def batch_all(context: Context, calls: Sequence[Invocation]) -> None:
    """All calls, or none of them."""
    _refuse_long(calls)
    before = context.unused_weight
    for index, each in enumerate(calls):
        try:
            dispatch(context, each)
        except DispatchFailure as failure:
            # What those that ran did not use, and all of those behind, is given back although all is undone.
            failure.unused_weight = context.unused_weight - before + _weight_behind(calls, index)
            raise
        context.emit("Utility", "ItemCompleted")
    context.emit("Utility", "BatchCompleted")


@call("Utility.batch")
def batch(context: Context, calls: Sequence[Invocation]) -> None:
    """The calls up to the first that fails; the results before it stay."""
    _refuse_long(calls)
    for index, each in enumerate(calls):
        try:
            dispatch(context, each)
        except DispatchFailure as failure:
            context.emit("Utility", "BatchInterrupted", index, failure)
            context.unused_weight += _weight_behind(calls, index)
            return
        context.emit("Utility", "ItemCompleted")
    context.emit("Utility", "BatchCompleted")


@call("Utility.force_batch")
def force_batch(context: Context, calls: Sequence[Invocation]) -> None:
    """Every call that works."""
    _refuse_long(calls)
    has_failed = False
    for each in calls:
        try:
            dispatch(context, each)
        except DispatchFailure as failure:
            has_failed = True
            context.emit("Utility", "ItemFailed", failure)
        else:
            context.emit("Utility", "ItemCompleted")
    context.emit("Utility", "BatchCompletedWithErrors" if has_failed else "BatchCompleted")


@call("Proxy.proxy")
def proxy(context: Context, real: bytes, force_proxy_type: str | None, call: Invocation) -> None:
    """Call as another account that allows it. The call's own failure is an event, not a failure of this one.

    What the call does not use is not given back: the pallet keeps nothing of its result but the event's.
    """
    delegate, unused = signer_of(context), context.unused_weight
    allowed = [
        definition
        for definition in _definitions(context.storage, real)
        if definition["delegate"] == delegate and force_proxy_type in (None, definition["proxy_type"])
    ]
    if not allowed:
        raise DispatchFailure("Proxy", "NotProxy")
    if allowed[0]["delay"]:
        raise DispatchFailure("Proxy", "Unannounced")
    result: Value | DispatchFailure = {"Ok": None}
    proxy_type, outer = str(allowed[0]["proxy_type"]), context.may_call
    context.signer, context.may_call = real, lambda each: may_call(proxy_type, each)
    try:
        dispatch(context, call)
    except DispatchFailure as failure:
        result = failure
    finally:
        context.signer, context.may_call, context.unused_weight = delegate, outer, unused
    context.emit("Proxy", "ProxyExecuted", result)


@call("Proxy.add_proxy")
def add_proxy(context: Context, delegate: bytes, proxy_type: str, delay: int) -> None:
    """Let another account call as this one, within the type's filter; a deposit is reserved for it."""
    who, storage = signer_of(context), context.storage
    known = _definitions(storage, who)
    definition: dict[str, Value] = {"delegate": delegate, "proxy_type": proxy_type, "delay": delay}
    if delegate == who:
        raise DispatchFailure("Proxy", "NoSelfProxy")
    if definition in known:
        raise DispatchFailure("Proxy", "Duplicate")
    if len(known) >= MOST_PROXIES:
        raise DispatchFailure("Proxy", "TooMany")
    _keep(storage, who, [*known, definition])
    context.emit("Proxy", "ProxyAdded", who, delegate, proxy_type, delay)


@call("Proxy.remove_proxy")
def remove_proxy(context: Context, delegate: bytes, proxy_type: str, delay: int) -> None:
    """Revoke a permission, and release its part of the deposit."""
    who, storage = signer_of(context), context.storage
    known = _definitions(storage, who)
    definition: dict[str, Value] = {"delegate": delegate, "proxy_type": proxy_type, "delay": delay}
    if definition not in known:
        raise DispatchFailure("Proxy", "NotFound")
    _keep(storage, who, [each for each in known if each != definition])
    context.emit("Proxy", "ProxyRemoved", who, delegate, proxy_type, delay)


@call("Proxy.remove_proxies")
def remove_proxies(context: Context) -> None:
    """Revoke all permissions."""
    _keep(context.storage, signer_of(context), [])


@call("Proxy.set_real_pays_fee")
def set_real_pays_fee(context: Context, delegate: bytes, pays_fee: bool) -> None:
    """Agree to pay the fees of a proxy's calls for this account, or stop that (spec 461)."""
    who, storage = signer_of(context), context.storage
    if not any(each["delegate"] == delegate for each in _definitions(storage, who)):
        raise DispatchFailure("Proxy", "NotProxy")
    if pays_fee:
        storage.put(OWNER_PAYS, who, delegate, value=())
    else:
        storage.drop(OWNER_PAYS, who, delegate)
    context.emit("Proxy", "RealPaysFeeSet", who, delegate, pays_fee)


def payer_of(view: View, signer: bytes, call: Invocation) -> bytes:
    """The account that owes a transaction's fee: the signer, or a proxy's coldkey that has agreed to pay it.

    `ChargeTransactionPaymentWrapper` follows two wrappers; a proxy inside a proxy is charged to its signer here.
    """
    real = call.arguments.get("real") if call.name == "Proxy.proxy" else None
    return real if isinstance(real, bytes) and view.get(OWNER_PAYS, real, signer) is not None else signer


def may_call(proxy_type: str, call: Invocation) -> bool:
    """Whether a proxy of this type may make the call; none may grant more than it has itself."""
    match call.name:
        case "Proxy.add_proxy" | "Proxy.remove_proxy" if not _covers(proxy_type, call.arguments["proxy_type"]):
            return False
        case "Proxy.remove_proxies" | "Proxy.set_real_pays_fee":
            return proxy_type == "Any"
    if proxy_type in _DENIED:
        return call.name not in _DENIED[proxy_type]
    return call.name in _ALLOWED.get(proxy_type, ())


def _covers(proxy_type: str, other: object) -> bool:
    return proxy_type in ("Any", other) or other in _NARROWER.get(proxy_type, ())


def _weight_behind(calls: Sequence[Invocation], index: int) -> int:
    """The weight of the calls behind this one, which a batch that stops here does not run."""
    return sum(fees.call_weight(each) for each in calls[index + 1 :])


def _refuse_long(calls: Sequence[Invocation]) -> None:
    if len(calls) > MOST_CALLS:
        raise DispatchFailure("Utility", "TooManyCalls")


def _definitions(view: View, who: bytes) -> list[dict[str, Value]]:
    stored = view.get(PROXIES, who)
    listed = stored[0] if isinstance(stored, tuple) else []
    return [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []


def _keep(storage: Storage, who: bytes, definitions: list[dict[str, Value]]) -> None:
    """Write the permissions and reserve their deposit."""
    stored = storage.get(PROXIES, who)
    before = stored[1] if isinstance(stored, tuple) and isinstance(stored[1], int) else 0
    deposit = DEPOSIT_BASE + DEPOSIT_FACTOR * len(definitions) if definitions else 0
    balances.reserve(storage, who, deposit - before)
    if definitions:
        kept: list[Value] = [*definitions]
        storage.put(PROXIES, who, value=(kept, deposit))
    else:
        storage.drop(PROXIES, who)
