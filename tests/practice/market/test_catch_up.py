"""A kept world that stood still: one block brings it to the time of now, the same each time, and no more."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from dtao_tui.practice.blocks.blockchain import Chain
from dtao_tui.practice.market.catch_up import HOUR, MOST_HOURS, catch_ups, path_between
from dtao_tui.practice.node.node import Node
from dtao_tui.practice.node.persistent_node import open_node
from dtao_tui.practice.options import PracticeOptions
from dtao_tui.practice.pallets import pools
from dtao_tui.practice.pallets.subnets.epochs import LAST_EPOCH
from dtao_tui.practice.persistence.world_store import WorldStore

NOW = 1_795_000_000_000
SUBNETS = 8


class Clock:
    """The machine's clock, in milliseconds since 1970."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = NOW
        monkeypatch.setattr(time, "time_ns", lambda: self.now * 1_000_000)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@contextmanager
def a_world(folder: Path, **options: object) -> Iterator[Node]:
    chosen = {"subnets": SUBNETS, "block_seconds": 0, "catches_up": True} | options
    with WorldStore(folder) as store:
        yield open_node(PracticeOptions(state=folder, **chosen), store)  # type: ignore[arg-type]  # any option


def prices(chain: Chain) -> dict[int, int]:
    return {netuid: pools.pool_of(chain.storage, netuid).price.rao for netuid in range(1, SUBNETS + 1)}


def stopped_and_begun_again(folder: Path, clock: Clock, passed: int, **options: object) -> tuple[Chain, Chain]:
    """The chain before the program was closed, and as it is when it was opened so many milliseconds later."""
    with a_world(folder, **options) as node:
        node.step(3)
        before = node.chain
    clock.now += passed
    with a_world(folder, **options) as again:
        return before, again.chain


def test_one_ordinary_block_carries_the_hours(tmp_path: Path, clock: Clock) -> None:
    before, chain = stopped_and_begun_again(tmp_path, clock, 10 * HOUR + 5)
    assert chain.height == before.height + 1
    (found,) = catch_ups(chain.storage)
    assert (found.block, found.hours, found.ended) == (chain.height, 10, clock.now)
    assert chain.storage.number("Timestamp.Now") == clock.now
    moved = [netuid for netuid, price in prices(chain).items() if price != prices(before)[netuid]]
    assert len(moved) >= SUBNETS - 1
    assert all(abs(prices(chain)[n] - price) * 4 < price for n, price in prices(before).items())
    epochs = [chain.storage.number(LAST_EPOCH, n) - before.storage.number(LAST_EPOCH, n) for n in prices(chain)]
    assert sum(1 for passed in epochs if passed) <= 2


def test_the_trades_are_a_function_of_seed_block_hours_and_state(tmp_path: Path, clock: Clock) -> None:
    ends = []
    for name, hours in (("one", 10), ("two", 10), ("other", 11)):
        clock.now = NOW
        _, chain = stopped_and_begun_again(tmp_path / name, clock, hours * HOUR)
        ends.append(prices(chain))
    assert ends[0] == ends[1] != ends[2]


@pytest.mark.parametrize(("passed", "hours"), [(HOUR - 1, []), (HOUR + 10, [1]), (10**12, [MOST_HOURS]), (-HOUR, [])])
def test_less_than_an_hour_is_nothing_and_a_month_is_the_most(
    tmp_path: Path, clock: Clock, passed: int, hours: list[int]
) -> None:
    _, chain = stopped_and_begun_again(tmp_path, clock, passed)
    assert [each.hours for each in catch_ups(chain.storage)] == hours


@pytest.mark.parametrize("options", [{"catches_up": False}, {"still": True}])
def test_a_bare_world_and_a_still_one_catch_nothing_up(tmp_path: Path, clock: Clock, options: dict[str, bool]) -> None:
    before, chain = stopped_and_begun_again(tmp_path, clock, 50 * HOUR, **options)
    assert chain.height == before.height
    assert prices(chain) == prices(before)


def test_what_was_caught_up_is_kept_with_the_world(tmp_path: Path, clock: Clock) -> None:
    _, chain = stopped_and_begun_again(tmp_path, clock, 5 * HOUR)
    with a_world(tmp_path) as again:
        assert catch_ups(again.chain.storage) == catch_ups(chain.storage)
        assert prices(again.chain) == prices(chain)


def test_the_story_between_leads_from_one_price_to_the_other(tmp_path: Path, clock: Clock) -> None:
    _, chain = stopped_and_begun_again(tmp_path, clock, 200 * HOUR)
    (found,) = catch_ups(chain.storage)
    for netuid, _, before, after in found.prices:
        path = path_between(found, 1, netuid)
        assert path == path_between(found, 1, netuid)
        assert len(path) == found.hours - 1
        assert abs(path[0] - before) * 20 < before
        assert abs(path[-1] - after) * 20 < after
