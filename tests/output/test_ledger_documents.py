"""What accounts gained, printed: the lines add up, and what is not known is not zero."""

import csv
import json
from dataclasses import replace
from fractions import Fraction

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.formatting import fine
from dtao_tui.domain.ledger.cost_pool import CostMethod
from dtao_tui.domain.ledger.holding_gain import HoldingGain
from dtao_tui.domain.ledger.ledger_entries import EntryKind, LedgerEntry
from dtao_tui.domain.ledger.returns import Return, Returns
from dtao_tui.domain.ledger.statement import AccountStretch, RecordGap, statement_of
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.output.ledger_documents import COLUMNS, StatementAnswer, ledger_csv, ledger_document, ledger_table
from tests.domain.builders import a_pool
from tests.domain.ledger.builders import HOT, a_state
from tests.fakes.values import PRACTICE_ADDRESS, a_snapshot

SUBNET = SubnetId(7, 1000)
TAO = 10**9
RETURNS = Returns(Return(Fraction(1, 3)), Return(None, "more than one rate may fit."), 10, 12)


def an_answer() -> StatementAnswer:
    """A deposit, a stake that cost a little, and ten alpha from nowhere."""
    prices = {SUBNET: TAO // 2}
    entries = (
        LedgerEntry(11, 33_000, EntryKind.DEPOSIT, 5 * TAO, other="5You", extrinsic=1, number=1),
        LedgerEntry(12, 36_000, EntryKind.STAKED, -4 * TAO, SUBNET, HOT, 7 * TAO, 7 * TAO // 2, extrinsic=2, number=2),
        LedgerEntry(12, 36_000, EntryKind.UNEXPLAINED, 0, SUBNET, HOT, 10 * TAO, 5 * TAO, is_gap=True, number=3),
    )
    stretch = AccountStretch(
        PRACTICE_ADDRESS,
        a_state(10, 100 * TAO, {}, prices),
        a_state(12, 101 * TAO, {(SUBNET, HOT): 17 * TAO}, prices),
        entries,
        (RecordGap(11, 12, 6),),
    )
    statement = statement_of((stretch,))
    assert statement is not None
    gain = HoldingGain(None, Tao(8 * TAO), Alpha(17 * TAO, 7), is_assumed=True, unknown=Alpha(10 * TAO, 7))
    told = [(PRACTICE_ADDRESS, entry) for entry in entries]
    return StatementAnswer(
        a_snapshot(12), (PRACTICE_ADDRESS,), statement, {SUBNET: gain}, {SUBNET: None}, told, RETURNS
    )


def test_the_document_adds_up_in_whole_rao_and_unknown_is_null() -> None:
    document = json.loads(json.dumps(ledger_document(an_answer())), parse_float=lambda _: 1 / 0)
    parts = ("flows", "yield", "emission", "basket", "costs", "price", "unexplained")
    for row in (document, *document["rows"]):
        assert row["start_rao"] + sum(row[f"{part}_rao"] for part in parts) == row["end_rao"]
    assert (document["deposits_rao"], document["unexplained_rao"]) == (5 * TAO, 5 * TAO)
    assert document["complete"] is False
    assert document["cost_method"] == "average"
    fifo = replace(an_answer(), method=CostMethod.FIFO)
    assert ledger_document(fifo)["cost_method"] == "fifo"
    assert "Cost by first in, first out;" in ledger_table(fifo)
    assert document["returns"]["time_weighted_pct"] == "33.333333"
    assert document["returns"]["money_weighted_pct"] is None
    assert document["returns"]["money_weighted_reason"] == "more than one rate may fit."
    [holding] = document["holdings"]
    assert (holding["cost_rao"], holding["profit_rao"], holding["repays_at_rao"]) == (None, None, None)
    assert document["realised"][0]["profit_rao"] is None
    assert [row["kind"] for row in document["unexplained"]] == ["unexplained"]


def test_the_csv_has_every_entry_and_empty_for_what_is_not_there() -> None:
    rows = list(csv.DictReader(ledger_csv(an_answer()).splitlines()))
    assert tuple(rows[0]) == COLUMNS
    assert [(row["kind"], row["tao_rao"], row["netuid"]) for row in rows] == [
        ("deposit", str(5 * TAO), ""),
        ("stake", str(-4 * TAO), "7"),
        ("unexplained", "0", "7"),
    ]


def test_the_table_says_what_is_not_known() -> None:
    text = ledger_table(an_answer())
    assert "Costs                                   −0.500 000 000 τ" in text
    assert "? the cost of a part is not known." in text
    assert "Nobody read the events of blocks 11 to 12" in text
    assert "Unexplained in block 12: 10.000 α of subnet 7." in text


def test_the_table_shows_cost_profit_and_the_price_that_repays() -> None:
    told = an_answer()
    gain = HoldingGain(Tao(9 * TAO), Tao(8 * TAO), Alpha(17 * TAO, 7), a_pool())
    shown = StatementAnswer(told.snapshot, told.addresses, told.statement, {SUBNET: gain}, {}, (), RETURNS)
    line = next(line for line in ledger_table(shown).splitlines() if "9.000 000" in line)
    assert "−1.000 000" in line
    assert "−11.11" in line
    assert gain.repays is not None
    assert str(fine(gain.repays, decimals=6)) in line
