"""One check run alone on an intent, on a block with root and subnets 3 and 9, both open, both with validators."""

from dataclasses import replace

from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.market import Snapshot, StakingRules, Subnet
from dtao_tui.domain.operations.swap_intents import SwapStake
from dtao_tui.domain.pools.pool import PoolRefusal
from dtao_tui.domain.trades.check import Check
from dtao_tui.domain.trades.intents import MoveStake, SingleIntent, Stake, Unstake
from dtao_tui.domain.trades.quoting import quote
from dtao_tui.domain.trades.tolerance import Tolerance
from dtao_tui.trading.assessment import assess
from dtao_tui.trading.circumstances import Circumstances
from dtao_tui.trading.preflight.check_table import CHECKS
from dtao_tui.trading.preflight.movement_check import suggested
from tests.fakes import HOTKEY, OTHER_HOTKEY, a_holding, a_snapshot, a_stake, a_subnet, a_validator
from tests.trading.drafts import given

BLOCK = 48_213


def subnet(netuid: int, **changes: object) -> Subnet:
    """Subnet 3 is templar, 9 pretrain, both past their immunity; any field can be named."""
    names = {3: ("templar", "γ", "0.022"), 9: ("pretrain", "ι", "0.0216")}
    name, symbol, price = names[netuid]
    usual = {"name": name, "symbol": symbol, "moving_price": Price(20_000_000 + netuid), "transfers_are_on": True}
    return a_subnet(netuid, price, **(usual | changes))


def block(*changed: Subnet, **changes: object) -> Snapshot:
    """The block, with some of its subnets replaced."""
    subnets = {0: a_subnet(0), 3: subnet(3), 9: subnet(9)} | {one.netuid: one for one in changed}
    rules = StakingRules(least_rest=Tao(0), root_hold_blocks=0, immunity_blocks=1_000, most_subnets=2)
    snapshot = a_snapshot(BLOCK, tuple(subnets.values()))
    return replace(snapshot, **({"rules": rules} | changes))  # type: ignore[arg-type]  # builders take any field


def around(snapshot: Snapshot | None = None, **changes: object) -> Circumstances:
    """An account with 1,000 τ and 100 γ at templar's first validator; the validators of both subnets were heard of."""
    validators = {netuid: (a_validator(netuid), a_validator(netuid, OTHER_HOTKEY, "OpenTau")) for netuid in (3, 9)}
    holdings = a_holding(free="1000", stakes=[a_stake(3, "100", is_registered=True)])
    usual = {"holdings": holdings, "validators": validators}
    return replace(given(snapshot=snapshot or block()), **(usual | changes))  # type: ignore[arg-type]  # any field


def stake(tao: str = "10", netuid: int = 3, hotkey: str = HOTKEY) -> Stake:
    return Stake(netuid, hotkey, Tao.parse(tao))


def unstake(alpha: str = "10", netuid: int = 3, hotkey: str = HOTKEY) -> Unstake:
    return Unstake(netuid, hotkey, Alpha.parse(alpha, netuid))


def move(alpha: str = "10", hotkey: str = OTHER_HOTKEY) -> MoveStake:
    return MoveStake(3, HOTKEY, hotkey, Alpha.parse(alpha, 3))


def swap(alpha: str = "10", hotkey: str = OTHER_HOTKEY) -> SwapStake:
    return SwapStake(3, HOTKEY, hotkey, Alpha.parse(alpha, 3), 9)


def checked(
    name: str, intent: SingleIntent, circumstances: Circumstances | None = None, tolerance: str = "2"
) -> Check | None:
    """The result of the check of this name in the table; None where it does not apply."""
    given_to = circumstances or around()
    allowed = Tolerance.parse(tolerance)
    try:
        pools = {netuid: given_to.snapshot.subnets[netuid].pool for netuid in intent.touches()}
        quoted = quote(intent, pools, allowed, given_to.snapshot.block, given_to.network_fee)
    except PoolRefusal:
        quoted = None
    rest = assess(intent, allowed, given_to).rest if isinstance(intent, Unstake) else None
    suggestion = suggested(intent, quoted, given_to)
    return CHECKS[name](intent, quoted, replace(given_to, rest=rest, suggestion=suggestion))


def found(name: str, intent: SingleIntent, circumstances: Circumstances | None = None, tolerance: str = "2") -> Check:
    """The same where it applies."""
    check = checked(name, intent, circumstances, tolerance)
    assert check is not None
    return check


def outcome(check: Check) -> tuple[str, str, str]:
    """Its mark, caption and fact, as a list shows them."""
    mark = "✗" if not check.passed else "!" if check.is_note else "✓"
    assert bool(check.sentence) == (mark != "✓")
    return mark, check.title, check.fact
