"""The hub: each event of the feed reaches its subscribers in order, and none of them harms another."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.services.feed import Feed, Interruption
from dtao_tui.services.hub import Hub, OrdersReconciled, SubscriberFailed
from tests.fakes import FakeMarket, ManualClock, World, a_world, until
from tests.reviewing import a_review, connected

FIRST = 48_213


class Recorder:
    """Keeps the numbers of the blocks it received; while `may_go_on` is cleared, it takes its time with one."""

    def __init__(self) -> None:
        self.blocks: list[int] = []
        self.begun: list[int] = []
        self.may_go_on = asyncio.Event()
        self.may_go_on.set()
        self.trouble: Exception | None = None

    def receive(self, snapshot: Snapshot) -> None:
        if self.trouble is not None:
            raise self.trouble
        self.blocks.append(snapshot.block)

    async def work(self, snapshot: Snapshot) -> None:
        self.begun.append(snapshot.block)
        await self.may_go_on.wait()
        self.receive(snapshot)


def a_hub(market: FakeMarket) -> Hub:
    async def no_pause(_: float) -> None:
        await asyncio.sleep(0)

    return Hub(Feed(market, lambda: (), ManualClock(), sleep=no_pause))


@asynccontextmanager
async def running(hub: Hub) -> AsyncIterator["asyncio.Task[None]"]:
    task = asyncio.create_task(hub.run())
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await hub.close()


async def test_subscribers_are_called_in_the_order_in_which_they_subscribed() -> None:
    market, order = FakeMarket(), []
    hub = a_hub(market)
    for name in ("orders", "prices", "screen"):
        hub.subscribe(Snapshot, name, lambda snapshot, name=name: order.append((snapshot.block, name)))
    async with running(hub):
        await until(lambda: len(order) == 3)
        market.grow()
        await until(lambda: len(order) == 6)
    names = ["orders", "prices", "screen"]
    assert order == [*((FIRST, name) for name in names), *((FIRST + 1, name) for name in names)]


async def test_a_subscriber_receives_only_events_of_its_type() -> None:
    market, blocks, losses = FakeMarket(), Recorder(), []
    hub = a_hub(market)
    hub.subscribe(Snapshot, "blocks", blocks.receive)
    hub.subscribe(Interruption, "losses", losses.append)
    async with running(hub):
        await until(lambda: blocks.blocks == [FIRST] and market.listeners == 1)
        market.lose()
        await until(lambda: len(losses) == 1)
        await until(lambda: len(blocks.blocks) == 2)
    assert blocks.blocks == [FIRST, FIRST]
    assert losses[0].sentence == "The connection is lost."


async def test_a_failing_subscriber_harms_no_other_and_is_logged_and_told_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    market, failing, healthy, told = FakeMarket(), Recorder(), Recorder(), []
    failing.trouble = RuntimeError("the disk is full")
    hub = a_hub(market)
    hub.subscribe(SubscriberFailed, "teller", told.append)
    hub.subscribe(Snapshot, "The recorder", failing.receive)
    hub.subscribe(Snapshot, "screen", healthy.receive)
    with caplog.at_level(logging.ERROR):
        async with running(hub):
            await until(lambda: len(healthy.blocks) == 1)
            market.grow()
            await until(lambda: len(healthy.blocks) == 2)
    assert told == [SubscriberFailed("The recorder")]
    assert [(record.message, str(record.exc_info[1])) for record in caplog.records] == [
        ("The recorder failed", "the disk is full")
    ]


async def test_a_subscriber_that_failed_receives_the_next_block_and_a_later_failure_is_logged_again(
    caplog: pytest.LogCaptureFixture,
) -> None:
    market, failing, told = FakeMarket(), Recorder(), []
    failing.trouble = RuntimeError("first")
    hub = a_hub(market)
    hub.subscribe(SubscriberFailed, "teller", told.append)
    hub.subscribe(Snapshot, "The recorder", failing.receive)
    with caplog.at_level(logging.ERROR):
        async with running(hub):
            await until(lambda: len(caplog.records) == 1)
            failing.trouble = None
            market.grow()
            await until(lambda: failing.blocks == [FIRST + 1])
            failing.trouble = RuntimeError("second")
            market.grow()
            await until(lambda: len(caplog.records) == 2)
    assert len(told) == 1


async def test_a_failing_teller_of_failures_does_not_recurse() -> None:
    market, healthy = FakeMarket(), Recorder()
    failing = Recorder()
    failing.trouble = RuntimeError("broken")
    hub = a_hub(market)

    def fail_to_tell(_: SubscriberFailed) -> None:
        raise RuntimeError("no screen")

    hub.subscribe(SubscriberFailed, "teller", fail_to_tell)
    hub.subscribe(Snapshot, "The recorder", failing.receive)
    hub.subscribe(Snapshot, "screen", healthy.receive)
    async with running(hub):
        await until(lambda: healthy.blocks == [FIRST])


async def test_a_failure_of_a_vital_subscriber_ends_the_run() -> None:
    hub = a_hub(FakeMarket())
    vital = Recorder()
    vital.trouble = RuntimeError("the screen cannot be drawn")
    hub.subscribe(Snapshot, "screen", vital.receive, is_vital=True)
    async with running(hub) as task:
        with pytest.raises(RuntimeError, match="cannot be drawn"):
            await task


async def test_slow_work_delays_no_picture_and_goes_on_with_the_newest_block() -> None:
    market, slow, screen = FakeMarket(), Recorder(), Recorder()
    slow.may_go_on.clear()
    hub = a_hub(market)
    hub.subscribe_background(Snapshot, "The recorder", slow.work)
    hub.subscribe(Snapshot, "screen", screen.receive)
    async with running(hub):
        for blocks in range(1, 5):
            await until(lambda blocks=blocks: len(screen.blocks) == blocks)
            market.grow()
        await until(lambda: len(screen.blocks) == 5)
        assert (slow.begun, slow.blocks) == ([FIRST], [])
        slow.may_go_on.set()
        await until(lambda: len(slow.blocks) == 2)
    assert slow.blocks == [FIRST, FIRST + 4]


async def test_background_work_that_fails_is_told_once_and_goes_on(caplog: pytest.LogCaptureFixture) -> None:
    market, failing, told = FakeMarket(), Recorder(), []
    failing.trouble = RuntimeError("the disk is full")
    hub = a_hub(market)
    hub.subscribe(SubscriberFailed, "teller", told.append)
    hub.subscribe_background(Snapshot, "The recorder", failing.work)
    async with running(hub):
        await until(lambda: len(told) == 1)
        market.grow()
        await until(lambda: len(failing.begun) == 2)
        failing.trouble = None
        market.grow()
        await until(lambda: failing.blocks == [FIRST + 2])
    assert told == [SubscriberFailed("The recorder")]


async def test_closing_ends_background_work_and_delivers_nothing_afterwards() -> None:
    market, slow, screen = FakeMarket(), Recorder(), Recorder()
    slow.may_go_on.clear()
    hub = a_hub(market)
    hub.subscribe_background(Snapshot, "The recorder", slow.work)
    hub.subscribe(Snapshot, "screen", screen.receive)
    async with running(hub):
        await until(lambda: slow.begun == [FIRST])
        await hub.close()
        slow.may_go_on.set()
        market.grow()
        await until(lambda: market.read_blocks == [FIRST, FIRST + 1])
        await asyncio.sleep(0)
    assert slow.blocks == []
    assert screen.blocks == [FIRST]
    assert not [task for task in asyncio.all_tasks() if task.get_name() == "The recorder"]


async def test_ending_the_run_hangs_up_on_the_chain() -> None:
    market, screen = FakeMarket(), Recorder()
    hub = a_hub(market)
    hub.subscribe(Snapshot, "screen", screen.receive)
    async with running(hub):
        await until(lambda: market.listeners == 1)
    await until(lambda: market.listeners == 0)


class TestServices:
    """What `hub_of_services` has on the hub before anybody else subscribes."""

    @pytest.fixture
    def world(self, tmp_path: Path) -> World:
        return a_world(tmp_path)

    async def test_prices_are_remembered_before_a_screen_sees_the_block(self, world: World) -> None:
        known: list[int] = []
        world.parts.hub.subscribe(Snapshot, "screen", lambda _: known.append(len(world.parts.prices.run(7).samples)))
        async with running(world.parts.hub):
            await until(lambda: known == [1])
            world.market.grow()
            await until(lambda: known == [1, 2])

    async def test_without_open_orders_the_chain_is_not_asked(self, world: World) -> None:
        blocks, answers = Recorder(), []
        world.parts.hub.subscribe(Snapshot, "screen", blocks.receive)
        world.parts.hub.subscribe(OrdersReconciled, "screen", answers.append)
        async with running(world.parts.hub):
            await until(lambda: blocks.blocks == [FIRST])
            world.market.grow()
            await until(lambda: len(blocks.blocks) == 2)
        assert answers == []

    async def test_an_order_that_ended_between_two_blocks_is_told_with_the_next(self, tmp_path: Path) -> None:
        """Who has left its box would see it on its way for ever."""
        world = await connected(tmp_path)
        blocks, told = Recorder(), []
        world.parts.hub.subscribe(Snapshot, "screen", blocks.receive)
        world.parts.hub.subscribe(OrdersReconciled, "screen", told.append)
        async with running(world.parts.hub):
            await until(lambda: len(blocks.blocks) == 1)
            review = await a_review(world)
            world.desk.place(review)
            await until(lambda: [order.state for order in world.desk.orders] == [OrderState.FINAL])
            world.market.grow()
            await until(lambda: len(told) == 1)
            world.market.grow()
            await until(lambda: len(blocks.blocks) == 3)
        assert len(told) == 1
