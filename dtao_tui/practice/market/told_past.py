"""The past of a world as the node tells it, page by page: only seeded worlds whose market moves have one."""

from array import array
from collections.abc import Sequence
from functools import cached_property

from dtao_tui.domain.pools.pool import DYNAMIC, Pool
from dtao_tui.practice.market.catch_up import CaughtUp, path_between
from dtao_tui.practice.market.price_story import Ages, ages_of, story_of
from dtao_tui.practice.options import NOW, PracticeOptions
from dtao_tui.practice.runtime.plain_values import hexed
from dtao_tui.practice.world.seeded_world import seeded_world

POOLS_A_PAGE = 12
"""A client takes an answer of a MiB."""

DECLINE_ONE_IN = 20
"""The cheapest pools in so many were worth more in the past."""


class ToldPast:
    """The story of all pools of a seeded world. It is made when it is first asked for, pool by pool."""

    def __init__(self, seed: int, subnets: int) -> None:
        self._seed = seed
        self._subnets = subnets

    def page(self, first: int, began: int) -> dict[str, object]:
        """The pools from this place on, with columns of 64-bit numbers in hexadecimal, oldest first.

        `began` is when block 0 counts as made, in milliseconds.
        """
        pools, ages = self._pools[first : first + POOLS_A_PAGE], self._ages
        return {
            "times": _column([began - age * 1000 for age, _ in reversed(ages)]),
            "began": began,
            "pools": [self._told(pool) for pool in pools],
            "is_last": first + len(pools) >= len(self._pools),
        }

    def page_between(self, first: int, caught_up: CaughtUp) -> dict[str, object]:
        """The pools from this place on while the world stood still: a point each hour, in the same columns."""
        rows = caught_up.prices[first : first + POOLS_A_PAGE]
        nothing = _column([0] * (caught_up.hours - 1))
        length = caught_up.ended - caught_up.began
        return {
            "times": _column(
                [caught_up.began + length * hour // caught_up.hours for hour in range(1, caught_up.hours)]
            ),
            "began": caught_up.ended,
            "pools": [
                {
                    "netuid": netuid,
                    "registered_at": registered_at,
                    "tao_in": 0,
                    "prices": _column(path_between(caught_up, self._seed, netuid)),
                    "volumes": nothing,
                    "flows": nothing,
                }
                for netuid, registered_at, _, _ in rows
            ],
            "is_last": first + len(rows) >= len(caught_up.prices),
        }

    @cached_property
    def _pools(self) -> list[Pool]:
        """Those that have a past: open ones whose price moves."""
        world = seeded_world(self._seed, self._subnets, moves=True)
        return [each.pool for each in world.subnets if each.pool.mechanism == DYNAMIC and each.is_open]

    @cached_property
    def _ages(self) -> Ages:
        return ages_of(len(self._pools))

    @cached_property
    def _declining(self) -> frozenset[int]:
        by_price = sorted(self._pools, key=lambda pool: pool.price.rao)
        return frozenset(pool.netuid for pool in by_price[: len(by_price) // DECLINE_ONE_IN])

    def _told(self, pool: Pool) -> dict[str, object]:
        story = story_of(pool, self._seed, self._ages, declines=pool.netuid in self._declining)
        return {
            "netuid": pool.netuid,
            "registered_at": 0,
            "tao_in": pool.tao_in.rao,
            "prices": _column(story.prices[::-1]),
            "volumes": _column(story.volumes[::-1]),
            "flows": _column(story.flows[::-1], "q"),
        }


def told_past(options: PracticeOptions) -> ToldPast | None:
    """The past of the world of these options; None of a still one, of another's file, and of another age."""
    if options.still or options.world is not None or options.age != NOW:
        return None
    return ToldPast(options.seed, options.subnets)


def _column(numbers: Sequence[int], kind: str = "Q") -> str:
    return hexed(b"".join(number.to_bytes(8, "little", signed=kind == "q") for number in array(kind, numbers)))
