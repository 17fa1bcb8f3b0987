"""The statement adds up to the rao whatever happened, and says what it does not know."""

from hypothesis import given
from hypothesis import strategies as st

from dtao_tui.domain.ledger.account_changes import Interval, changes_in
from dtao_tui.domain.ledger.account_state import AccountState
from dtao_tui.domain.ledger.entry_names import EntryNames, GivenName, NamedEntry
from dtao_tui.domain.ledger.ledger_entries import EntryKind, LedgerEntry, StatementPart
from dtao_tui.domain.ledger.statement import AccountStretch, Statement, statement_of
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.domain.trades.block_events import BlockEvents, PlacedEvent
from dtao_tui.domain.trades.chain_events import ChainEvent
from tests.domain.ledger.builders import (
    HALF,
    HOT,
    ME,
    NINE,
    OTHER_HOT,
    ROOT_ID,
    SEVEN,
    TAO,
    TENTH,
    VAULT,
    YOU,
    a_block,
    a_state,
    changes,
    named,
    paid_fee,
    staking,
    transfer,
)

amounts = st.integers(1, 10**15)
hotkeys = st.sampled_from((HOT, OTHER_HOT))
netuids = st.sampled_from((0, 7, 9))


@st.composite
def extrinsics(draw: st.DrawFn) -> tuple[ChainEvent, ...]:
    """Events of a stake, a sale, a transfer or a fee, with amounts that need not fit together."""
    hotkey, netuid, tao, alpha = draw(hotkeys), draw(netuids), draw(amounts), draw(amounts)
    kinds = (
        (transfer(ME, VAULT, tao), staking("StakeAdded", ME, hotkey, tao, alpha, netuid, 3)),
        (staking("StakeRemoved", ME, hotkey, tao, alpha, netuid, 3),),
        (transfer(YOU, ME, tao), *paid_fee(ME, draw(amounts))),
        (named("SubtensorModule", "BasketClaimed", hotkey=hotkey, coldkey=ME, tao=tao),),
    )
    return draw(st.sampled_from(kinds))


@st.composite
def states(draw: st.DrawFn, block: int) -> AccountState:
    places = st.tuples(st.sampled_from((ROOT_ID, SEVEN, NINE)), hotkeys)
    held = draw(st.dictionaries(places, amounts, max_size=5))
    prices = {subnet: draw(st.integers(1, 10**11)) for subnet in (ROOT_ID, SEVEN, NINE)}
    if draw(st.booleans()):
        prices.pop(NINE)
        held = {place: alpha for place, alpha in held.items() if place[0] != NINE}
    return AccountState(block, block * 12_000, draw(amounts), held, prices)


@given(states(10), states(11), states(12), st.lists(extrinsics(), max_size=6), st.booleans())
def test_start_and_all_parts_make_the_end_to_the_rao(
    first: AccountState, middle: AccountState, last: AccountState, told: list[tuple[ChainEvent, ...]], is_read: bool
) -> None:
    entries: list[LedgerEntry] = []
    for before, after in ((first, middle), (middle, last)):
        placed = tuple(PlacedEvent(at, event) for at, events in enumerate(told) for event in events)
        block = BlockEvents(after.block, "0x", after.time_ms, placed)
        found = changes_in(Interval(before, after, (block,) if is_read else None), ME)
        assert before.worth + sum(e.effect for e in found.entries) + sum(found.price.values()) == after.worth
        entries += found.entries
    statement = statement_of((AccountStretch(ME, first, last, entries),))
    assert statement is not None
    assert statement.is_exact
    assert (statement.total.start, statement.total.end) == (first.worth, last.worth)
    assert statement.deposits + statement.withdrawals == statement.total.part(StatementPart.FLOWS)


@given(states(10), states(12))
def test_what_the_record_does_not_hold_is_unexplained_and_no_price(first: AccountState, last: AccountState) -> None:
    statement = statement_of((AccountStretch(ME, first, last, ()),))
    assert statement is not None
    assert statement.is_exact
    for row in statement.rows:
        if row.subnet is None:
            assert row.part(StatementPart.UNEXPLAINED) == last.cash - first.cash
        elif first.quantity(row.subnet) == last.quantity(row.subnet):
            assert row.part(StatementPart.UNEXPLAINED) == 0


