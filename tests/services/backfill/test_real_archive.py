"""Backfill from a real practice node that keeps all its states, also over a bad line."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from dtao_tui.domain.history.backfills import BackfillProgress, BackfillState, BackfillWish, cost_of
from dtao_tui.domain.history.bar_frames import IS_BACKFILLED, NO_FLOW, NO_RANGE, NO_VOLUME, BarFrame
from dtao_tui.domain.history.bar_tiers import DAY, HOUR, MINUTE
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.practice.node.node import Node
from dtao_tui.records.history.history_store import HistoryStore
from tests.archives import WISH, Backfilling, TurnedClock, an_archive, backfilling, make_hours
from tests.chain.middleman import Honest, Middleman, Objection
from tests.fakes.waiting import until
from tests.histories import BEGIN


def pools_then(node: Node, number: int) -> dict[int, tuple[int, int]]:
    """TAO and alpha of each pool in the state of that block, as the node has them."""
    view = node.chain.view(number)
    items = ("SubtensorModule.SubnetTAO", "SubtensorModule.SubnetAlphaIn")
    return {netuid: (view.number(items[0], netuid), view.number(items[1], netuid)) for netuid in (1, 2, 3)}


def once(lie: Exception, at: int = 5) -> Any:
    """An answer that is a lie the n-th time it is asked for."""
    asked = 0

    def answer(_: list[Any]) -> Any:
        nonlocal asked
        asked += 1
        raise lie if asked == at else Honest

    return answer


async def test_each_hour_ends_with_the_last_block_of_it(tmp_path: Path) -> None:
    async with an_archive(30) as node, backfilling(node.url, tmp_path) as site:
        told = await site.run(node.url, WISH)
        assert (told.state, told.total, told.written) == (BackfillState.DONE, 48, 30)
        assert "the chain had not begun" in told.sentence
        frames = site.hours
        assert [frame.time // HOUR - BEGIN // HOUR for frame in frames] == list(range(30))
        for frame in frames:
            assert frame.time % HOUR >= HOUR - 11_000
            pools = zip(frame.subnets, frame.tao_in, frame.alpha_in, strict=True)
            assert {subnet.netuid: (tao, alpha) for subnet, tao, alpha in pools} == pools_then(node, frame.block)
            assert all(mark & (IS_BACKFILLED | NO_RANGE | NO_FLOW) for mark in frame.marks)
        snapshot = await site.chain.snapshot()
        bars = site.store.bars(snapshot.genesis, snapshot.subnets[2].id, 0, HOUR)
        assert (len(bars), any(bar.is_candle for bar in bars)) == (30, False)
        assert len(site.store.frames(snapshot.genesis, 0, DAY, 0, BEGIN + 30 * DAY)) == 1


async def test_finer_bars_make_the_longer_ones(tmp_path: Path) -> None:
    async with an_archive(3, blocks_an_hour=12) as node, backfilling(node.url, tmp_path) as site:
        told = await site.run(node.url, BackfillWish(10 * MINUTE, 1, 50.0))
        assert (told.state, told.written) == (BackfillState.DONE, 18)
        assert [frame.is_backfilled for frame in site.hours] == [True] * 3
        ends = [frame.closes for frame in tens(site) if (frame.time + 10 * MINUTE) % HOUR < 10 * MINUTE]
        assert [frame.closes for frame in site.hours] == ends


async def test_a_time_in_which_the_chain_stood_still_has_no_bars(tmp_path: Path) -> None:
    async with an_archive(4) as node, backfilling(node.url, tmp_path) as site:
        assert isinstance(node.clock, TurnedClock)
        node.clock.time += 5 * HOUR
        make_hours(node, 3)
        told = await site.run(node.url, WISH)
        assert told.state is BackfillState.DONE
        assert [frame.time // HOUR - BEGIN // HOUR for frame in site.hours] == [0, 1, 2, 3, 4, 9, 10, 11]
        volumes = [not any(mark & NO_VOLUME for mark in frame.marks) for frame in site.hours]
        assert volumes == [False, True, True, True, True, False, True, True]
        again = await site.run(node.url, WISH)
        assert (again.written, len(site.hours)) == (0, 8)


def tens(site: Backfilling) -> list[BarFrame]:
    return site.store.frames(site.chain.facts.genesis, 0, 10 * MINUTE, 0, BEGIN + DAY)


async def test_it_costs_about_what_was_said_before(tmp_path: Path) -> None:
    async with an_archive(8, subnets=30) as node, backfilling(node.url, tmp_path) as site:
        wish = BackfillWish(HOUR, 1, 50.0)
        cost = await site.desk.cost(await site.chain.snapshot(), wish)
        assert cost == cost_of(24, 30, 50.0)
        told = await site.run(node.url, wish)
        assert told.written == 8
        cost = cost_of(8, 30, 50.0)
        assert told.requests <= cost.requests <= told.requests * 1.5
        # Here the description of the runtime is known by the connection.
        assert told.size <= cost.size <= told.size * 1.2 + 900_000


async def test_what_was_recorded_stays_and_only_what_is_missing_is_asked_for(
    between: tuple[Node, Middleman, Backfilling],
) -> None:
    node, middleman, site = between
    await site.run(node.url, WISH)
    before = site.hours
    make_hours(node, 3)
    told = await site.run(middleman.url, WISH)
    assert (told.total, told.written) == (48 - 12, 3)
    assert site.hours[: len(before)] == before


async def test_it_can_be_cancelled_and_goes_on_where_it_was(between: tuple[Node, Middleman, Backfilling]) -> None:
    _, middleman, site = between
    task = site.desk.begin(middleman.url, WISH)

    def cancel_after_four(progress: BackfillProgress) -> None:
        if progress.written == 4:
            task.cancel()

    site.desk.on_change = cancel_after_four
    await asyncio.gather(task, return_exceptions=True)
    assert site.desk.progress is not None
    assert site.desk.progress.state is BackfillState.CANCELLED
    first = site.hours
    assert [len(first), first[0].time // HOUR - BEGIN // HOUR] == [4, 8]
    site.desk.on_change = lambda _: None
    told = await site.run(middleman.url, WISH)
    assert (told.state, told.written, len(site.hours)) == (BackfillState.DONE, 8, 12)
    assert site.hours[8:] == first


async def test_a_pause_asks_nothing_until_it_is_over(between: tuple[Node, Middleman, Backfilling]) -> None:
    _, middleman, site = between
    task = site.desk.begin(middleman.url, WISH)
    site.desk.on_change = lambda progress: site.desk.pause() if progress.looked == 3 else None
    await until(lambda: site.desk.progress is not None and site.desk.progress.looked == 3)
    asked = len(middleman.asked)
    await asyncio.sleep(0.05)
    assert site.desk.progress is not None
    assert (len(middleman.asked), site.desk.progress.state) == (asked, BackfillState.PAUSED)
    site.desk.on_change = lambda _: None
    site.desk.resume()
    assert (await task).state is BackfillState.DONE


@pytest.mark.parametrize(
    ("objection", "seconds"),
    [
        (Objection(-32005, "request limit", {"retry_after": 7}), 7.0),
        (Objection(-32000, "Server is busy, try again", None), 30.0),
        (Objection(-32029, "Too many requests", None), 30.0),
    ],
)
async def test_it_waits_where_the_archive_asks_for_that(
    between: tuple[Node, Middleman, Backfilling], objection: Objection, seconds: float
) -> None:
    _, middleman, site = between
    middleman.lies["state_queryStorageAt"] = once(objection)
    said: list[str] = []
    site.desk.on_change = lambda progress: said.append(progress.sentence)
    told = await site.run(middleman.url, WISH)
    assert (told.state, told.written) == (BackfillState.DONE, 12)
    assert seconds in site.waits
    assert any(f"asked to wait {seconds:.0f} s" in sentence for sentence in said)


async def test_it_dials_again_after_a_loss(between: tuple[Node, Middleman, Backfilling]) -> None:
    _, middleman, site = between
    asked = 0

    def hear(_: Any) -> None:
        nonlocal asked
        asked += 1
        if asked in (20, 45):
            middleman.break_off()

    middleman.hear = hear
    told = await site.run(middleman.url, WISH)
    assert (told.state, told.written) == (BackfillState.DONE, 12)
    assert site.waits.count(1.0) >= 2


async def test_an_archive_that_does_not_come_back_ends_it_and_what_was_read_stays(
    between: tuple[Node, Middleman, Backfilling],
) -> None:
    _, middleman, site = between

    def hear(_: Any) -> None:
        if len(middleman.asked) == 40:
            middleman.is_away = True
            middleman.break_off()

    middleman.hear = hear
    told = await site.run(middleman.url, WISH)
    assert (told.state, 0 < told.written < 12) == (BackfillState.FAILED, True)
    assert len(site.hours) == told.written
    assert max(site.waits) == 60.0


async def test_a_number_that_was_given_to_another_subnet_has_two_pasts(tmp_path: Path) -> None:
    async with an_archive(4) as node, backfilling(node.url, tmp_path) as site:
        given = node.chain.height + 1
        node.chain.storage.put("SubtensorModule.NetworkRegisteredAt", 3, value=given)
        make_hours(node, 4)
        told = await site.run(node.url, WISH)
        assert (told.state, told.written) == (BackfillState.DONE, 8)
        third = [next(each for each in frame.subnets if each.netuid == 3) for frame in site.hours]
        assert third == [SubnetId(3, 0)] * 4 + [SubnetId(3, given)] * 4
        genesis = site.chain.facts.genesis
        assert [len(site.store.bars(genesis, each, 0, HOUR)) for each in (third[0], third[-1])] == [4, 4]
        # The counter of traded TAO is another one's.
        assert site.hours[4].marks[2] & NO_VOLUME


async def test_an_endpoint_without_old_states_is_no_archive(tmp_path: Path) -> None:
    async with an_archive(10, blocks_an_hour=30, is_archive=False) as node, backfilling(node.url, tmp_path) as site:
        told = await site.run(node.url, WISH)
        assert told.state is BackfillState.FAILED
        assert "it is no archive" in told.sentence
        assert 0 < len(site.hours) < 10


async def test_blocks_of_another_runtime_are_read_by_their_own_description(tmp_path: Path) -> None:
    async with an_archive(4) as node, backfilling(node.url, tmp_path) as site:
        assert node.faults is not None
        node.faults.ask("upgrade", {"spec_version": 480, "lacks": ["SubtensorModule.SubnetVolume"]})
        upgraded = node.chain.height + 1
        make_hours(node, 4)
        told = await site.run(node.url, WISH)
        assert told.state is BackfillState.DONE
        frames = site.hours
        assert len(frames) == 8
        assert frames[3].block < upgraded < frames[4].block
        has_volume = [not any(mark & NO_VOLUME for mark in frame.marks) for frame in frames]
        assert has_volume == [False, True, True, True, False, False, False, False]
        assert all(all(frame.closes) for frame in frames)


async def test_another_program_that_records_is_told(
    between: tuple[Node, Middleman, Backfilling], tmp_path: Path
) -> None:
    _, middleman, site = between
    other = HistoryStore(tmp_path / "history.sqlite3")
    assert other.claim()
    told = await site.run(middleman.url, WISH)
    other.close()
    assert (told.state, middleman.asked) == (BackfillState.FAILED, [])
    assert "Another dtao-tui writes the record" in told.sentence


async def test_a_chain_whose_clock_is_ahead_gets_no_bars(tmp_path: Path) -> None:
    ahead = an_archive(4, began=BEGIN + 100 * DAY)
    async with ahead as node, backfilling(node.url, tmp_path) as site:
        told = await site.run(node.url, WISH)
        assert (told.state, site.hours) == (BackfillState.FAILED, [])
        assert "clock is ahead" in told.sentence
