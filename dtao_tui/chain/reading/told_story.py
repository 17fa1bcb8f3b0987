"""The story that a practice node tells of the time before its first block, page by page, as bars."""

import sys
from array import array
from collections.abc import Sequence
from typing import Any

from dtao_tui.chain.runtime.record_numbers import number, whole
from dtao_tui.domain.history.bar_frames import IS_STORY, NO_RANGE, NO_RESERVES, BarFrame
from dtao_tui.domain.history.block_samples import PoolsBefore
from dtao_tui.domain.history.told_stories import ToldStory
from dtao_tui.domain.subnet_id import SubnetId

MOST_STORY_PAGES = 512
MOST_POINTS = 4096
MOST_CATCH_UPS = 64

_NUMBER = 8
_MARKS = bytes([IS_STORY | NO_RANGE | NO_RESERVES])


def story_in(pages: Sequence[Any]) -> ToldStory:
    """The story in the node's pages. Raises ValueError, TypeError or KeyError for another shape."""
    times, began = _numbers(pages[0]["times"], MOST_POINTS), whole(pages[0], "began")
    if any(later <= earlier for earlier, later in zip(times, [*times[1:], began], strict=True)):
        raise ValueError("the story is not in its order")
    pools = [pool for page in pages for pool in page["pools"]]
    subnets = tuple(SubnetId(whole(pool, "netuid"), whole(pool, "registered_at")) for pool in pools)
    if len(set(subnets)) != len(subnets):
        raise ValueError("a subnet comes twice")
    prices, volumes = (
        list(zip(*(_numbers(pool[name], len(times)) for pool in pools), strict=True)) for name in ("prices", "volumes")
    )
    flows = list(zip(*(_numbers(pool["flows"], len(times), "q") for pool in pools), strict=True))
    if not len(prices) == len(volumes) == len(flows) == len(times):
        raise ValueError("the story lacks points")
    nothing, marks = [0] * len(pools), _MARKS * len(pools)
    frames = [
        BarFrame(at, 0, subnets, price, price, price, price, nothing, nothing, nothing, volume, flow, marks)
        for at, price, volume, flow in zip(times, prices, volumes, flows, strict=True)
    ]
    tao_in = [whole(pool, "tao_in") for pool in pools]
    return ToldStory(frames, PoolsBefore(0, began, subnets, tao_in, [0] * len(pools)))


def catch_ups_in(page: Any) -> tuple[int, ...]:
    """The blocks that caught up with the clock, in the first page of a story. Raises as `story_in` does."""
    blocks = tuple(number(block) for block in page["catch_ups"])
    if len(blocks) > MOST_CATCH_UPS:
        raise ValueError("too many catch-ups")
    return blocks


def _numbers(text: Any, most: int, kind: str = "Q") -> "array[int]":
    content = bytes.fromhex(str(text).removeprefix("0x"))
    if len(content) % _NUMBER or len(content) > most * _NUMBER:
        raise ValueError("a column of the story is cut, or too long")
    numbers = array(kind)
    numbers.frombytes(content)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers
