"""What no honest archive says: samples whose subnets, reserves or prices cannot have been, each told as a sentence."""

from collections.abc import Iterable, Mapping, Sequence

from dtao_tui.domain.amounts import U64_MAX
from dtao_tui.domain.formatting import count
from dtao_tui.domain.history.bar_frames import IS_BACKFILLED, IS_STORY, NO_RESERVES, BarFrame
from dtao_tui.domain.history.block_samples import BlockSample
from dtao_tui.domain.subnet_id import SubnetId

MOST_TAO = 21 * 10**15
"""Rao of TAO that there can ever be."""

MOST_ALPHA = 2 * 21 * 10**15
"""Rao of alpha in a pool: twice what a subnet can issue, since the chain has rounded and refunded."""

_UNSURE = IS_STORY | IS_BACKFILLED | NO_RESERVES
"""Marks of bars that say nothing of what the chain held."""

_MOST_PARTS_APART = 1_000
"""Two prices of one block that differ by more than this part of them are two prices."""


def lie_in(sample: BlockSample, subnets: Mapping[int, SubnetId]) -> str:
    """Why a sample cannot be true, as a clause after "it says"; empty where it can. `subnets` are those of now."""
    block = count(sample.block)
    if sum(sample.tao_in) > MOST_TAO:
        return f"that the pools held more TAO at block {block} than there is"
    for subnet, price, alpha in zip(sample.subnets, sample.prices, sample.alpha_in, strict=True):
        if not 0 < alpha <= MOST_ALPHA or not 0 <= price <= U64_MAX:
            return f"that the pool of subnet {subnet.netuid} held an impossible amount of alpha at block {block}"
        if clause := _other_subnet(subnet, subnets.get(subnet.netuid), sample.block):
            return clause
    return ""


def difference(told: BlockSample, known: BlockSample) -> str:
    """How the archive's sample of a block differs from the one by the endpoint in use, as a clause; empty if not."""
    theirs = {subnet: at for at, subnet in enumerate(told.subnets)}
    for at, subnet in enumerate(known.subnets):
        there = theirs.get(subnet)
        if there is None:
            return f"that there was no subnet {subnet.netuid} of block {count(subnet.registered_at or 0)}"
        pairs = (
            (told.tao_in[there], known.tao_in[at]),
            (told.alpha_in[there], known.alpha_in[at]),
            (told.weights[there], known.weights[at]),
        )
        if any(one != other for one, other in pairs) or _are_apart(told.prices[there], known.prices[at]):
            return f"other reserves of subnet {subnet.netuid}"
    return "another time" if told.time != known.time else ""


def difference_from_record(told: BlockSample, frame: BarFrame) -> str:
    """How the archive's sample differs from what was recorded of the same block, as a clause; empty if not."""
    theirs = dict(zip(told.subnets, zip(told.tao_in, told.alpha_in, strict=True), strict=True))
    for subnet, *reserves in zip(frame.subnets, frame.tao_in, frame.alpha_in, strict=True):
        there = theirs.get(subnet)
        if there is not None and there != tuple(reserves):
            return f"other reserves of subnet {subnet.netuid} at block {count(frame.block)} than were recorded"
    return ""


def checked_frames(frames: Sequence[BarFrame]) -> list[BarFrame]:
    """Some recorded bars, far apart, whose blocks an archive is asked about as well."""
    known = [frame for frame in frames if frame.block and not any(mark & _UNSURE for mark in frame.marks)]
    places = sorted({0, len(known) // 2, len(known) - 1})
    return [known[at] for at in places] if known else []


def by_netuid(subnets: Iterable[SubnetId]) -> dict[int, SubnetId]:
    """The subnets by their numbers."""
    return {subnet.netuid: subnet for subnet in subnets}


def _other_subnet(told: SubnetId, now: SubnetId | None, block: int) -> str:
    """Whether a subnet was registered later than it was seen, or was another one while that of now was there."""
    since = told.registered_at or 0
    words = f"that subnet {told.netuid} of block {count(block)} was registered at block {count(since)}"
    if since > block:
        return words
    if now is None or now.registered_at is None or now.registered_at == since:
        return ""
    # The subnet of now has had its number since it was registered.
    return words if now.registered_at <= block or since > now.registered_at else ""


def _are_apart(one: int, other: int) -> bool:
    return abs(one - other) * _MOST_PARTS_APART > max(one, other)