def a_statement(names: EntryNames | None = None) -> Statement:
    """Ten alpha from nowhere, beside a stake of four TAO and a price that doubles."""
    before = a_state(10, 100 * TAO, {(SEVEN, HOT): 10 * TAO})
    events = (transfer(ME, VAULT, 4 * TAO), staking("StakeAdded", ME, HOT, 4 * TAO, 7 * TAO, 7, 0))
    after = a_state(11, 96 * TAO, {(SEVEN, HOT): 27 * TAO}, {SEVEN: 2 * HALF, NINE: TENTH})
    entries = [
        LedgerEntry(**{**{name: getattr(e, name) for name in LedgerEntry.__slots__}, "number": at})
        for at, e in enumerate(changes(before, after, a_block(events)).entries, 1)
    ]
    statement = statement_of((AccountStretch(ME, before, after, entries),), names)
    assert statement is not None
    assert statement.is_exact
    return statement


def test_the_statement_parts_what_was_gained_from_what_nobody_explains() -> None:
    statement = a_statement()
    total = statement.total
    assert (total.start, total.end) == (105 * TAO, 123 * TAO)
    assert total.part(StatementPart.COSTS) == -TAO // 2
    assert total.part(StatementPart.UNEXPLAINED) == 5 * TAO
    assert total.part(StatementPart.PRICE) == 27 * TAO // 2
    assert total.gained == 13 * TAO
    assert [entry.alpha for entry in statement.to_name] == [10 * TAO]


def test_flows_between_the_rows_cancel_in_the_total() -> None:
    seven, cash = a_statement().rows
    assert (seven.part(StatementPart.FLOWS), cash.part(StatementPart.FLOWS)) == (4 * TAO, -4 * TAO)
    assert a_statement().total.part(StatementPart.FLOWS) == 0


def test_a_named_entry_moves_to_its_line_and_is_asked_for_no_more() -> None:
    for name, part in (
        (GivenName.TRANSFER, StatementPart.FLOWS),
        (GivenName.REWARD, StatementPart.YIELD),
        (GivenName.NOTHING, StatementPart.UNEXPLAINED),
    ):
        named_one = a_statement(EntryNames({2: NamedEntry(name)}))
        assert named_one.total.part(part) == 5 * TAO
        assert named_one.to_name == ()


def test_a_purchase_elsewhere_came_in_for_what_it_has_cost() -> None:
    statement = a_statement(EntryNames({2: NamedEntry(GivenName.PURCHASE, 6 * TAO)}))
    assert statement.deposits == 6 * TAO
    assert statement.total.part(StatementPart.COSTS) == -TAO // 2 - TAO


def test_what_goes_between_own_accounts_is_neither_deposit_nor_withdrawal() -> None:
    mine = LedgerEntry(11, None, EntryKind.WITHDRAWAL, -TAO, other=YOU, extrinsic=1)
    yours = LedgerEntry(11, None, EntryKind.DEPOSIT, TAO, other=ME, extrinsic=1)
    statement = statement_of(
        (
            AccountStretch(ME, a_state(10, 5 * TAO), a_state(11, 4 * TAO), (mine,)),
            AccountStretch(YOU, a_state(10, TAO), a_state(11, 2 * TAO), (yours,)),
        )
    )
    assert statement is not None
    assert (statement.deposits, statement.withdrawals) == (0, 0)
    assert statement.total.gained == 0


def test_no_account_has_no_statement() -> None:
    assert statement_of(()) is None


def test_a_subnet_that_is_gone_ends_at_nothing() -> None:
    before = a_state(10, 0, {(SEVEN, HOT): 10 * TAO})
    after = a_state(11, 0, {}, {NINE: TENTH})
    entries = changes(before, after, a_block()).entries
    statement = statement_of((AccountStretch(ME, before, after, entries),))
    assert statement is not None
    assert statement.rows[0].subnet == SubnetId(7, 100)
    assert statement.rows[0].part(StatementPart.COSTS) == -5 * TAO
