"""What an export reads of the account ledger: up to the newest block, with a time in any case, and writing nothing."""

from pathlib import Path

from dtao_tui.cli.exports.ledger_reading import read_ledger
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.records.ledger.ledger_book import LedgerBook
from tests.fakes import PRACTICE_ADDRESS, a_holding, a_snapshot, a_stake, a_world


async def test_an_account_that_was_never_recorded_begins_now_by_this_machines_clock(tmp_path: Path) -> None:
    snapshot = a_snapshot(holdings=(a_holding(stakes=(a_stake(7, "12"),)),), time_ms=None)
    world = a_world(tmp_path, snapshot=snapshot)
    record = LedgerBook(tmp_path / "ledger.sqlite3")
    read = await read_ledger(world.market, record, (PRACTICE_ADDRESS, "5Unread"))
    record.close()
    closing = read.closing[PRACTICE_ADDRESS]
    assert list(read.closing) == [PRACTICE_ADDRESS]
    assert (closing.block, closing.quantity(SubnetId(7, 1_000))) == (snapshot.block, 12 * 10**9)
    assert closing.time_ms is not None
    [book] = read.books
    assert (book.opening, book.entries) == (closing, ())
    assert record.newest(snapshot.genesis, PRACTICE_ADDRESS) is None
    record.close()
