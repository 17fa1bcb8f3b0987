"""Cost by average and by lots: they agree in sum, units without a basis never dilute, moves realise nothing."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dtao_tui.domain.ledger.account_state import AccountState
from dtao_tui.domain.ledger.cost_book import AccountBook, SubnetCost, costs_of
from dtao_tui.domain.ledger.cost_pool import CostMethod, CostPool, Lot, LotOrigin
from dtao_tui.domain.ledger.entry_names import EntryNames, GivenName, NamedEntry
from dtao_tui.domain.ledger.ledger_entries import EntryKind, LedgerEntry
from tests.domain.ledger.builders import HOT, ME, NINE, SEVEN, TAO, YOU, a_state

NOBODY = a_state(1, 100 * TAO)
steps = st.lists(
    st.tuples(st.sampled_from(("buy", "sell", "yield", "rounding")), st.integers(1, 10**15), st.integers(0, 10**15)),
    max_size=30,
)


def entries_of(steps: Sequence[tuple[str, int, int]]) -> list[LedgerEntry]:
    """A history that never sells more than there is."""
    held, found = 0, []
    for at, (kind, alpha, tao) in enumerate(steps, 2):
        if kind == "buy":
            found.append(LedgerEntry(at, None, EntryKind.STAKED, -tao, SEVEN, HOT, alpha, tao))
            held += alpha
        elif kind == "yield":
            found.append(LedgerEntry(at, None, EntryKind.DIVIDEND, 0, SEVEN, HOT, alpha, tao))
            held += alpha
        elif kind == "rounding" and held > 1:
            found.append(LedgerEntry(at, None, EntryKind.ROUNDING, 0, SEVEN, HOT, -1, 0))
            held -= 1
        elif kind == "sell" and held:
            sold = min(alpha, held)
            found.append(LedgerEntry(at, None, EntryKind.UNSTAKED, tao, SEVEN, HOT, -sold, -tao))
            held -= sold
    return found


def cost_of(
    entries: Sequence[LedgerEntry],
    method: CostMethod = CostMethod.AVERAGE,
    *,
    opening: AccountState = NOBODY,
    names: EntryNames | None = None,
) -> SubnetCost:
    found = costs_of((AccountBook(ME, opening, entries),), names or EntryNames(), method)
    return found.get(SEVEN, SubnetCost())


@given(steps)
def test_both_methods_agree_on_what_was_paid_and_on_what_was_gained(history: list[tuple[str, int, int]]) -> None:
    entries = entries_of(history)
    average, oldest = (cost_of(entries, method) for method in CostMethod)
    assert average.alpha == oldest.alpha == sum(entry.alpha for entry in entries)
    gained = [sum(result.profit or 0 for result in cost.realised) - (cost.cost or 0) for cost in (average, oldest)]
    assert gained[0] == gained[1]


@given(st.lists(st.tuples(st.integers(1, 10**15), st.integers(0, 10**15)), min_size=1, max_size=20), st.data())
def test_a_sale_takes_what_it_says_and_no_rao_of_cost_is_lost(
    bought: list[tuple[int, int]], data: st.DataObject
) -> None:
    for method in CostMethod:
        pool = CostPool(method)
        for alpha, cost in bought:
            pool.add(Lot(alpha, cost, LotOrigin.STAKE))
        whole, paid = pool.alpha, pool.cost
        sold = data.draw(st.integers(0, whole))
        taken = pool.take(sold)
        assert (taken.known, taken.unknown) == (sold, 0)
        assert (pool.alpha, pool.cost + taken.cost) == (whole - sold, paid)
        assert taken.cost <= paid


@given(st.lists(st.tuples(st.integers(1, 10**15), st.booleans()), min_size=1, max_size=20), st.data())
def test_units_without_a_basis_never_dilute_the_average(lots: list[tuple[int, bool]], data: st.DataObject) -> None:
    pool = CostPool(CostMethod.AVERAGE)
    for alpha, is_known in lots:
        pool.add(Lot(alpha, 3 * alpha if is_known else None, LotOrigin.STAKE))
    taken = pool.take(data.draw(st.integers(0, pool.alpha)))
    assert 3 * taken.known - 3 < taken.cost <= 3 * taken.known or taken.known == 0
    assert pool.alpha == sum(alpha for alpha, _ in lots) - taken.known - taken.unknown
    assert pool.cost + taken.cost == sum(3 * alpha for alpha, is_known in lots if is_known)


def test_an_example_by_hand() -> None:
    entries = [
        LedgerEntry(2, None, EntryKind.NETWORK_FEE, -2, SEVEN, extrinsic=1),
        LedgerEntry(2, None, EntryKind.STAKED, -100, SEVEN, HOT, 10, 95, extrinsic=1),
        LedgerEntry(3, None, EntryKind.STAKED, -300, SEVEN, HOT, 10, 290),
        LedgerEntry(4, None, EntryKind.DIVIDEND, 0, SEVEN, HOT, 1, 30),
        LedgerEntry(5, None, EntryKind.NETWORK_FEE, -3, SEVEN, extrinsic=2),
        LedgerEntry(5, None, EntryKind.UNSTAKED, 200, SEVEN, HOT, -5, -210, extrinsic=2),
    ]
    average, oldest = (cost_of(entries, method) for method in CostMethod)
    # 21 units for 432; five of them for 102 and a rest that stays.
    assert [(r.proceeds, r.cost, r.profit) for r in average.realised] == [(197, 102, 95)]
    assert (average.cost, average.alpha) == (330, 16)
    # The oldest ten for 102: five of them for 51.
    assert [(r.proceeds, r.cost, r.profit) for r in oldest.realised] == [(197, 51, 146)]
    assert [(lot.alpha, lot.cost) for lot in oldest.lots] == [(5, 51), (10, 300), (1, 30)]


def test_the_opening_is_assumed_at_the_price_until_it_is_typed() -> None:
    opening = a_state(1, 0, {(SEVEN, HOT): 10 * TAO})
    assumed = cost_of((), opening=opening)
    assert (assumed.cost, assumed.is_assumed) == (5 * TAO, True)
    typed = cost_of((), opening=opening, names=EntryNames(typed_openings={(ME, SEVEN): 4 * TAO}))
    assert (typed.cost, typed.is_assumed) == (4 * TAO, False)


def test_moves_realise_nothing_and_gifts_go_with_their_cost() -> None:
    entries = [
        LedgerEntry(2, None, EntryKind.STAKED, -100, SEVEN, HOT, 10, 95),
        LedgerEntry(3, None, EntryKind.MOVED, 0, SEVEN, HOT, -10, -95),
        LedgerEntry(3, None, EntryKind.MOVED, 0, SEVEN, "5Else", 10, 95),
        LedgerEntry(4, None, EntryKind.GIVEN, 0, SEVEN, HOT, -5, -50, other=YOU),
    ]
    cost = cost_of(entries)
    assert (cost.alpha, cost.cost, cost.realised) == (5, 50, ())


def test_a_transfer_between_own_accounts_keeps_the_cost() -> None:
    mine = [
        LedgerEntry(2, None, EntryKind.STAKED, -100, SEVEN, HOT, 10, 95),
        LedgerEntry(4, None, EntryKind.GIVEN, 0, SEVEN, HOT, -10, -95, other=YOU),
    ]
    yours = [LedgerEntry(4, None, EntryKind.RECEIVED, 0, SEVEN, HOT, 10, 95, other=ME)]
    books = (AccountBook(ME, NOBODY, mine), AccountBook(YOU, NOBODY, yours))
    assert costs_of(books, EntryNames())[SEVEN].cost == 100
    assert costs_of(books[1:], EntryNames())[SEVEN].cost is None


def test_units_without_a_basis_are_named_by_a_person() -> None:
    entries = [LedgerEntry(2, None, EntryKind.UNEXPLAINED, 0, SEVEN, HOT, 10, 95, number=5)]
    assert (cost_of(entries).cost, cost_of(entries).unknown) == (None, 10)
    for named, cost in (
        (NamedEntry(GivenName.PURCHASE, 70), 70),
        (NamedEntry(GivenName.REWARD), 95),
        (NamedEntry(GivenName.NOTHING), 0),
        (NamedEntry(GivenName.TRANSFER), None),
    ):
        assert cost_of(entries, names=EntryNames({5: named})).cost == cost


def test_a_removed_subnet_is_realised_with_its_payout() -> None:
    entries = [
        LedgerEntry(2, None, EntryKind.STAKED, -100, SEVEN, HOT, 10, 95),
        LedgerEntry(5, None, EntryKind.REMOVED, 0, SEVEN, HOT, -10, -80),
        LedgerEntry(6, None, EntryKind.PAYOUT, 60, SEVEN),
    ]
    cost = cost_of(entries)
    assert cost.lots == ()
    assert [(r.kind, r.proceeds, r.cost, r.profit) for r in cost.realised] == [(EntryKind.REMOVED, 60, 100, -40)]


def test_a_pay_out_that_an_event_told_before_the_removal_is_its_own() -> None:
    entries = [
        LedgerEntry(2, None, EntryKind.STAKED, -100, SEVEN, HOT, 10, 95),
        LedgerEntry(5, None, EntryKind.PAYOUT, 60, SEVEN),
        LedgerEntry(5, None, EntryKind.REMOVED, 0, SEVEN, HOT, -10, -80),
    ]
    cost = cost_of(entries)
    assert [(r.kind, r.proceeds, r.cost, r.profit) for r in cost.realised] == [(EntryKind.REMOVED, 60, 100, -40)]


def test_a_swap_realises_one_subnet_and_begins_a_lot_of_the_other() -> None:
    entries = [
        LedgerEntry(2, None, EntryKind.STAKED, -100, SEVEN, HOT, 10, 95),
        LedgerEntry(3, None, EntryKind.UNSTAKED, 120, SEVEN, HOT, -10, -125, extrinsic=1),
        LedgerEntry(3, None, EntryKind.STAKED, -120, NINE, HOT, 40, 118, extrinsic=1),
    ]
    found = costs_of((AccountBook(ME, NOBODY, entries),), EntryNames())
    assert [result.profit for result in found[SEVEN].realised] == [20]
    assert found[NINE].cost == 120


@pytest.mark.parametrize("method", list(CostMethod))
def test_a_sale_of_units_of_unknown_cost_has_no_profit(method: CostMethod) -> None:
    entries = [
        LedgerEntry(2, None, EntryKind.RECEIVED, 0, SEVEN, HOT, 10, 95, other=YOU),
        LedgerEntry(3, None, EntryKind.UNSTAKED, 120, SEVEN, HOT, -10, -125),
    ]
    assert [result.profit for result in cost_of(entries, method).realised] == [None]
