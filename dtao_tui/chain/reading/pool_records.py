"""Translates the chain's records of one pool: reserves, weight, fee, and which curve it follows.

Every function raises TypeError, ValueError or KeyError for a record of another shape.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dtao_tui.chain.runtime.record_numbers import number, whole
from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.pools.curve_kind import CurveKind
from dtao_tui.domain.pools.pool import DYNAMIC, Pool
from dtao_tui.domain.subnet_id import ROOT

EVEN_WEIGHT = 5 * 10**17
WHOLE_WEIGHT = 10**18
FEE_PARTS = 65535

_ALIKE = 1000
"""Liquidities that differ by less than this part count as equal; fees waiting in a pool make less."""


@dataclass(frozen=True, slots=True)
class PoolItems:
    """Storage items of one subnet that the runtime's summary does not contain."""

    has_weights: bool = True
    """Whether the runtime has weights."""

    quote_weight: int | None = None
    """In units of 10**-18; None where the runtime does not tell it."""

    fee_rate: int | None = None
    """None where the runtime does not tell it; then nothing is computed."""

    has_user_liquidity: bool = False
    """Whether others than the chain may provide liquidity, in runtimes without weights."""

    liquidity: int | None = None
    """The liquidity at the price, all providers together, in runtimes that keep it."""

    mechanism: int = DYNAMIC
    is_open: bool = True
    transfers_are_on: bool | None = None
    """Whether stake may be given to another coldkey; None where the runtime does not tell it."""

    excess: int = 0
    injected: int | None = None
    """Rao of TAO put into the pool per block; None where only the summary tells it."""

    has_other_curve: bool = False
    """Whether the pool has an entry for a curve this program does not compute."""


def pool_of(record: Mapping[str, Any], items: PoolItems) -> Pool:
    """The pool of one subnet; root has none and exchanges one for one."""
    netuid = whole(record, "netuid")
    is_weighted = _is_weighted(items)
    fee_rate = items.fee_rate or 0
    if fee_rate > FEE_PARTS:
        raise ValueError("a fee of more than all")
    return Pool(
        netuid=netuid,
        mechanism=0 if netuid == ROOT else items.mechanism,
        tao_in=Tao(whole(record, "tao_in")),
        alpha_in=Alpha(whole(record, "alpha_in"), netuid),
        quote_weight=items.quote_weight if is_weighted and items.quote_weight is not None else EVEN_WEIGHT,
        fee_rate=fee_rate,
    )


def curve_of(pool: Pool, items: PoolItems) -> CurveKind:
    """Which curve the pool follows."""
    if pool.is_stable:
        return CurveKind.ONE_TO_ONE
    if items.has_other_curve:
        return CurveKind.OTHER
    if items.fee_rate is None:
        return CurveKind.UNKNOWN
    if items.has_weights:
        return CurveKind.WEIGHTED if _is_weighted(items) else CurveKind.UNKNOWN
    is_shared = items.has_user_liquidity or _is_bent(pool, items.liquidity)
    return CurveKind.ESTIMATED if is_shared else CurveKind.CONSTANT_PRODUCT


def _is_bent(pool: Pool, liquidity: int | None) -> bool:
    """Whether the liquidity at the price differs from that of the reserves alone, √(τ·α)."""
    if liquidity is None:
        return False
    own = math.isqrt(pool.tao_in.rao * pool.alpha_in.rao)
    return abs(liquidity - own) * _ALIKE > own


def weight_of(value: Any) -> int:
    """The weight in an entry of `Swap.SwapBalancer`."""
    return whole(value, "quote") if isinstance(value, Mapping) else number(value)


def _is_weighted(items: PoolItems) -> bool:
    return items.quote_weight is not None and 0 < items.quote_weight < WHOLE_WEIGHT
