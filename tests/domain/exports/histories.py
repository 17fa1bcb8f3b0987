"""Histories of ledger entries for exports, worked by hand in whole rao, and random ones."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import strategies as st

from dtao_tui.domain.ledger.account_state import AccountState
from dtao_tui.domain.ledger.cost_book import AccountBook
from dtao_tui.domain.ledger.ledger_entries import EntryKind, LedgerEntry
from dtao_tui.domain.subnet_id import SubnetId
from tests.domain.ledger.builders import HOT, ME, NINE, OTHER_HOT, SEVEN, TAO, YOU, a_state

DAY_MS = 86_400_000
MONDAY_MS = 1_795_996_800_000 - 1_795_996_800_000 % DAY_MS
"""Midnight of a day of 2026, in UTC."""

Step = tuple[str, SubnetId, int, int]


def a_year_in_short() -> AccountBook:
    """100 τ and 10 α at 0.5 τ; a stake of 4 τ for 7 α with a fee; yield twice in a day; a sale; 3 α from nowhere."""
    opening = AccountState(10, MONDAY_MS, 100 * TAO, {(SEVEN, HOT): 10 * TAO}, {SEVEN: TAO // 2})
    tuesday = MONDAY_MS + DAY_MS
    entries = (
        LedgerEntry(20, tuesday, EntryKind.NETWORK_FEE, -1_000, SEVEN, extrinsic=1, number=1),
        LedgerEntry(20, tuesday, EntryKind.STAKED, -4 * TAO, SEVEN, HOT, 7 * TAO, 7 * TAO // 2, extrinsic=1, number=2),
        LedgerEntry(30, tuesday + 1, EntryKind.DIVIDEND, 0, SEVEN, HOT, TAO, TAO // 2, number=3),
        LedgerEntry(31, tuesday + 2, EntryKind.DIVIDEND, 0, SEVEN, HOT, 2 * TAO, TAO, number=4),
        LedgerEntry(40, tuesday + DAY_MS, EntryKind.NETWORK_FEE, -2_000, SEVEN, extrinsic=2, number=5),
        LedgerEntry(
            40, tuesday + DAY_MS, EntryKind.UNSTAKED, 6 * TAO, SEVEN, HOT, -10 * TAO, -5 * TAO, extrinsic=2, number=6
        ),
        LedgerEntry(50, tuesday + 2 * DAY_MS, EntryKind.UNEXPLAINED, 0, SEVEN, HOT, 3 * TAO, TAO, number=7),
    )
    return AccountBook(ME, opening, entries)


def a_close(book: AccountBook) -> AccountState:
    """What the chain says at the end of such a book, when all that happened is in it."""
    last = book.entries[-1] if book.entries else None
    positions = dict(book.opening.positions)
    for entry in book.entries:
        if entry.subnet is not None and entry.alpha:
            place = (entry.subnet, entry.hotkey)
            positions[place] = positions.get(place, 0) + entry.alpha
    cash = book.opening.cash + sum(entry.cash for entry in book.entries)
    held = {place: alpha for place, alpha in positions.items() if alpha}
    block, time_ms = (book.opening.block, book.opening.time_ms) if last is None else (last.block, last.time_ms)
    return AccountState(block, time_ms, cash, held, book.opening.prices)


def random_books(steps: Sequence[Step]) -> tuple[AccountBook, AccountBook]:
    """Two accounts, of which one trades at random, and gives the other a part now and then."""
    mine, yours = list[LedgerEntry](), list[LedgerEntry]()
    for at, (word, subnet, alpha, tao) in enumerate(steps, 2):
        kind, cash_sign, alpha_sign, other = _MADE[word]
        cash, gained = cash_sign * tao, alpha_sign * alpha
        if kind is EntryKind.ROUNDING:
            gained = 1 if tao % 2 else -1
        worth = alpha_sign * tao
        time_ms = MONDAY_MS + at * DAY_MS // 3
        entry = LedgerEntry(at, time_ms, kind, cash, subnet, HOT, gained, worth, other, extrinsic=at, number=at)
        mine.append(replace(entry, subnet=None, hotkey="") if kind is EntryKind.DEPOSIT else entry)
        if word == "fee":
            mine.append(replace(entry, kind=EntryKind.STAKED, alpha=alpha))
        if word == "move":
            mine.append(replace(entry, hotkey=OTHER_HOT, alpha=alpha))
        if word == "own":
            yours.append(replace(entry, kind=EntryKind.RECEIVED, alpha=alpha, worth=tao, other=ME))
    opening = a_state(1, 100 * TAO, {(SEVEN, HOT): 5 * TAO + 1, (SEVEN, OTHER_HOT): 3})
    return AccountBook(ME, opening, mine), AccountBook(YOU, a_state(1, 7), yours)


_MADE = {
    "buy": (EntryKind.STAKED, -1, 1, ""),
    "sell": (EntryKind.UNSTAKED, 1, -1, ""),
    "yield": (EntryKind.DIVIDEND, 0, 1, ""),
    "emission": (EntryKind.EMISSION, 0, 1, ""),
    "rounding": (EntryKind.ROUNDING, 0, 0, ""),
    "unknown": (EntryKind.UNEXPLAINED, 0, 1, ""),
    "lost": (EntryKind.UNEXPLAINED, 0, -1, ""),
    "given": (EntryKind.GIVEN, 0, -1, "5Stranger"),
    "burned": (EntryKind.BURNED, 0, -1, ""),
    "move": (EntryKind.MOVED, 0, -1, ""),
    "own": (EntryKind.GIVEN, 0, -1, YOU),
    "fee": (EntryKind.NETWORK_FEE, -1, 0, ""),
    "alpha fee": (EntryKind.FEE_IN_ALPHA, 0, -1, ""),
    "removed": (EntryKind.REMOVED, 0, -1, ""),
    "paid out": (EntryKind.PAYOUT, 1, 0, ""),
    "deposit": (EntryKind.DEPOSIT, 1, 0, "5Stranger"),
}
"""By its word: the entry's kind, the signs of its TAO and of its alpha, and the other account."""

random_steps = st.lists(
    st.tuples(
        st.sampled_from(sorted(_MADE)), st.sampled_from((SEVEN, NINE)), st.integers(1, 10**15), st.integers(0, 10**15)
    ),
    max_size=25,
)
