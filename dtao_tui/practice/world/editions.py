"""Variants of a practice world: today's chain or the announcement's constant-product pools, and other tempos."""

from collections.abc import Mapping
from dataclasses import replace

from dtao_tui.practice.options import ANNOUNCEMENT, NOW
from dtao_tui.practice.runtime.declared import announcement_edition
from dtao_tui.practice.runtime.metadata import Edition
from dtao_tui.practice.world.definition import SubnetSeed, World

HALF = 10**18 // 2
"""The weight of TAO in a pool of a constant product, in units of 10⁻¹⁸."""

EDITIONS: Mapping[str, Edition] = {
    NOW: Edition(),
    ANNOUNCEMENT: Edition(
        spec_version=announcement_edition.SPEC_VERSION,
        lacks=announcement_edition.LACKS,
        has=announcement_edition.HAS,
        extensions=announcement_edition.EXTENSIONS,
    ),
}
"""The runtime of each age."""


def without_weights(world: World) -> World:
    """The world with constant-product pools, every average price as near to the price as before."""
    return replace(world, subnets=tuple(_without_weight(subnet) for subnet in world.subnets))


def with_tempo(world: World, tempo: int) -> World:
    """The world with an epoch of each subnet but root every so many blocks, the first ones spread over them."""
    subnets = tuple(
        replace(each, tempo=tempo, first_epoch=1 + (each.first_epoch - 1) % tempo) if each.netuid else each
        for each in world.subnets
    )
    return replace(world, subnets=subnets, tempo=tempo)


def _without_weight(subnet: SubnetSeed) -> SubnetSeed:
    pool = replace(subnet.pool, quote_weight=HALF)
    if pool.is_stable or not subnet.pool.price.rao:
        return replace(subnet, pool=pool)
    average = subnet.average_price * pool.price.rao // subnet.pool.price.rao
    return replace(subnet, pool=pool, average_price=min(average, 1 << 32))
