"""Transactions: what each cost and gained, worked by hand, and their sums as the ledger's own costs have them."""

from hypothesis import given, settings

from dtao_tui.domain.exports.costed_transactions import CostedTransaction, transactions_of
from dtao_tui.domain.ledger.cost_book import AccountBook, costs_of
from dtao_tui.domain.ledger.cost_pool import CostMethod
from dtao_tui.domain.ledger.entry_names import EntryNames, GivenName, NamedEntry
from dtao_tui.domain.ledger.ledger_entries import EntryKind, LedgerEntry
from tests.domain.exports.histories import MONDAY_MS, Step, a_year_in_short, random_books, random_steps
from tests.domain.ledger.builders import HOT, ME, OTHER_HOT, SEVEN, TAO, YOU, a_state


def of_short_year(
    method: CostMethod = CostMethod.AVERAGE, names: EntryNames | None = None
) -> dict[str, CostedTransaction]:
    found = transactions_of((a_year_in_short(),), names or EntryNames(), method)
    return {f"{each.kind} {each.entry.block}": each for each in found}


def test_an_opening_is_told_with_its_assumed_cost_and_a_typed_one_with_that() -> None:
    assumed = of_short_year()["opening 10"]
    assert (assumed.known, assumed.cost, assumed.basis) == (10 * TAO, 5 * TAO, "assumed")
    typed = of_short_year(names=EntryNames({}, {(ME, SEVEN): 9 * TAO}))["opening 10"]
    assert (typed.cost, typed.basis) == (9 * TAO, "typed")


def test_the_network_fee_is_in_the_cost_of_a_stake_and_off_what_a_sale_brought() -> None:
    found = of_short_year()
    assert (found["stake 20"].cost, found["stake 20"].fee) == (4 * TAO + 1_000, 1_000)
    # 20 α cost 5 + 4.000001 + 1.5 τ, so that ten of them cost a half of it, rounded down.
    sold = found["unstake 40"]
    assert (sold.cost, sold.fee) == (-(10_500_001_000 // 2), 2_000)
    assert sold.gain == 6 * TAO - 2_000 - 10_500_001_000 // 2


def test_by_lots_a_sale_takes_what_came_first() -> None:
    sold = of_short_year(CostMethod.FIFO)["unstake 40"]
    assert (sold.cost, sold.gain, sold.basis) == (-5 * TAO, TAO - 2_000, "fifo")


def test_yield_is_one_transaction_a_day_and_position() -> None:
    found = transactions_of((a_year_in_short(),), EntryNames())
    [summed] = [each for each in found if each.kind == "yield"]
    assert (summed.known, summed.cost, summed.count) == (3 * TAO, 3 * TAO // 2, 2)
    assert (summed.entry.block, summed.entry.worth, summed.gain) == (31, 3 * TAO // 2, None)


def test_yield_of_another_day_or_hotkey_is_another_transaction() -> None:
    times = ((HOT, MONDAY_MS), (HOT, MONDAY_MS + 86_399_999), (OTHER_HOT, MONDAY_MS), (HOT, MONDAY_MS + 86_400_000))
    entries = [
        LedgerEntry(at, time_ms, EntryKind.DIVIDEND, 0, SEVEN, hotkey, 10, 5)
        for at, (hotkey, time_ms) in enumerate(times, 2)
    ]
    found = transactions_of((AccountBook(ME, a_state(1, 0), entries),), EntryNames())
    assert [(each.entry.hotkey, each.count, each.known) for each in found] == [
        (HOT, 2, 20),
        (OTHER_HOT, 1, 10),
        (HOT, 1, 10),
    ]


def test_units_of_unknown_basis_are_marked_until_a_person_names_them() -> None:
    unknown = of_short_year()["unexplained 50"]
    assert (unknown.known, unknown.unknown, unknown.cost, unknown.basis) == (0, 3 * TAO, 0, "unknown")
    bought = EntryNames({7: NamedEntry(GivenName.PURCHASE, 2 * TAO)})
    named = of_short_year(names=bought)["unexplained 50"]
    assert (named.unknown, named.cost, named.basis, named.named) == (0, 2 * TAO, "typed", GivenName.PURCHASE)


def test_a_sale_with_units_of_unknown_basis_has_no_gain() -> None:
    book = a_year_in_short()
    more = LedgerEntry(60, None, EntryKind.UNSTAKED, 5 * TAO, SEVEN, HOT, -13 * TAO, -5 * TAO)
    found = transactions_of((AccountBook(ME, book.opening, (*book.entries, more)),), EntryNames())
    assert (found[-1].gain, found[-1].unknown, found[-1].basis) == (None, -3 * TAO, "unknown")


@settings(max_examples=60, deadline=None)
@given(random_steps)
def test_sums_are_those_of_the_cost_book(steps: list[Step]) -> None:
    books, names = random_books(steps), EntryNames()
    for method in CostMethod:
        found = transactions_of(books, names, method)
        for subnet, cost in costs_of(sorted(books, key=lambda book: book.address), names, method).items():
            of_subnet = [each for each in found if each.entry.subnet == subnet and not each.is_own]
            assert sum(each.cost for each in of_subnet) == sum(lot.cost or 0 for lot in cost.lots)
            assert sum(each.known for each in of_subnet) == cost.alpha - cost.unknown
            profits = [result.profit for result in cost.realised]
            gains = [each.gain for each in of_subnet if each.is_realising]
            assert (None in profits) == (None in gains)
            if None not in profits:
                assert sum(gain or 0 for gain in gains) == sum(profit or 0 for profit in profits)


@given(random_steps)
@settings(max_examples=30, deadline=None)
def test_what_stays_with_the_own_accounts_adds_up_to_nothing(steps: list[Step]) -> None:
    found = [each for each in transactions_of(random_books(steps), EntryNames()) if each.is_own]
    assert sum(each.known + each.unknown for each in found) == 0
    assert sum(each.cost for each in found) == 0
    assert {each.address for each in found} <= {ME, YOU}
