"""Portfolios are put together from the accounts of one block."""

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.pools.side import Side
from dtao_tui.services.account_portfolio import portfolio_of
from tests.fakes import ALICE, BOB, OTHER_HOTKEY, PRACTICE_ADDRESS, a_holding, a_snapshot, a_stake, a_subnet


def test_a_portfolio_holds_every_stake_of_its_address() -> None:
    snapshot = a_snapshot(holdings=[a_holding(ALICE, stakes=[a_stake(7, "10"), a_stake(7, "5", OTHER_HOTKEY)])])
    portfolio = portfolio_of(snapshot, ALICE)
    held = portfolio.holding(7)
    assert held is not None
    assert held.amount == Alpha.parse("15", 7)
    assert len(held.rows) == 2
    assert held.worth.exit == snapshot.subnets[7].pool.trade(Side.SELL, Alpha.parse("15", 7)).received


def test_two_addresses_with_one_validator_are_one_position_and_sell_for_less_together() -> None:
    holdings = [a_holding(ALICE, stakes=[a_stake(7, "10000")]), a_holding(BOB, stakes=[a_stake(7, "10000")])]
    snapshot = a_snapshot(holdings=holdings)
    together = portfolio_of(snapshot, ALICE, BOB)
    alone = [portfolio_of(snapshot, address).worth.exit for address in (ALICE, BOB)]
    held = together.holding(7)
    assert held is not None
    assert (len(held.rows), held.amount) == (1, Alpha.parse("20000", 7))
    assert together.worth.exit < alone[0] + alone[1]
    apart = sum(portfolio_of(snapshot, address).worth.spot.rao for address in (ALICE, BOB))
    # Each spot value is rounded down to a whole rao, so two of them may lack one.
    assert 0 <= together.worth.spot.rao - apart <= 1


def test_the_same_address_twice_counts_once() -> None:
    snapshot = a_snapshot(holdings=[a_holding(ALICE, stakes=[a_stake()])])
    assert portfolio_of(snapshot, ALICE, ALICE) == portfolio_of(snapshot, ALICE)


def test_an_address_that_was_not_read_has_nothing() -> None:
    assert portfolio_of(a_snapshot(), BOB).holdings == ()


def test_root_stake_is_worth_itself() -> None:
    snapshot = a_snapshot(holdings=[a_holding(ALICE, stakes=[a_stake(0, "900")])])
    worth = portfolio_of(snapshot, ALICE).worth
    assert (worth.spot, worth.exit) == (Tao.parse("900"), Tao.parse("900"))


def test_a_pool_of_another_curve_is_valued_at_the_chains_price_alone() -> None:
    stakes = [a_stake(7, "120")]
    snapshot = a_snapshot(subnets=[a_subnet(7, curve_is_known=False)], holdings=[a_holding(stakes=stakes)])
    worth = portfolio_of(snapshot, PRACTICE_ADDRESS).worth
    assert (worth.spot, worth.exit) == (snapshot.subnets[7].price.worth_of(Alpha.parse("120", 7)), None)


def test_each_account_has_its_own_locks() -> None:
    holdings = [
        a_holding(ALICE, stakes=[a_stake(7, "100"), a_stake(7, "50", OTHER_HOTKEY)], locked={7: "120"}),
        a_holding(BOB, stakes=[a_stake(7, "10")]),
    ]
    held = portfolio_of(a_snapshot(holdings=holdings), ALICE, BOB).holding(7)
    assert held is not None
    assert (held.amount, held.sellable) == (Alpha.parse("160", 7), Alpha.parse("40", 7))
    assert [row.sellable for row in held.rows] == [Alpha.parse("40", 7), Alpha.parse("30", 7)]
