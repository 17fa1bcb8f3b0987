"""Orders, fills, positions and transactions as CSV: exact, in one order, and nothing in it is a formula."""

import csv
from dataclasses import replace
from decimal import Decimal

import pytest

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.exports.costed_transactions import transactions_of
from dtao_tui.domain.exports.day_rates import rates_in
from dtao_tui.domain.ledger.entry_names import EntryNames
from dtao_tui.domain.ledger.worth_curve import WorthCurve, WorthFlow, WorthPoint
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.domain.trades.settlement import Filled, RestSold
from dtao_tui.output.csv_cells import decimal_of, no_formula, time_of
from dtao_tui.output.exports.order_exports import FILL_COLUMNS, ORDER_COLUMNS, fills_csv, fills_json, orders_csv
from dtao_tui.output.exports.position_exports import POSITION_COLUMNS, positions_csv
from dtao_tui.output.exports.transaction_exports import (
    FIAT_COLUMNS,
    TRANSACTION_COLUMNS,
    ToldTransactions,
    transactions_csv,
    transactions_json,
)
from dtao_tui.output.exports.worth_exports import worth_csv, worth_json
from dtao_tui.services.account_portfolio import portfolio_of
from tests.domain.exports.histories import a_year_in_short
from tests.domain.ledger.builders import ME, SEVEN, TAO
from tests.domain.orders.example_orders import an_order
from tests.fakes.values import PRACTICE_ADDRESS, a_holding, a_snapshot, a_stake, a_subnet

EVIL = '=HYPERLINK("http://evil","click")'
FORMULAS = (EVIL, "+1", "-1", "@SUM(A1)", "\t=1", "\r=1")


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(text.splitlines()))


def filled(**changes: object) -> Filled:
    told = Filled(Alpha(10 * TAO, 7), Tao(5 * TAO - 1), Alpha(3, 7))
    return replace(told, **changes)  # type: ignore[arg-type]  # builders take any field


@pytest.mark.parametrize("text", FORMULAS)
def test_text_that_would_be_a_formula_is_defused(text: str) -> None:
    assert no_formula(text) == f"'{text}"
    assert no_formula(f"a {text}") == f"a {text}"


@pytest.mark.parametrize(
    ("rao", "text"), [(0, "0.000000000"), (-1, "-0.000000001"), (10**27 + 1, f"{10**18}.000000001"), (None, None)]
)
def test_decimals_are_exact(rao: int | None, text: str | None) -> None:
    assert decimal_of(rao) == text
    assert rao is None or Decimal(str(text)) * TAO == rao


def test_a_time_that_no_calendar_has_is_not_known() -> None:
    assert [time_of(time) for time in (0, None, 2**63)] == ["1970-01-01T00:00:00Z", None, None]


def test_orders_stand_oldest_first_and_what_is_not_known_is_empty() -> None:
    late = an_order("late", created_at=200.0, name=EVIL)
    early = an_order("early", created_at=100.0, state=OrderState.FINAL, filled=filled(), network_fee=Tao(7))
    text = orders_csv([late, early], {})
    assert tuple(text.splitlines()[0].split(",")) == ORDER_COLUMNS
    first, second = rows_of(text)
    assert (first["id"], first["created_at"]) == ("early", "1970-01-01T00:01:40.000+00:00")
    assert (first["paid"], first["paid_unit"]) == ("10.000000000", "SN7")
    assert (first["received"], first["received_unit"], first["network_fee"]) == ("4.999999999", "TAO", "0.000000007")
    assert (second["id"], second["paid"], second["network_fee"]) == ("late", "", "")
    assert second["subnet"] == f"'{EVIL}"
    assert orders_csv([early, late], {}) == text


def test_a_fill_has_its_price_and_a_rest_is_a_row_of_its_own() -> None:
    rest = RestSold(Alpha(2 * TAO, 7), Tao(TAO), Alpha(0, 7))
    sold = an_order("sold", operation="unstake", state=OrderState.FINAL, filled=filled(rest=rest), network_fee=Tao(7))
    text = fills_csv([sold, an_order("open")])
    assert tuple(text.splitlines()[0].split(",")) == FILL_COLUMNS
    own, behind = rows_of(text)
    assert (own["order_id"], own["operation"], own["price"]) == ("sold", "unstake", "0.499999999")
    assert (own["network_fee"], behind["network_fee"]) == ("0.000000007", "")
    assert (behind["operation"], behind["paid"], behind["received"]) == ("unstake (rest)", "2.000000000", "1.000000000")
    told = fills_json([sold])["fills"]
    assert isinstance(told, list)
    assert [(each["paid_rao"], each["received_netuid"], each["is_rest"]) for each in told] == [
        (10 * TAO, None, False),
        (2 * TAO, None, True),
    ]


