"""Every operation is quoted without a key: for nobody's account, and for one whose address alone is known."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from dtao_tui.cli.console import Stopped
from dtao_tui.cli.orders.headless_quotes import QuoteWish, priced
from dtao_tui.cli.orders.order_arguments import OrderArguments, operation_named, with_subnet_to
from dtao_tui.domain.accounts import Account, AccountKind
from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.operations.operation_rows import OPERATIONS
from dtao_tui.domain.trades.intents import Op
from dtao_tui.output import json_documents, text_tables
from dtao_tui.trading.quote_checks import JudgedQuote
from tests.fakes import ALICE, BOB, HOTKEY, World, a_holding, a_snapshot, a_stake, a_subnet, a_world

HELD = a_holding(ALICE, free="1000", stakes=[a_stake(7, "300"), a_stake(0, "20")])
OWNER = Account("", ALICE, AccountKind.WATCH)


@pytest.fixture
def world(tmp_path: Path) -> World:
    subnets = (a_subnet(0), a_subnet(7, transfers_are_on=True), a_subnet(3, "0.022", transfers_are_on=True))
    return a_world(tmp_path, snapshot=a_snapshot(subnets=subnets, holdings=[HELD]))


async def a_quote(
    world: World, name: str, netuid: int | None = 7, max_impact: str | None = None, **typed: Any
) -> JudgedQuote:
    """By the words of a command; for Alice where the command would ask for an account."""
    op, there, to = with_subnet_to(operation_named(name), typed.pop("to_netuid", None), typed.pop("to", ""))
    wish = QuoteWish(OrderArguments(op, netuid, to_netuid=there, to=to, **typed), max_impact)
    await world.market.connect()
    return await priced(
        (world.market, world.trading), world.parts.settings, wish, OWNER if wish.needs_account else None
    )


def document(found: JudgedQuote) -> Any:
    return json.loads(json_documents.written(json_documents.quote_document(found)))


ANY = {
    "stake": {"tao": "10"},
    "unstake": {"alpha": "10"},
    "move": {"alpha": "10"},
    "swap": {"alpha": "10", "to_netuid": 3},
    "transfer": {"alpha": "10"},
    "exit": {},
    "pay": {"tao": "5", "netuid": None},
    "claim": {"netuid": None},
    "lock": {"alpha": "10"},
    "end-lock": {},
}


def test_every_operation_of_a_ticket_is_among_these() -> None:
    assert {operation_named(name) for name in ANY} == set(OPERATIONS)


@pytest.mark.parametrize("name", ANY)
async def test_every_operation_is_quoted_as_text_and_as_a_document(world: World, name: str) -> None:
    world.market.baskets[ALICE, HOTKEY] = Tao.parse("0.5")
    found = await a_quote(world, name, **ANY[name])
    told, table = document(found), text_tables.quote_table(found)
    assert told["kind"] == name.replace("-", " ")
    assert table.startswith(told["kind"])
    assert world.trading.sent == []
    passes_pool = name in ("stake", "unstake", "swap", "exit")
    assert (told["price_impact_pct"] is not None) is passes_pool
    assert ("Price impact" in table) is passes_pool
    assert (told["chain_check"] is not None) is passes_pool


async def test_what_has_no_amount_is_not_said_to_be_nothing(world: World) -> None:
    told = document(await a_quote(world, "end-lock"))
    assert (told["amount_rao"], told["received_rao"], told["worst_received_rao"]) == (None, None, None)


async def test_a_claim_tells_what_the_chain_owes_now(world: World) -> None:
    world.market.baskets[ALICE, HOTKEY] = Tao.parse("0.5")
    found = await a_quote(world, "claim", None)
    assert document(found)["received_rao"] == 500_000_000
    assert "Owed now" in text_tables.quote_table(found)


async def test_all_of_an_account_is_counted_by_its_address_alone(world: World) -> None:
    told = document(await a_quote(world, "unstake", alpha="max"))
    assert (told["owner"], told["amount_rao"], told["objections"]) == (ALICE, 300 * 10**9, [])
    half = document(await a_quote(world, "stake", tao="50%"))
    fee = world.trading.fee
    assert fee is not None
    assert half["network_fee_rao"] == fee.rao
    assert 499 * 10**9 < half["amount_rao"] <= 500 * 10**9
    exit_ = document(await a_quote(world, "exit"))
    assert exit_["amount_rao"] == 300 * 10**9


async def test_nobodys_order_is_held_against_nobodys_balance(world: World) -> None:
    told = document(await a_quote(world, "unstake", alpha="5000", tolerance="50"))
    assert (told["owner"], told["network_fee_rao"], told["objections"]) == (None, None, [])


async def test_an_account_with_nothing_there_has_nothing_to_sell(world: World) -> None:
    with pytest.raises(Stopped, match="Nothing of this account is staked on 3") as stopped:
        await a_quote(world, "unstake", 3, alpha="max")
    assert stopped.value.status == 3


async def test_an_amount_of_the_other_asset_is_what_it_brings(world: World) -> None:
    sale = document(await a_quote(world, "unstake", tao="1"))
    assert sale["received_rao"] == 10**9
    purchase = document(await a_quote(world, "stake", alpha="20"))
    assert 20 * 10**9 <= purchase["received_rao"] < 20 * 10**9 + 100


@pytest.mark.parametrize(("name", "typed"), [("stake", {"tao": "1%i"}), ("swap", {"alpha": "1 %i", "to_netuid": 3})])
async def test_an_amount_may_be_an_impact(world: World, name: str, typed: dict[str, Any]) -> None:
    told = document(await a_quote(world, name, **typed))
    assert Decimal("0.99") < Decimal(told["price_impact_pct"]) <= 1


@pytest.mark.parametrize("name", ["swap", "move", "transfer"])
async def test_the_largest_swap_within_an_impact_fills_within_the_tolerance_it_needs(world: World, name: str) -> None:
    told = document(await a_quote(world, name, max_impact="5", to_netuid=3))
    assert told["kind"] == ("transfer" if name == "transfer" else "swap")
    assert Decimal("4.99") < Decimal(told["price_impact_pct"]) <= 5
    assert told["fills"] is True
    assert Decimal(told["tolerance_pct"]) > 2
    bounded = document(await a_quote(world, name, max_impact="5", to_netuid=3, tolerance="2"))
    assert (bounded["tolerance_pct"], bounded["fills"]) == ("2", False)


async def test_a_part_is_quoted_with_its_consequences(world: World) -> None:
    found = await a_quote(world, "stake", tao="50000", allow_partial=True)
    told, table = document(found), text_tables.quote_table(found)
    assert (told["allow_partial"], told["fills"], told["objections"]) == (True, True, [])
    assert 0 < told["pays_now_rao"] < told["amount_rao"] == 50_000 * 10**9
    assert told["worst_received_rao"] == 0
    assert "any part of it and at least 0; what does not fill stays free" in told["notes"][0]["sentence"]
    assert "To know: It fills what it can up to the limit" in table
    whole = await a_quote(world, "stake", tao="50000")
    assert [check.name for check in whole.objections] == ["limit"]


async def test_the_whole_position_is_never_sold_in_part(world: World) -> None:
    with pytest.raises(Stopped, match="A whole position is sold all or nothing"):
        await a_quote(world, "unstake", alpha="max", allow_partial=True)


async def test_a_subnet_behind_to_makes_a_swap_of_a_move() -> None:
    assert with_subnet_to(Op.MOVE_STAKE, None, "9") == (Op.SWAP_STAKE, 9, "")
    assert with_subnet_to(Op.MOVE_STAKE, None, "") == (Op.MOVE_STAKE, None, "")
    assert with_subnet_to(Op.TRANSFER_STAKE, None, BOB) == (Op.TRANSFER_STAKE, None, BOB)


async def test_what_a_lock_holds_stands_against_the_order_of_its_account(world: World) -> None:
    locked = a_holding(ALICE, stakes=[a_stake(7, "300")], locked={7: "250"})
    world.market.show(a_snapshot(48_214, tuple(world.market.current.subnets.values()), [locked]))
    told = document(await a_quote(world, "exit"))
    assert "Not all of it can leave now" in told["objections"][0]["sentence"]
