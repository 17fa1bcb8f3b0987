"""What is not known is null in documents and – in tables, and a sum without it says that it is incomplete."""

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.pools.pool import Simulation
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.trades.tolerance import Tolerance
from dtao_tui.output import json_documents, text_tables
from dtao_tui.services.account_portfolio import portfolio_of
from dtao_tui.trading.quote_checks import judged
from tests.fakes import ALICE, BOB, a_holding, a_pool, a_snapshot, a_stake, a_subnet
from tests.quoting import quoted

HELD = a_holding(ALICE, stakes=[a_stake(7, "120"), a_stake(3, "50")])
HALF_KNOWN = a_snapshot(subnets=[a_subnet(0), a_subnet(7, curve_is_known=False), a_subnet(3, "0.022")], holdings=[HELD])


def portfolio_document(address: str) -> dict[str, object]:
    document = json_documents.portfolio_document(HALF_KNOWN, [(address, portfolio_of(HALF_KNOWN, address))])
    addresses = document["addresses"]
    assert isinstance(addresses, list)
    found: dict[str, object] = addresses[0]
    return found


def test_an_unknown_exit_is_null_and_the_total_is_marked_incomplete() -> None:
    document = portfolio_document(ALICE)
    known = HALF_KNOWN.subnets[3].pool.trade(Side.SELL, Alpha.parse("50", 3)).received

    assert (document["exit_rao"], document["haircut_rao"], document["complete"]) == (known.rao, None, False)
    subnets = document["subnets"]
    assert isinstance(subnets, list)
    assert [(row["netuid"], row["exit_rao"], row["haircut_rao"]) for row in subnets][-1] == (7, None, None)
    assert subnets[-1]["positions"][0]["exit_rao"] is None


def test_an_address_that_was_not_read_has_no_balance_of_zero() -> None:
    document = portfolio_document(BOB)

    assert document["free_rao"] is None
    assert document["complete"] is False


def test_the_table_shows_a_dash_says_why_and_marks_the_total() -> None:
    table = text_tables.portfolio_table(HALF_KNOWN, [(ALICE, portfolio_of(HALF_KNOWN, ALICE))])

    row = next(line for line in table.splitlines() if line.lstrip().startswith("7 "))
    assert row.split()[-2:] == ["–", "–"]
    assert "Total, incomplete" in table
    assert "Subnet 7: This program does not compute this pool's curve" in table
    assert "0.000000000" not in table


def test_an_order_that_would_not_fill_has_no_worst_case() -> None:
    order = judged(quoted(a_pool(7), Tao.parse("5000"), Tolerance.parse("1"), 1), a_snapshot(), [Simulation()])

    document, table = json_documents.quote_document(order), text_tables.quote_table(order)

    assert (document["fills"], document["worst_received_rao"]) == (False, None)
    assert document["chain_check"] == {"received_rao": None, "agrees": False}
    assert next(line for line in table.splitlines() if line.startswith("At worst")).split()[2] == "–"
    assert "the chain's own simulation refuses it" in table
