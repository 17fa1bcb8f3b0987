"""Rules that let calls wrap others, and the bytes of such calls; the program itself enables none."""

from bittensor_core import ss58_decode

from dtao_tui.wallet.signer.calls import call_table
from dtao_tui.wallet.signer.calls.call_table import InnerCall, KnownCall, Value
from dtao_tui.wallet.signer.calls.signing_rules import RULES, Leaf, Rules, Wraps, an_amount, any_value, rules_of
from tests.wallet.signer.orders import HOTKEY

ACCOUNT = bytes(ss58_decode(HOTKEY))
REAL = bytes(range(32))
STAKES = frozenset(
    f"SubtensorModule.{name}" for name in ("add_stake_limit", "remove_stake_limit", "remove_stake_full_limit")
)


def known(pallet: str, name: str) -> KnownCall:
    call = call_table.known(pallet, name)
    assert call is not None
    return call


BATCH, PROXY = known("Utility", "batch_all"), known("Proxy", "proxy")
ADD, MOVE = known("SubtensorModule", "add_stake_limit"), known("SubtensorModule", "move_stake")
SWAP = known("SubtensorModule", "swap_stake")

MOVES = Leaf(
    MOVE,
    {name: an_amount if name == "alpha_amount" else any_value for name in MOVE.arguments},
    equal=("origin_netuid", "destination_netuid"),
)


def a_batch_rule(inner: frozenset[str] = STAKES, most: int = 3) -> Wraps:
    return Wraps(BATCH, "calls", inner, most, {})


def a_proxy_rule(inner: frozenset[str] = STAKES) -> Wraps:
    checks = {"real": any_value, "force_proxy_type": any_value}
    return Wraps(PROXY, "call", inner, 1, checks, origin="real")


def rules(*wrappers: Wraps) -> Rules:
    return RULES | rules_of(MOVES, *(wrappers or (a_batch_rule(), a_proxy_rule())))


def stake(amount: int = 10**9, netuid: int = 3) -> InnerCall:
    values: dict[str, Value] = {"hotkey": ACCOUNT, "netuid": netuid, "amount_staked": amount, "limit_price": 22 * 10**6}
    return InnerCall(ADD, values | {"allow_partial": False})


def move(amount: int = 10**9, origin: int = 3, destination: int = 3) -> InnerCall:
    values: dict[str, Value] = {"origin_hotkey": ACCOUNT, "destination_hotkey": REAL}
    return InnerCall(
        MOVE, values | {"origin_netuid": origin, "destination_netuid": destination, "alpha_amount": amount}
    )


def batch(*calls: InnerCall) -> InnerCall:
    return InnerCall(BATCH, {"calls": calls})


def proxied(call: InnerCall, real: bytes = REAL) -> InnerCall:
    return InnerCall(PROXY, {"real": real, "force_proxy_type": "Staking", "call": call})


def bytes_of(call: InnerCall) -> bytes:
    return call.call.compose(call.values)
