"""An endpoint that forges blocks, forks and nonces frees no account while the order could still be carried out."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dtao_tui.domain.amounts import Price, Tao
from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.execution.reconciliation import CLOSABLE_AFTER, Reconciliation
from dtao_tui.practice.node.node import Node
from dtao_tui.trading.order_review import NotPlaced
from tests.chain.conftest import a_node
from tests.chain.middleman import Honest, Middleman, Objection, Rephrased
from tests.chain.signing import practice_key, signed
from tests.execution.site import SUBMIT, ProofSite, a_proof_site
from tests.fakes import PRACTICE_ADDRESS
from tests.quoting import stake_call

REFUSAL = Objection(-32603, "Internal error", None)


class ForgedBlocks:
    """A liar's own blocks on top of the node's: empty, linked to each other, final at once."""

    def __init__(self, node: Node, middleman: Middleman, blocks: int) -> None:
        self._node = node
        self._first = node.chain.height + 1
        self._last = node.chain.height + blocks
        lies: dict[str, Callable[[list[Any]], Any]] = {
            "chain_getHead": lambda _: self._hash(self._last),
            "chain_getFinalizedHead": lambda _: self._hash(self._last),
            "chain_getBlockHash": self._hash_of,
            "chain_getHeader": lambda parameters: self._header(self._number(parameters, 0)),
            "chain_getBlock": self._block,
            "state_getStorageAt": self._at_the_true_head,
            "state_getRuntimeVersion": self._at_the_true_head,
            "state_call": self._at_the_true_head,
        }
        middleman.lies.update(lies)

    def _hash(self, number: int) -> str:
        return "0x" + f"{number:08x}".rjust(64, "f")

    def _number(self, parameters: list[Any], place: int) -> int:
        asked = parameters[place] if len(parameters) > place else None
        for number in range(self._first, self._last + 1):
            if asked in (None, self._hash(self._last)):
                return self._last
            if asked == self._hash(number):
                return number
        raise Honest

    def _hash_of(self, parameters: list[Any]) -> str:
        if not parameters or parameters[0] is None:
            return self._hash(self._last)
        if not self._first <= int(parameters[0]) <= self._last:
            raise Honest
        return self._hash(int(parameters[0]))

    def _header(self, number: int) -> dict[str, Any]:
        true = self._node.chain.hash_of(self._first - 1)
        assert true is not None
        parent = self._hash(number - 1) if number > self._first else "0x" + true.hex()
        root = "0x" + "00" * 32
        return {
            "number": hex(number),
            "parentHash": parent,
            "stateRoot": root,
            "extrinsicsRoot": root,
            "digest": {"logs": []},
        }

    def _block(self, parameters: list[Any]) -> dict[str, Any]:
        header = self._header(self._number(parameters, 0))
        return {"block": {"header": header, "extrinsics": []}, "justifications": None}

    def _at_the_true_head(self, parameters: list[Any]) -> Any:
        """Questions about the state of a forged block are answered from the state before it."""
        asked = parameters[-1]
        if asked is None or asked not in {self._hash(n) for n in range(self._first, self._last + 1)}:
            raise Honest
        true = self._node.chain.hash_of(self._first - 1)
        assert true is not None
        raise Rephrased([*parameters[:-1], "0x" + true.hex()])


@asynccontextmanager
async def a_withheld_order(
    home: Path, network: str = "practice"
) -> AsyncIterator[tuple[ProofSite, Node, Middleman, Order, bytes]]:
    """An order that the endpoint keeps for later; its bytes come with it."""
    async with a_node() as node, Middleman(node.url) as middleman, a_proof_site(node, home, middleman.url) as site:
        kept: list[bytes] = []

        def keep(parameters: list[Any]) -> Any:
            kept.append(bytes.fromhex(parameters[0].removeprefix("0x")))
            raise REFUSAL

        review = await site.review()
        middleman.lies[SUBMIT] = keep
        order = await site.placed(review)
        yield site, node, middleman, order, kept[0]


async def test_64_empty_blocks_forged_in_a_second_free_nothing_and_the_order_is_found(tmp_path: Path) -> None:
    async with a_withheld_order(tmp_path) as (site, node, middleman, order, extrinsic):
        ForgedBlocks(node, middleman, 80)
        waiting = await site.asked(order)
        assert waiting.state is OrderState.UNKNOWN
        assert "by the clock of this machine it is not yet" in waiting.sentence
        assert not site.is_free()
        middleman.lies.clear()
        node.chain.submit(extrinsic)
        node.step(4)
        final = await site.asked(order)
        assert final.state is OrderState.FINAL
        assert final.filled is not None
        assert await site.staked() == final.filled.received.rao


async def test_a_wall_clock_that_jumps_frees_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with a_withheld_order(tmp_path) as (site, node, _, order, _extrinsic):
        node.step(80)
        true = site.clock.moment
        for years in (-57, 20):
            monkeypatch.setattr(
                site.clock, "moment", lambda y=years: replace(true(), wall=true().wall + y * 365 * 86_400)
            )
            assert (await site.asked(order)).state is OrderState.UNKNOWN


async def test_the_hash_of_another_fork_is_no_end_where_the_node_is_not_ours(tmp_path: Path) -> None:
    async with a_withheld_order(tmp_path) as (site, node, middleman, order, _):
        network = replace(site.market.facts, network=middleman.url)

        def fork(parameters: list[Any]) -> Any:
            if parameters and parameters[0] == order.extrinsic.era_block:
                return "0x" + "fe" * 32
            raise Honest

        middleman.lies["chain_getBlockHash"] = fork
        node.step(80)
        site.clock.turn(2 * order.extrinsic.era_seconds)
        await site.market.connect()
        before = site.order(order.id)
        fate = before.after(*await Reconciliation(site.ports).events_of(before, network))
        assert fate.state is OrderState.UNKNOWN
        assert f"another block {order.extrinsic.era_block:,}" in fate.sentence
        assert (await site.asked(order)).state is OrderState.EXPIRED, "of the node that this program started"


async def test_a_nonce_ahead_frees_nothing_without_a_signature_that_used_it(tmp_path: Path) -> None:
    async with a_withheld_order(tmp_path) as (site, node, _, order, _extrinsic):
        key = bytes(practice_key().public_key)
        account = node.chain.storage.get("System.Account", key)
        node.chain.storage.put("System.Account", key, value={**account, "nonce": order.extrinsic.nonce + 3})
        node.step(80)
        site.clock.turn(2 * order.extrinsic.era_seconds)
        blocked = await site.asked(order)
        assert blocked.state is OrderState.UNKNOWN
        assert "does not show what used it" in blocked.sentence
        assert not site.is_free()


async def test_another_transaction_of_the_account_ends_the_order_by_its_signature(tmp_path: Path) -> None:
    async with a_withheld_order(tmp_path) as (site, node, _, order, _extrinsic):
        await site.market.connect()
        other = await other_transaction(site, order)
        node.chain.submit(other)
        node.step(4)
        replaced = await site.asked(order)
        assert replaced.state is OrderState.REPLACED
        assert site.is_free()
        following = await site.review()
        assert (following.unsigned.nonce, following.notes) == (order.extrinsic.nonce + 1, ())


async def test_a_transaction_without_its_true_signature_ends_nothing(tmp_path: Path) -> None:
    async with a_withheld_order(tmp_path) as (site, node, middleman, order, _extrinsic):
        await site.market.connect()
        node.chain.submit(await other_transaction(site, order))
        node.step(4)

        def with_another_signature(block: Any) -> Any:
            spoilt = [spoil(text) for text in block["block"]["extrinsics"]]
            return {**block, "block": {**block["block"], "extrinsics": spoilt}}

        middleman.twists["chain_getBlock"] = with_another_signature
        assert (await site.asked(order)).state is OrderState.UNKNOWN
        assert not site.is_free()


def spoil(text: str) -> str:
    """The extrinsic with one bit of its signature turned, if it is signed."""
    raw = bytearray.fromhex(text.removeprefix("0x"))
    at = raw.find(bytes(practice_key().public_key))
    if at >= 0:
        raw[at + 40] ^= 1
    return "0x" + raw.hex()


async def other_transaction(site: ProofSite, order: Order) -> bytes:
    """Something else of the account, signed by another program with the order's nonce."""
    wanted = stake_call(order.netuid, order.hotkey, Tao(10**9), Price(2**64 - 2))
    unsigned = await site.trading.prepare(wanted, PRACTICE_ADDRESS)
    return signed(replace(unsigned, nonce=order.extrinsic.nonce, era_period=32), site.market.facts)


