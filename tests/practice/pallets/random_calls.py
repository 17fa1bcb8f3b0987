"""Hypothesis strategies for scripts of calls and blocks, and the fitting of their amounts to a running chain."""

from dataclasses import dataclass

from hypothesis import strategies as st

from dtao_tui.practice.pallets import pools
from dtao_tui.practice.runtime.plain_values import Invocation
from tests.practice.economy import ALICE, BOB, TAO, Economy

NETS = (0, 1, 2, 3, 4)
POOR = b"poor".ljust(32, b"\3")
"""Has stake, and too little TAO for a fee."""

PEOPLE = st.sampled_from((ALICE, BOB, POOR))
SIZES = st.one_of(
    *[st.integers(min_value=1, max_value=1_000)] * 6,
    st.integers(min_value=0, max_value=2_100_000),
    st.integers(min_value=0, max_value=1_500 * TAO),
    st.integers(min_value=0, max_value=2**64 - 1),
)
"""Up to a thousand: so many thousandths of what there is, or of a TAO."""

PRICES = st.one_of(st.integers(min_value=0, max_value=2**64 - 1), *[st.integers(min_value=900, max_value=1_100)] * 5)
"""Around a thousand: so many thousandths of the price, or of the ratio of two."""


ONE_PLACE = {
    "add_stake": "amount_staked",
    "add_stake_limit": "amount_staked",
    "remove_stake": "amount_unstaked",
    "remove_stake_limit": "amount_unstaked",
    "remove_stake_full_limit": "",
    "lock_stake": "amount",
}
"""Calls of one subnet, and what their amount is called."""

TWO_PLACES = (
    *("move_stake", "move_stake_limit", "swap_stake", "swap_stake_limit"),
    *("transfer_stake", "transfer_stake_and_hotkey"),
)
ALL_PLACES = ("unstake_all", "unstake_all_alpha", "claim_root_with_hotkey", "claim_root")
TRANSFERS = ("transfer_keep_alive", "transfer_allow_death", "transfer_all")
NESTED = ("Utility.batch", "Utility.batch_all", "Utility.force_batch", "Proxy.proxy")


@dataclass(frozen=True)
class Step:
    """A transaction, its amounts still to be fitted to the chain; or a block, which nobody signs."""

    signer: bytes | None
    call: Invocation


A_BLOCK = Step(None, Invocation("", {}))


@st.composite
def calls(draw: st.DrawFn, depth: int = 1) -> Invocation:
    """A call of any kind, its amounts and limits still to be fitted to the chain."""
    kinds = (*ONE_PLACE, *TWO_PLACES, *ALL_PLACES, *TRANSFERS, "add_proxy", "remove_proxies", *(NESTED * depth))
    name = draw(st.sampled_from(kinds))
    if name in NESTED:
        inner = draw(st.lists(calls(depth=0), min_size=1, max_size=3))
        whose = {"real": ALICE, "force_proxy_type": None, "call": inner[0]}
        return Invocation(name, whose if name == "Proxy.proxy" else {"calls": inner})
    if name in TRANSFERS:
        whole: dict[str, object] = {"keep_alive": draw(st.booleans())}
        return Invocation(f"Balances.{name}", whole if name == "transfer_all" else {"value": draw(SIZES)})
    if name == "add_proxy":
        kind = draw(st.sampled_from(("Any", "Staking", "NonTransfer")))
        return Invocation("Proxy.add_proxy", {"delegate": BOB, "proxy_type": kind, "delay": 0})
    if name == "remove_proxies":
        return Invocation("Proxy.remove_proxies", {})
    return Invocation(f"SubtensorModule.{name}", draw(arguments_of(name)))


@st.composite
def arguments_of(draw: st.DrawFn, name: str) -> dict[str, object]:
    netuid, size = draw(st.sampled_from(NETS)), draw(SIZES)
    limit: dict[str, object] = {"limit_price": draw(PRICES), "allow_partial": draw(st.booleans())}
    if name == "remove_stake_full_limit":
        return {"netuid": netuid, "limit_price": draw(st.none() | PRICES)}
    if name in ONE_PLACE:
        return {"netuid": netuid, ONE_PLACE[name]: size, **(limit if name.endswith("_limit") else {})}
    if name in TWO_PLACES:
        between = {"origin_netuid": netuid, "destination_netuid": draw(st.sampled_from(NETS)), "alpha_amount": size}
        given_to: dict[str, object] = {"destination_coldkey": BOB} if name.startswith("transfer") else {}
        return {**between, **given_to, **(limit if name.endswith("_limit") else {})}
    return {"subnets": [1]} if name == "claim_root" else {}


STEPS = st.one_of(*[st.builds(Step, PEOPLE, calls())] * 5, st.just(A_BLOCK))


def fitted(economy: Economy, signer: bytes, call: Invocation) -> Invocation:
    """The call with what depends on the chain: hotkeys that serve everywhere, amounts and limits within reach."""
    arguments = dict(call.arguments)
    match call.name.partition("."):
        case "Utility", _, _:
            inner = arguments["calls"]
            assert isinstance(inner, list)
            return Invocation(call.name, {"calls": [fitted(economy, signer, each) for each in inner]})
        case "Proxy", _, "proxy":
            inner = arguments["call"]
            assert isinstance(inner, Invocation)
            return Invocation(call.name, {**arguments, "call": fitted(economy, ALICE, inner)})
        case "Proxy", _, _:
            return call
        case "Balances", _, _:
            return Invocation(
                call.name, {**scaled(economy, signer, arguments), "dest": BOB if signer == ALICE else ALICE}
            )
    if "subnets" in arguments:
        return call
    arguments = limited(economy, scaled(economy, signer, arguments))
    first, second = economy.validator(1), economy.storage.raw("SubtensorModule.Keys", 1, 1)
    if call.name.endswith((".move_stake", ".move_stake_limit", "and_hotkey")):
        return Invocation(call.name, {**arguments, "origin_hotkey": first, "destination_hotkey": second})
    return Invocation(call.name, {**arguments, "hotkey": first})


def scaled(economy: Economy, signer: bytes, arguments: dict[str, object]) -> dict[str, object]:
    """Small amounts as thousandths: of a TAO, or of the stake that they are taken from."""
    netuid = arguments.get("netuid", arguments.get("origin_netuid", 0))
    assert isinstance(netuid, int)
    units = {"amount_staked": TAO, "value": TAO}
    held = economy.stake(signer, netuid, economy.validator(1))
    names = [name for name in arguments if name in units or name in ("amount_unstaked", "alpha_amount", "amount")]
    for name in names:
        size = arguments[name]
        assert isinstance(size, int)
        arguments = {**arguments, name: units.get(name, held) * size // 1_000 if size <= 1_000 else size}
    return arguments


def limited(economy: Economy, arguments: dict[str, object]) -> dict[str, object]:
    """A limit around a thousand as thousandths of the price, or of the ratio of the two prices."""
    limit = arguments.get("limit_price")
    if not isinstance(limit, int) or not 900 <= limit <= 1_100:
        return arguments
    netuids = [arguments[name] for name in ("netuid", "origin_netuid", "destination_netuid") if name in arguments]
    prices = [pools.pool_of(economy.storage, int(str(netuid))).price.rao for netuid in netuids]
    now = prices[0] if len(prices) == 1 else prices[0] * 10**9 // prices[1]
    return {**arguments, "limit_price": now * limit // 1_000}
