"""What goes wrong with orders under the MEV shield: over a real socket, the journal checked after each."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey

from dtao_tui.chain.reading.fixed_storage import twox_128
from dtao_tui.chain.runtime.scale_bytes import compact
from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.orders.order_events import OrderSettled
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.domain.orders.shield_plan import ShieldUse
from dtao_tui.execution.sealed_steps import sentence_never_opened
from dtao_tui.practice.blocks.transactions import TransactionRefused
from dtao_tui.practice.node.node import Node
from dtao_tui.records.orders.journal import Journal
from dtao_tui.settings import places_of
from dtao_tui.trading.order_review import NotPlaced
from tests.chain.conftest import a_node
from tests.chain.middleman import Middleman
from tests.chain.signing import practice_key
from tests.execution.site import SUBMIT, ProofSite, a_proof_site
from tests.fakes import until
from tests.wallet.signer.shield_keys import opened

ERA_SECONDS = 8 * 3.0


@asynccontextmanager
async def shielded(tmp_path: Path) -> AsyncIterator[tuple[ProofSite, Middleman]]:
    """A desk that seals its orders, and somebody between it and its node."""
    async with (
        a_node() as node,
        Middleman(node.url) as between,
        a_proof_site(node, tmp_path, between.url, uses_shield=True) as site,
    ):
        yield site, between


def journaled(site: ProofSite, home: Path) -> tuple[Order, ...]:
    journal = Journal(places_of({"DTAO_TUI_HOME": str(home)}).journal)
    try:
        return journal.orders("0x" + site.node.chain.genesis.hex())
    finally:
        journal.close()


def counted(node: Node) -> int:
    """The account's next nonce, by the node itself."""
    return node.chain.next_nonce(bytes(practice_key().public_key))


def ask(site: ProofSite, kind: str, **options: object) -> None:
    assert site.node.faults is not None
    site.node.faults.ask(kind, options)


async def sent(site: ProofSite) -> Order:
    """A sealed order whose carrier waits in the pool."""
    review = await site.review()
    assert review.shield.is_sealed
    site.desk.place(review)
    await until(lambda: bool(site.desk.orders) and site.desk.orders[0].part(0).state is OrderState.SENT, 2000)
    return site.order(review.id)


async def ended(site: ProofSite, order: Order) -> Order:
    """The order once its era is over by the chain and by this machine's clock."""
    site.node.step(14)
    site.clock.turn(ERA_SECONDS + 1)
    await until(lambda: not site.desk.is_followed(order.id), 4000)
    return await site.asked(order)


async def never_opened(site: ProofSite, home: Path, order: Order) -> None:
    """The carrier was charged, the order in it is proven dead, and the account is free."""
    site.node.step(2)
    assert not site.is_free()
    with pytest.raises(NotPlaced):
        await site.review("1")
    done = await ended(site, order)
    carrier, operation = done.parts
    assert (carrier.state, operation.state) == (OrderState.FINAL, OrderState.EXPIRED)
    assert "The sealed order was never opened" in done.sentence
    assert "were charged for the carrier; the account is free" in done.sentence
    untold = replace(done, events=tuple(event for event in done.events if not isinstance(event, OrderSettled)))
    assert "What was charged for the carrier is not known; the" in sentence_never_opened(untold.part(1))
    assert done.network_fee is not None
    assert done.filled is None
    assert site.is_free()
    assert journaled(site, home) == (done,)
    assert await site.staked() == 0
    # The number of the sealed order was never used, and the next order takes it.
    assert counted(site.node) == operation.nonce
    review = await site.review("1")
    assert review.unsigned.nonce == operation.nonce


async def test_an_order_that_is_opened_and_dropped_is_proven_dead_when_its_era_is_over(tmp_path: Path) -> None:
    async with shielded(tmp_path) as (site, _):
        ask(site, "drop_sealed")
        await never_opened(site, tmp_path, await sent(site))


