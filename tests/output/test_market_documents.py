"""One block of the market as text, JSON and CSV."""

import csv
import json

import pytest

from dtao_tui.domain.amounts import Price
from dtao_tui.domain.history.past_prices import PastPrices, Span
from dtao_tui.output.json_documents import market_document, written
from dtao_tui.output.market_columns import MARKET_COLUMNS, USUAL_COLUMNS, MarketLine, NotAColumn, columns_named
from dtao_tui.output.market_documents import MarketBlock, market_csv, market_json, market_text
from dtao_tui.widgets.tables.subnet_columns import SUBNET_COLUMNS
from tests.fakes.values import a_snapshot, a_subnet

PAST = PastPrices({Span.DAY: Price(40_000_000)}, (), Price(60_000_000), None, 5 * 10**12, -(10**12), True, 3.5)
SNAPSHOT = a_snapshot(subnets=[a_subnet(0), a_subnet(7, "0.05", name="apex"), a_subnet(8, "0.02", name="omron")])
LINES = [MarketLine(SNAPSHOT.subnets[0]), MarketLine(SNAPSHOT.subnets[7], PAST), MarketLine(SNAPSHOT.subnets[8])]


def test_its_columns_are_those_of_the_app_but_for_the_drawn_one() -> None:
    assert {*MARKET_COLUMNS, "trend"} == {column.key for column in SUBNET_COLUMNS}


def test_text_has_the_usual_columns_and_the_sums() -> None:
    lines = market_text(MarketBlock(SNAPSHOT, LINES)).splitlines()
    assert lines[0].split()[:5] == ["#", "Subnet", "Price", "τ", "Cap"]
    assert [line.split()[0] for line in lines[1:4]] == ["0", "7", "8"]
    assert "2 subnets and root, prices add up to 0.069 999 τ" in lines[-1]


def test_wanted_columns_follow_number_and_name_and_what_is_not_recorded_is_a_dash() -> None:
    columns = columns_named("change_24h, flow,high,low,volatility,change_24h")
    assert [column.key for column in columns] == ["netuid", "name", "change_24h", "flow", "high", "low", "volatility"]
    lines = market_text(MarketBlock(SNAPSHOT, LINES[1:], columns, "held")).splitlines()
    assert lines[1].split()[-6:] == ["+25.00", "≈−1.00", "0.060", "000", "–", "3.50"]
    assert lines[2].split()[-5:] == ["–"] * 5
    assert "2 of 2 subnets pass held" in lines[-1]


def test_json_has_all_fields_or_those_of_the_wanted_columns() -> None:
    whole = market_json(MarketBlock(SNAPSHOT, LINES))
    assert whole == {**market_document(SNAPSHOT), "time_ms": SNAPSHOT.time_ms}
    part = market_json(MarketBlock(SNAPSHOT, LINES[1:2]))
    assert part["subnets"] == [market_document(SNAPSHOT)["subnets"][1]]
    some = market_json(MarketBlock(SNAPSHOT, LINES[1:], columns_named("change_24h,flow,volume")))
    assert some["subnets"][0] == {
        "registered_at": 1_000,
        "netuid": 7,
        "name": "apex",
        "symbol": "γ",
        "change_24h_pct": "24.999997500",
        "flow_rao": -(10**12),
        "flow_is_approximate": True,
        "volume_rao": 5 * 10**12,
    }
    assert list(some["subnets"][1].values())[-4:] == [None] * 4
    assert "\n" not in written(some, in_one_line=True)
    assert json.loads(written(some))["schema"] == 1


def test_csv_has_block_and_time_in_each_row_and_leaves_empty_what_is_not_known() -> None:
    told = MarketBlock(SNAPSHOT, LINES, columns_named("price,change_24h"))
    rows = list(csv.DictReader(market_csv(told, with_heading=True).splitlines()))
    assert [row["netuid"] for row in rows] == ["0", "7", "8"]
    assert {row["block"] for row in rows} == {str(SNAPSHOT.block)}
    assert (rows[1]["change_24h_pct"], rows[2]["change_24h_pct"]) == ("24.999997500", "")
    assert market_csv(MarketBlock(SNAPSHOT, (), told.columns), with_heading=True) == ",".join(rows[0])
    assert market_csv(told, with_heading=False).splitlines() == market_csv(told, with_heading=True).splitlines()[1:]


@pytest.mark.parametrize(
    ("text", "why"), [("price,beauty", "“beauty” is no column; there are price"), (",", "Name at least")]
)
def test_a_name_that_is_no_column_is_told_with_all_that_are(text: str, why: str) -> None:
    with pytest.raises(NotAColumn) as told:
        columns_named(text)
    assert str(told.value).startswith(why)


def test_every_usual_column_is_one() -> None:
    assert set(USUAL_COLUMNS) <= set(MARKET_COLUMNS)
