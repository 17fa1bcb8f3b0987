"""No answer of an endpoint ends an order: real signer, real node, and one between them who refuses or doubles."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.practice.node.node import Node
from dtao_tui.trading.order_review import NotPlaced
from tests.chain.conftest import a_node
from tests.chain.middleman import Honest, Members, Middleman, Objection
from tests.execution.site import SUBMIT, ProofSite, a_proof_site

ERRORS: dict[str, Exception] = {
    "bad proof": Objection(1010, "Invalid Transaction", "Transaction has a bad signature"),
    "payment": Objection(1010, "Invalid Transaction", "Inability to pay some fees , e.g. account balance too low"),
    "stale": Objection(1010, "Invalid Transaction", "Transaction is outdated"),
    "custom": Objection(1010, "Invalid Transaction", "Custom error: 8"),
    "unknown validity": Objection(1011, "Unknown Transaction Validity", "Could not lookup information required"),
    "banned": Objection(1012, "Transaction is temporarily banned", None),
    "imported": Objection(1013, "Transaction Already Imported", "0x" + "ab" * 32),
    "low priority": Objection(1014, "Priority is too low: (1 vs 2)", "The transaction has too low priority"),
    "dropped": Objection(1016, "Immediately Dropped", "The transaction couldn't enter the pool"),
    "unactionable": Objection(1018, "Unactionable transaction", None),
    "internal": Objection(-32603, "Internal error", None),
    "limited": Objection(-32005, "Rate limit exceeded", None),
    "no method": Objection(-32601, "Method not found", None),
    "bad parameters": Objection(-32602, "Invalid params", None),
    "malformed": Members({"error": "no"}),
    "null": Members({"result": None}),
}


@asynccontextmanager
async def between(home: Path) -> AsyncIterator[tuple[ProofSite, Node, Middleman]]:
    async with a_node() as node, Middleman(node.url) as middleman, a_proof_site(node, home, middleman.url) as site:
        yield site, node, middleman


def passing_on(node: Node, answer: Exception) -> Any:
    """Gives the order to the node and answers with this error."""

    def lie(parameters: list[Any]) -> Any:
        node.chain.submit(bytes.fromhex(parameters[0].removeprefix("0x")))
        raise answer

    return lie


@pytest.mark.parametrize("answer", ERRORS.values(), ids=ERRORS)
async def test_an_order_that_was_passed_on_is_found_whatever_was_answered(tmp_path: Path, answer: Exception) -> None:
    async with between(tmp_path) as (site, node, middleman):
        review = await site.review()
        middleman.lies[SUBMIT] = passing_on(node, answer)
        order = await site.placed(review)
        assert order.state is OrderState.UNKNOWN
        assert not site.is_free()
        await site.market.connect()
        with pytest.raises(NotPlaced, match="not resolved yet"):
            await site.review()
        node.step(4)
        final = await site.asked(order)
        assert final.state is OrderState.FINAL
        assert final.filled is not None
        assert await site.staked() == final.filled.received.rao
        assert len(site.desk.orders) == 1


@pytest.mark.parametrize("name", ["bad proof", "custom", "limited", "malformed"])
async def test_an_order_that_was_kept_back_waits_until_its_time_is_over(tmp_path: Path, name: str) -> None:
    async with between(tmp_path) as (site, node, middleman):

        def refuse(_: list[Any]) -> Any:
            raise ERRORS[name]

        review = await site.review()
        middleman.lies[SUBMIT] = refuse
        order = await site.placed(review)
        node.step(80)
        assert (await site.asked(order)).state is OrderState.UNKNOWN
        site.clock.turn(order.extrinsic.era_seconds)
        expired = await site.asked(order)
        assert expired.state is OrderState.EXPIRED
        assert site.is_free()
        again = await site.review()
        assert (again.unsigned.nonce, again.notes) == (order.extrinsic.nonce, ())


@pytest.mark.parametrize("blocks_between", [0, 1])
async def test_a_gateway_that_sends_an_order_twice_doubles_nothing(tmp_path: Path, blocks_between: int) -> None:
    async with between(tmp_path) as (site, node, middleman):

        def twice(parameters: list[Any]) -> Any:
            node.chain.submit(bytes.fromhex(parameters[0].removeprefix("0x")))
            node.step(blocks_between)
            raise Honest

        review = await site.review()
        middleman.lies[SUBMIT] = twice
        order = await site.placed(review)
        assert order.state is OrderState.UNKNOWN
        node.step(4)
        final = await site.asked(order)
        assert final.state is OrderState.FINAL
        assert final.filled is not None
        assert await site.staked() == final.filled.received.rao
        assert (await site.review()).unsigned.nonce == order.extrinsic.nonce + 1


async def test_back_after_300_blocks_on_a_node_that_prunes_the_order_is_known_to_be_in_its_block(
    tmp_path: Path,
) -> None:
    async with a_node() as node:
        async with Middleman(node.url) as middleman, a_proof_site(node, tmp_path, middleman.url) as site:
            review = await site.review()
            middleman.lies[SUBMIT] = passing_on(node, Objection(-32603, "Internal error", None))
            order = await site.placed(review)
        node.step(300)
        async with a_proof_site(node, tmp_path) as site:
            assert not site.is_free()
            told = await site.asked(order)
            assert told.state is OrderState.UNTOLD
            assert told.sentence.startswith(f"It is in block {told.block:,}")
            assert "no longer tells what it brought" in told.sentence
            assert site.is_free()
            assert (await site.review()).unsigned.nonce == order.extrinsic.nonce + 1