async def test_where_nothing_can_be_proved_a_person_may_close_the_order_ten_minutes_after_its_era(
    tmp_path: Path,
) -> None:
    async with a_withheld_order(tmp_path) as (site, node, _middleman, order, _extrinsic):
        node.step(4)
        site.clock.turn(order.extrinsic.era_seconds + CLOSABLE_AFTER - 60)
        assert not site.desk.can_be_closed(site.order(order.id))
        with pytest.raises(NotPlaced, match="ten minutes"):
            await site.desk.close_by_hand(site.order(order.id))
        site.clock.turn(61)
        assert site.desk.can_be_closed(site.order(order.id))
        await site.market.connect()
        await site.desk.close_by_hand(site.order(order.id))
        closed = site.order(order.id)
        assert closed.state is OrderState.CLOSED
        assert "the next order carries the same one" in closed.sentence
        assert (await site.review()).unsigned.nonce == order.extrinsic.nonce


async def test_an_order_that_was_closed_and_traded_is_told_with_the_next_one(tmp_path: Path) -> None:
    async with a_withheld_order(tmp_path) as (site, node, _, order, extrinsic):
        node.chain.submit(extrinsic)
        node.step(4)
        site.clock.turn(order.extrinsic.era_seconds + CLOSABLE_AFTER + 1)
        await site.market.connect()
        await site.desk.close_by_hand(site.order(order.id))
        assert "it probably traded" in site.order(order.id).sentence
        following = await site.review()
        assert following.unsigned.nonce == order.extrinsic.nonce + 1
        assert "it probably traded" in following.notes[0]
