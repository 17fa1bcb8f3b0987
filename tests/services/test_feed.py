"""The feed: snapshots as blocks come, through every loss of the connection."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager

import pytest

from dtao_tui.domain.market import Snapshot
from dtao_tui.ports.chain import ChainFacts
from dtao_tui.ports.errors import AskedToWait, NotConnected, TimedOut, WalletTrouble, WrongNetwork
from dtao_tui.services.feed import Feed, Interruption, pause_after
from tests.fakes import PRACTICE_ADDRESS, FakeMarket, ManualClock, a_snapshot, some_facts, until

PATIENCE = 5.0


class Listener:
    """Hears a feed in a task, as the app does; pauses are written down and take no time."""

    def __init__(self, market: FakeMarket) -> None:
        self.clock = ManualClock()
        self.sent_facts: list[ChainFacts] = []
        self.fact_troubles: list[Exception] = []
        self.pauses: list[float] = []
        self.resume = asyncio.Event()
        self.resume.set()
        self.feed = Feed(
            market, lambda: (PRACTICE_ADDRESS,), self.clock, send_chain_facts=self._take_facts, sleep=self._sleep
        )
        self._events: asyncio.Queue[Snapshot | Interruption] = asyncio.Queue()

    async def run(self) -> None:
        async for event in self.feed.events():
            self._events.put_nowait(event)

    async def next(self) -> Snapshot | Interruption:
        return await asyncio.wait_for(self._events.get(), PATIENCE)

    async def snapshot(self) -> Snapshot:
        event = await self.next()
        assert isinstance(event, Snapshot), event
        return event

    async def interruption(self) -> Interruption:
        event = await self.next()
        assert isinstance(event, Interruption), event
        return event

    async def _take_facts(self, facts: ChainFacts) -> None:
        if self.fact_troubles:
            raise self.fact_troubles.pop(0)
        self.sent_facts.append(facts)

    async def _sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        await asyncio.sleep(0)
        await self.resume.wait()


@asynccontextmanager
async def listening(market: FakeMarket) -> AsyncIterator[Listener]:
    listener = Listener(market)
    task = asyncio.create_task(listener.run())
    try:
        yield listener
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_each_block_becomes_one_snapshot() -> None:
    market = FakeMarket()
    async with listening(market) as listener:
        assert (await listener.snapshot()).block == 48_213
        listener.clock.turn(3)
        market.grow()
        second = await listener.snapshot()
        assert (second.block, second.seen_at) == (48_214, 103.0)
        assert listener.feed.is_connected
        assert listener.feed.last == second
        assert market.read_blocks == [48_213, 48_214]


async def test_blocks_that_came_while_one_was_read_are_skipped_but_for_the_newest() -> None:
    market = FakeMarket()
    async with listening(market) as listener:
        await listener.snapshot()
        market.reading.clear()
        for _ in range(4):
            market.grow()
            await asyncio.sleep(0)
        market.reading.set()
        await listener.snapshot()
        while market.read_blocks[-1] != 48_217:
            await listener.snapshot()
        assert len(market.read_blocks) <= 3


async def test_a_lost_connection_is_told_and_the_last_snapshot_stays() -> None:
    market = FakeMarket()
    async with listening(market) as listener:
        listener.resume.clear()
        last = await listener.snapshot()
        market.lose(NotConnected("The endpoint hung up."))
        interruption = await listener.interruption()
        assert interruption == Interruption("The endpoint hung up.", retries_in=1.0)
        assert listener.feed.last == last
        assert not listener.feed.is_connected
        listener.resume.set()
        market.grow()
        assert isinstance(await listener.next(), Snapshot)
        assert listener.feed.trouble is None


async def test_the_pauses_grow_to_half_a_minute_and_begin_anew_after_a_block() -> None:
    market = FakeMarket()
    market.connect_troubles = [NotConnected("No.") for _ in range(7)]
    async with listening(market) as listener:
        told = [(await listener.interruption()).retries_in for _ in range(7)]
        assert told == [1, 2, 4, 8, 16, 30, 30]
        await listener.snapshot()
        assert listener.pauses == told
        market.lose()
        assert (await listener.interruption()).retries_in == 1


def test_no_pause_is_longer_than_half_a_minute() -> None:
    assert max(pause_after(failures) for failures in range(2000)) == 30


async def test_silence_for_four_block_times_makes_it_connect_again() -> None:
    market = FakeMarket(facts=some_facts(block_seconds=0.01))
    async with listening(market) as listener:
        await listener.snapshot()
        interruption = await listener.interruption()
        assert "No new block" in interruption.sentence
        assert market.connects >= 1
        again = await listener.snapshot()
        assert again.block == 48_213
        assert market.connects >= 2


async def test_a_block_seen_before_keeps_its_age_after_a_reconnect() -> None:
    market = FakeMarket()
    async with listening(market) as listener:
        first = await listener.snapshot()
        listener.clock.turn(60)
        market.lose()
        await listener.interruption()
        again = await listener.snapshot()
        assert again.seen_at == first.seen_at
        assert again.is_stale(listener.clock.now())


async def test_an_endpoint_that_lags_behind_gives_old_data_not_new_ones() -> None:
    market = FakeMarket(a_snapshot(network="finney"))
    async with listening(market) as listener:
        await listener.snapshot()
        market.lose()
        await listener.interruption()
        await listener.snapshot()
        market.grow(-10)
        lagging = await listener.snapshot()
        assert lagging.age(listener.clock.now()) == 30
        assert lagging.is_stale(listener.clock.now())
        market.grow(11)
        assert (await listener.snapshot()).age(listener.clock.now()) == 0


async def test_a_block_that_cannot_be_read_ends_the_connection_not_the_feed() -> None:
    market = FakeMarket()
    market.snapshot_troubles = [TimedOut("The endpoint did not answer in time.")]
    async with listening(market) as listener:
        assert (await listener.interruption()).sentence == "The endpoint did not answer in time."
        assert isinstance(await listener.next(), Snapshot)


async def test_another_chain_at_the_connect_is_foreign() -> None:
    market = FakeMarket()
    market.connect_troubles = [WrongNetwork("This is not finney.")]
    async with listening(market) as listener:
        listener.resume.clear()
        assert (await listener.interruption()).is_foreign
        assert not market.is_connected


async def test_another_chain_after_a_reconnect_is_foreign_until_it_is_right_again() -> None:
    market = FakeMarket()
    right = market.chain_facts
    async with listening(market) as listener:
        listener.resume.clear()
        await listener.snapshot()
        market.chain_facts = some_facts(genesis="0x" + "cd" * 32)
        market.lose()
        await listener.interruption()
        listener.resume.set()
        foreign = await listener.interruption()
        listener.resume.clear()
        assert foreign.is_foreign
        assert "another chain" in foreign.sentence
        assert listener.feed.facts is None
        assert listener.sent_facts == [right]
        market.chain_facts = right
        listener.resume.set()
        while not isinstance(event := await listener.next(), Snapshot):
            assert isinstance(event, Interruption)
        assert listener.feed.facts == right


async def test_a_foreign_chain_is_hung_up_on_before_anybody_is_told() -> None:
    market = FakeMarket()
    listener = Listener(market)
    async with aclosing(listener.feed.events()) as events:
        assert isinstance(await anext(events), Snapshot)
        await until(lambda: market.listeners == 1)
        market.chain_facts = some_facts(genesis="0x" + "cd" * 32)
        market.lose()
        assert isinstance(await anext(events), Interruption)
        foreign = await anext(events)
        assert isinstance(foreign, Interruption)
        assert foreign.is_foreign
        assert not market.is_connected


async def test_an_endpoint_that_asks_to_wait_is_left_alone_for_so_long() -> None:
    market = FakeMarket()
    market.connect_troubles = [AskedToWait("It asked to wait 40 s.", 40.0), NotConnected("No.")]
    async with listening(market) as listener:
        told = await listener.interruption()
        assert (told.retries_in, told.short, told.next_try_at) == (40.0, "asked to wait", listener.clock.now() + 40)
        assert (await listener.interruption()).retries_in == 2
        await listener.snapshot()
        assert listener.pauses == [40.0, 2.0]


async def test_a_short_wait_does_not_shorten_the_pause_after_many_failures() -> None:
    market = FakeMarket()
    market.connect_troubles = [NotConnected("No.") for _ in range(5)] + [AskedToWait("It asked to wait 2 s.", 2.0)]
    async with listening(market) as listener:
        assert [(await listener.interruption()).retries_in for _ in range(6)][-1] == 30


async def test_the_signer_is_told_of_the_chain_once_and_again_after_an_upgrade() -> None:
    market = FakeMarket()
    async with listening(market) as listener:
        await listener.snapshot()
        market.grow()
        await listener.snapshot()
        upgraded = some_facts(spec_version=426, metadata=b"new")
        market.chain_facts = upgraded
        market.grow()
        await listener.snapshot()
        assert listener.sent_facts == [some_facts(), upgraded]


async def test_a_signer_that_cannot_be_told_does_not_end_the_feed_and_is_told_again() -> None:
    market = FakeMarket()
    async with listening(market) as listener:
        listener.fact_troubles = [WalletTrouble("No memory."), WalletTrouble("No memory.")]
        await listener.snapshot()
        market.grow()
        await listener.snapshot()
        assert listener.sent_facts == [market.chain_facts]


async def test_nothing_listens_to_the_chain_any_more_when_the_app_is_gone() -> None:
    market = FakeMarket()
    async with listening(market) as listener:
        await listener.snapshot()
        assert market.listeners <= 1
    assert market.listeners == 0


@pytest.mark.parametrize("blocks", [1, 5])
async def test_a_practice_chain_that_began_anew_is_shown_at_once(blocks: int) -> None:
    market = FakeMarket()
    async with listening(market) as listener:
        await listener.snapshot()
        listener.clock.turn(10)
        market.grow(blocks - market.current.block)
        fresh = await listener.snapshot()
        assert (fresh.block, fresh.age(listener.clock.now())) == (blocks, 0)