async def test_an_order_sealed_with_a_key_that_is_too_old_is_never_opened(tmp_path: Path) -> None:
    async with shielded(tmp_path) as (site, _):
        site.node.step(12)
        ask(site, "old_key")
        site.node.step()
        order = await sent(site)
        ask(site, "old_key", on=False)
        await never_opened(site, tmp_path, order)


async def test_a_missing_key_is_said_before_the_order_goes_open(tmp_path: Path) -> None:
    async with shielded(tmp_path) as (site, _):
        ask(site, "unshield")
        site.node.step()
        review = await site.review()
        assert review.shield.use is ShieldUse.OPEN
        assert review.shield.is_asked
        assert len(journaled(site, tmp_path)) == 0


async def test_a_key_that_goes_missing_after_the_review_stops_the_signature(tmp_path: Path) -> None:
    async with shielded(tmp_path) as (site, _):
        review = await site.review()
        ask(site, "unshield")
        site.node.step()
        with pytest.raises(NotPlaced, match="Nothing was signed"):
            async for _ in site.desk.place(review):
                pass
        assert journaled(site, tmp_path) == ()
        assert site.is_free()


async def test_a_forged_key_costs_the_protection_and_nothing_else(tmp_path: Path) -> None:
    async with shielded(tmp_path) as (site, between):
        thief, seen = MLKEM768PrivateKey.generate(), list[bytes]()
        forge_key(between, thief.public_key().public_bytes_raw())
        between.hear = lambda frame: seen.extend(submitted(frame))
        order = await sent(site)
        operation = opened(site.node.chain.description.runtime, seen[0], thief).operation
        # Opened before its block it can be sent, and that is all: the number below its own is the carrier's.
        site.node.step()
        site.node.chain.submit(operation)
        done = await ended(site, order)
        assert done.state is OrderState.FINAL
        assert done.filled is not None
        assert await site.staked() == done.filled.received.rao
        assert counted(site.node) == done.extrinsic.nonce + 1
        assert journaled(site, tmp_path) == (done,)
        with pytest.raises(TransactionRefused):
            # Its number is used: it cannot happen twice.
            site.node.chain.submit(operation)


async def test_an_order_opened_early_and_kept_back_is_void_after_its_era(tmp_path: Path) -> None:
    async with shielded(tmp_path) as (site, between):
        thief, seen = MLKEM768PrivateKey.generate(), list[bytes]()
        forge_key(between, thief.public_key().public_bytes_raw())
        between.hear = lambda frame: seen.extend(submitted(frame))
        order = await sent(site)
        operation = opened(site.node.chain.description.runtime, seen[0], thief).operation
        await never_opened(site, tmp_path, order)
        with pytest.raises(TransactionRefused):
            site.node.chain.submit(operation)
        assert await site.staked() == 0


async def test_a_lost_answer_leaves_an_order_that_is_found_with_both_its_parts(tmp_path: Path) -> None:
    async with a_node() as node, a_proof_site(node, tmp_path, uses_shield=True) as site:
        ask(site, "lose_reply")
        review = await site.review()
        order = await site.placed(review)
        assert [part.state for part in order.parts] == [OrderState.UNKNOWN, OrderState.UNKNOWN]
        assert not site.is_free()
        done = await ended(site, order)
        assert [part.state for part in done.parts] == [OrderState.FINAL, OrderState.FINAL]
        assert done.filled is not None
        assert await site.staked() == done.filled.received.rao
        assert journaled(site, tmp_path) == (done,)
        assert site.is_free()


async def test_a_carrier_that_fails_in_its_block_is_charged_and_its_order_proven_dead(tmp_path: Path) -> None:
    async with shielded(tmp_path) as (site, _):
        order = await sent(site)
        ask(site, "fail", pallet="MevShield", name="TooManyPendingExtrinsics")
        done = await ended(site, order)
        assert [part.state for part in done.parts] == [OrderState.REFUSED, OrderState.EXPIRED]
        assert "The carrier failed in block" in done.sentence
        assert done.network_fee is not None
        assert done.filled is None
        assert site.is_free()
        assert journaled(site, tmp_path) == (done,)