def test_positions_are_told_with_the_free_tao_and_the_name_is_no_formula() -> None:
    snapshot = a_snapshot(
        subnets=[a_subnet(0), a_subnet(7, "0.05", name=EVIL)], holdings=[a_holding(stakes=(a_stake(7, "12.5"),))]
    )
    text = positions_csv(snapshot, [(PRACTICE_ADDRESS, portfolio_of(snapshot, PRACTICE_ADDRESS))])
    assert tuple(text.splitlines()[0].split(",")) == POSITION_COLUMNS
    free, stake = rows_of(text)
    assert (free["subnet"], free["amount"], free["unit"]) == ("free", "1000.000000000", "TAO")
    assert (stake["netuid"], stake["amount"], stake["unit"]) == ("7", "12.500000000", "SN7")
    assert stake["subnet"] == f"'{EVIL}"
    assert Decimal(stake["exit_tao"]) < Decimal(stake["spot_tao"])


def told(**changes: object) -> ToldTransactions:
    whole = ToldTransactions("practice", "0x12", transactions_of([a_year_in_short()], EntryNames()), {}, {SEVEN: EVIL})
    return replace(whole, **changes)  # type: ignore[arg-type]  # builders take any field


def test_transactions_have_cost_and_gain_and_unknown_basis_is_marked() -> None:
    text = transactions_csv(told())
    assert tuple(text.splitlines()[0].split(",")) == TRANSACTION_COLUMNS
    rows = {row["kind"]: row for row in rows_of(text)}
    assert (rows["stake"]["tao"], rows["stake"]["cost_tao"], rows["stake"]["fee_tao"]) == (
        "-4.000000000",
        "4.000001000",
        "0.000001000",
    )
    assert (rows["yield"]["alpha"], rows["yield"]["basis"], rows["yield"]["count"]) == ("3.000000000", "yield", "2")
    assert (rows["unstake"]["gain_tao"], rows["unstake"]["cost_tao"]) == ("0.749997500", "-5.250000500")
    unknown = rows["unexplained"]
    assert (unknown["basis"], unknown["cost_tao"], unknown["unknown_alpha"]) == ("unknown", "", "3.000000000")
    assert (rows["stake"]["subnet"], rows["stake"]["address"]) == (f"'{EVIL}", ME)
    assert rows["network fee"]["gain_tao"] == ""


def test_fiat_is_there_only_with_rates_and_only_on_their_days() -> None:
    day = rows_of(transactions_csv(told()))[0]["time"][:10]
    rows = rows_of(transactions_csv(told(rates=rates_in(f"date,EUR\n{day},400.25\n"))))
    assert tuple(rows[0])[-3:] == FIAT_COLUMNS
    assert [(row["rate"], row["value"]) for row in rows[:2]] == [("400.25", "40025.00"), ("400.25", "2001.25")]
    assert {(row["rate"], row["value"]) for row in rows[2:]} == {("", "")}


def test_the_document_has_the_same_in_whole_rao() -> None:
    found = transactions_json(told())["transactions"]
    assert isinstance(found, list)
    [sold] = [each for each in found if each["kind"] == "unstake"]
    assert (sold["tao_rao"], sold["cost_rao"], sold["gain_rao"]) == (6 * TAO, -5_250_000_500, 749_997_500)
    [unknown] = [each for each in found if each["kind"] == "unexplained"]
    assert (unknown["cost_rao"], unknown["unknown_alpha_rao"], unknown["gain_rao"]) == (None, 3 * TAO, None)
    assert "value" not in unknown


def test_worth_is_told_by_time_beside_tao_that_is_held() -> None:
    curve = WorthCurve((WorthPoint(0, TAO, TAO), WorthPoint(1000, 2 * TAO + 1, TAO + 5)), (WorthFlow(500, 5),))
    assert worth_csv(curve).splitlines() == [
        "time,worth_tao,held_tao",
        "1970-01-01T00:00:00Z,1.000000000,1.000000000",
        "1970-01-01T00:00:01Z,2.000000001,1.000000005",
    ]
    document = worth_json(curve)
    assert document["points"] == [
        {"time_ms": 0, "worth_rao": TAO, "held_rao": TAO},
        {"time_ms": 1000, "worth_rao": 2 * TAO + 1, "held_rao": TAO + 5},
    ]
    assert document["flows"] == [{"time_ms": 500, "rao": 5}]
    assert worth_csv(WorthCurve()) == "time,worth_tao,held_tao"
