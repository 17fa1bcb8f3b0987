"""Storage query for one old block: what a sample needs of each pool, by the items that the block's runtime has."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from dtao_tui.chain.reading.pool_records import EVEN_WEIGHT, WHOLE_WEIGHT, weight_of
from dtao_tui.chain.reading.storage_query import StorageAnswer, StorageCodec, StorageQuery
from dtao_tui.chain.runtime.record_numbers import number
from dtao_tui.chain.runtime.runtime_names import MECHANISM, OTHER_CURVE, REGISTERED_AT, TIME, WEIGHT, Item
from dtao_tui.domain.amounts import RAO_PER_TAO, Alpha, Tao
from dtao_tui.domain.history.block_samples import BlockSample
from dtao_tui.domain.pools.pool import DYNAMIC, Pool
from dtao_tui.domain.subnet_id import ROOT, SubnetId
from dtao_tui.ports.chain import Head

TAO_IN: Item = ("SubtensorModule", "SubnetTAO")
ALPHA_IN: Item = ("SubtensorModule", "SubnetAlphaIn")
TRADED: Item = ("SubtensorModule", "SubnetVolume")
SQRT_PRICE: Item = ("Swap", "AlphaSqrtPrice")
"""The root of the price, in 2⁻⁶⁴; in the runtimes of positions and ticks (specs 283 to 422)."""

_NEEDED = (TAO_IN, ALPHA_IN, REGISTERED_AT, MECHANISM)
_OF_SOME_AGES = (TRADED, WEIGHT, SQRT_PRICE, OTHER_CURVE)
_U128 = 2**128


class ArchiveQuery(StorageQuery):
    """The query about some subnets; built once for a runtime and reused for all of its blocks."""

    def __init__(self, codec: StorageCodec, netuids: Sequence[int]) -> None:
        """Raises ValueError for a runtime from before the pools."""
        super().__init__(codec)
        self.codec = codec
        self.netuids = tuple(netuid for netuid in netuids if netuid != ROOT)
        self._add(TIME, (None,))
        for item in _NEEDED:
            self._add(item, self.netuids)
        for item in _OF_SOME_AGES:
            self._add(item, self.netuids, is_optional=True)

    def sample(self, groups: Iterable[Mapping[str, Any]], genesis: str, head: Head) -> BlockSample:
        """The pools in an answer; those without a price of that age are left out. Raises as `StorageQuery.read`."""
        answer = self.read(groups)
        found = [(netuid, row) for netuid in self.netuids if (row := _row(answer, netuid)) is not None]
        time = answer.time_ms
        if time is None:
            raise ValueError("a block without a time")
        rows = [row for _, row in found]
        return BlockSample(
            genesis=genesis,
            block=head.number,
            block_hash=head.hash,
            time=time,
            subnets=tuple(SubnetId(netuid, row["registered_at"]) for netuid, row in found),
            prices=[row["price"] for row in rows],
            tao_in=[row["tao_in"] for row in rows],
            alpha_in=[row["alpha_in"] for row in rows],
            weights=[row["weight"] for row in rows],
            traded=[row["traded"] for row in rows],
            emission=[0] * len(rows),
        )


def _row(answer: StorageAnswer, netuid: int) -> dict[str, Any] | None:
    """A pool's numbers; None where the subnet has no pool, or one whose price that age does not tell."""
    values = {item: told[netuid] for item, told in answer.values.items() if netuid in told}
    tao_in, alpha_in = number(values[TAO_IN]), number(values[ALPHA_IN])
    mechanism = number(values[MECHANISM])
    has_pool = (TAO_IN, netuid) in answer.present and (ALPHA_IN, netuid) in answer.present
    if not has_pool or mechanism != DYNAMIC or not alpha_in or (OTHER_CURVE, netuid) in answer.present:
        return None
    weight = weight_of(values[WEIGHT]) if WEIGHT in values else EVEN_WEIGHT
    if not 0 < weight < WHOLE_WEIGHT:
        return None
    pool = Pool(netuid, mechanism, Tao(tao_in), Alpha(alpha_in, netuid), weight, 0)
    root = _fixed(values[SQRT_PRICE]) if SQRT_PRICE in values else 0
    return {
        "registered_at": number(values[REGISTERED_AT]),
        "tao_in": tao_in,
        "alpha_in": alpha_in,
        "weight": weight,
        # Until its first trade in ticks a pool has no root yet, and the chain takes the reserves.
        "price": number(root * root * RAO_PER_TAO >> 128) if root else pool.price.rao,
        "traded": _traded(values.get(TRADED)),
    }


def _fixed(value: Any) -> int:
    bits = value["bits"] if isinstance(value, Mapping) else value
    if type(bits) is not int or not 0 <= bits < _U128:
        raise TypeError("no fixed-point number")
    return bits


def _traded(value: Any) -> int | None:
    return value if type(value) is int and 0 <= value < _U128 else None
