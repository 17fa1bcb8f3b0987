"""Warnings about holdings: each from its limit on, and with the numbers that it stands on."""

from dataclasses import replace
from decimal import Decimal

from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.holding_warnings import WarningKind, warnings_of
from dtao_tui.domain.last_look import TakeChange
from dtao_tui.domain.market import Snapshot, StakingRules
from dtao_tui.services.account_portfolio import portfolio_of
from tests.fakes.values import PRACTICE_ADDRESS, a_holding, a_snapshot, a_stake, a_subnet


def a_snapshot_with(*stakes: tuple[int, str], rules: StakingRules | None = None) -> Snapshot:
    held = a_holding(stakes=tuple(a_stake(netuid, amount) for netuid, amount in stakes))
    subnets = [a_subnet(0), *(a_subnet(netuid, "0.05") for netuid, _ in stakes if netuid)]
    return replace(a_snapshot(subnets=subnets, holdings=[held]), rules=rules or StakingRules())


def told(snapshot: Snapshot, *takes: TakeChange, share: int = 50) -> dict[int, dict[WarningKind, str]]:
    portfolio = portfolio_of(snapshot, PRACTICE_ADDRESS)
    found = warnings_of(portfolio, snapshot, snapshot.holdings.values(), takes, Decimal(share))
    return {netuid: {each.kind: each.reason for each in warnings} for netuid, warnings in found.items()}


def test_a_holding_is_concentrated_from_the_noted_share_on_and_root_never() -> None:
    snapshot = a_snapshot_with((0, "60"), (7, "800"))
    assert told(snapshot) == {}
    assert "of what selling everything would pay" in told(snapshot, share=39)[7][WarningKind.CONCENTRATION]
    assert 0 not in told(snapshot, share=39)
    assert told(a_snapshot_with((7, "800")), share=39) == {}


def test_a_pool_is_thin_where_selling_all_costs_much() -> None:
    thin = told(a_snapshot_with((7, "40000"), (3, "5")))
    assert "of its value: the pool holds" in thin[7][WarningKind.THIN]
    assert 3 not in thin


def test_a_take_that_changed_is_told_with_both_numbers() -> None:
    snapshot = a_snapshot_with((0, "900"), (7, "5"))
    hotkey = snapshot.holdings[PRACTICE_ADDRESS].stakes[1].hotkey
    change = TakeChange(hotkey, 65535 * 9 // 100, 65535 * 18 // 100)
    reason = told(snapshot, change)[7][WarningKind.TAKE]
    assert "keeps 18.00 % of dividends now" in reason
    assert reason.endswith("it kept 9.00 %.")
    assert told(snapshot, replace(change, hotkey="5Other")) == {}


def test_a_subnet_near_removal_is_warned_of_with_its_rank_and_where_there_is_room_that_is_said() -> None:
    snapshot = a_snapshot_with((0, "900"), (7, "5"), rules=StakingRules(immunity_blocks=0, most_subnets=1))
    snapshot = replace(
        snapshot, subnets={n: replace(s, moving_price_bits=n * 2**30) for n, s in snapshot.subnets.items()}
    )
    assert told(snapshot)[7][WarningKind.REMOVAL] == "It is the next subnet to be removed, by its moving price."
    roomy = replace(snapshot, rules=replace(snapshot.rules, most_subnets=128))
    assert told(roomy)[7][WarningKind.REMOVAL].endswith("now there is room for a new one without that.")


def test_a_position_below_the_least_rest_is_told_unless_the_hotkey_is_ones_own() -> None:
    snapshot = a_snapshot_with((0, "900"), (7, "1.9"), rules=StakingRules(least_rest=Tao.parse("0.1")))
    reason = told(snapshot)[7][WarningKind.SMALL]
    assert "is worth less than 0.1" in reason
    holdings = snapshot.holdings[PRACTICE_ADDRESS]
    own = replace(holdings, stakes=tuple(replace(stake, is_own=True) for stake in holdings.stakes))
    assert told(replace(snapshot, holdings={PRACTICE_ADDRESS: own})) == {}