async def test_a_sealed_order_that_fails_in_its_block_says_so_with_both_fees(tmp_path: Path) -> None:
    async with shielded(tmp_path) as (site, _):
        order = await sent(site)
        site.node.step()
        ask(site, "fail", name="SlippageTooHigh")
        done = await ended(site, order)
        carrier, operation = done.parts
        assert (carrier.state, operation.state) == (OrderState.FINAL, OrderState.REFUSED)
        assert done.filled is None
        assert done.network_fee is not None
        assert carrier.history.settlement is not None
        assert carrier.history.settlement.network_fee is not None
        assert done.network_fee > carrier.history.settlement.network_fee
        assert site.is_free()


async def test_a_rehearsal_that_fails_holds_the_carrier_and_blocks_both_numbers(tmp_path: Path) -> None:
    async with shielded(tmp_path) as (site, _):
        ask(site, "rehearsal", says="fails")
        order = await site.placed(await site.review())
        ask(site, "rehearsal", says="truth")
        assert [part.state for part in order.parts] == [OrderState.HELD, OrderState.UNKNOWN]
        assert not site.is_free()
        with pytest.raises(NotPlaced):
            await site.review("1")
        done = await ended(site, order)
        assert [part.state for part in done.parts] == [OrderState.EXPIRED, OrderState.EXPIRED]
        assert "Nothing was charged" in done.sentence
        assert site.is_free()
        assert counted(site.node) == order.part(0).nonce


async def test_a_carrier_that_the_pool_refuses_leaves_nothing_charged_once_its_era_is_over(tmp_path: Path) -> None:
    async with shielded(tmp_path) as (site, _):
        ask(site, "reject")
        order = await site.placed(await site.review())
        assert all(part.state is not OrderState.FINAL for part in order.parts)
        # The endpoint has seen the bytes: its refusal alone frees neither number.
        assert not site.is_free()
        with pytest.raises(NotPlaced):
            await site.review("1")
        done = await ended(site, order)
        assert [part.state for part in done.parts] == [OrderState.EXPIRED, OrderState.EXPIRED]
        assert (done.network_fee, done.filled) == (None, None)
        assert site.is_free()
        assert await site.staked() == 0
        assert counted(site.node) == order.part(0).nonce
        assert journaled(site, tmp_path) == (done,)


async def test_a_carrier_whose_block_is_retracted_is_found_in_the_block_that_stays(tmp_path: Path) -> None:
    async with shielded(tmp_path) as (site, _):
        order = await sent(site)
        ask(site, "retract")
        done = await ended(site, order)
        assert site.node.faults is not None
        assert site.node.faults.retractions == 0
        assert [part.state for part in done.parts] == [OrderState.FINAL, OrderState.FINAL]
        assert done.filled is not None
        assert await site.staked() == done.filled.received.rao
        assert counted(site.node) == done.extrinsic.nonce + 1
        assert site.is_free()
        assert journaled(site, tmp_path) == (done,)


def forge_key(between: Middleman, key: bytes) -> None:
    """Have every answer to a question for storage name this key as the shield's next one."""
    place = "0x" + (twox_128(b"MevShield") + twox_128(b"NextKey")).hex()
    value = "0x" + compact(len(key)).hex() + key.hex()

    def twist(groups: Any) -> Any:
        for group in groups:
            group["changes"] = [[at, value if at == place else told] for at, told in group["changes"]]
        return groups

    between.twists["state_queryStorageAt"] = twist


def submitted(frame: Any) -> list[bytes]:
    """The extrinsic that a request submits."""
    return [bytes.fromhex(frame["params"][0].removeprefix("0x"))] if frame["method"] == SUBMIT else []
