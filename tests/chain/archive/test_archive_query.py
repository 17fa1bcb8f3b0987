"""What an archive is asked of an old block, by the descriptions of real runtimes of several ages."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from bittensor._generated import storage

from dtao_tui.chain.archive.archive_query import ALPHA_IN, SQRT_PRICE, TAO_IN, TRADED, ArchiveQuery
from dtao_tui.chain.runtime.runtime_codec import RuntimeCodec
from dtao_tui.chain.runtime.runtime_names import MECHANISM, REGISTERED_AT, TIME, WEIGHT, Item
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.ports.chain import Head
from dtao_tui.practice.runtime.declared.declaration_schema import Hasher
from dtao_tui.practice.runtime.declared.declaration_schema import Item as DeclaredItem
from dtao_tui.practice.runtime.metadata import Edition, describe
from tests.fakes.values import GENESIS, a_hash
from tests.histories import BEGIN

AT = Head(9_000_000, a_hash(9))
APEX: Mapping[Item, bytes] = {
    # Subnet 1 of mainnet at block 9,240,388.
    TAO_IN: bytes.fromhex("f8783c75f1140000"),
    ALPHA_IN: bytes.fromhex("02a48fba32770c00"),
    WEIGHT: bytes.fromhex("fc3a81ea585bf006"),
    REGISTERED_AT: (4_500_000).to_bytes(8, "little"),
    MECHANISM: (1).to_bytes(2, "little"),
    TRADED: (2**70 + 5).to_bytes(16, "little"),
    # The root of 0.0065 in 2⁻⁶⁴.
    SQRT_PRICE: (int(0.0065**0.5 * 2**40) << 24).to_bytes(16, "little"),
}


def a_codec(real_metadata: Callable[..., bytes], spec: int, *, is_v15: bool = True) -> RuntimeCodec:
    return RuntimeCodec(real_metadata(spec, 15 if is_v15 else 14), spec_version=spec, transaction_version=1)


def described(edition: Edition) -> RuntimeCodec:
    """A runtime that practice describes."""
    description = describe(edition)
    return RuntimeCodec(description.metadata, spec_version=edition.spec_version, transaction_version=1)


def answered(query: ArchiveQuery, values: Mapping[Item, bytes | None], netuid: int = 1) -> list[dict[str, Any]]:
    """An answer with these values for one subnet and the time, and none for everything else."""
    told = dict.fromkeys(query.keys)
    for item, raw in {**values, TIME: BEGIN.to_bytes(8, "little")}.items():
        key = query.codec.storage_key_batch(query.codec.storage_entry(*item), [[] if item == TIME else [netuid]])[0]
        told["0x" + key.hex()] = None if raw is None else "0x" + raw.hex()
    return [{"block": AT.hash, "changes": list(told.items())}]


def of_age(codec: RuntimeCodec) -> dict[Item, bytes | None]:
    """The values of those items that this runtime has."""
    found: dict[Item, bytes | None] = {}
    for item, raw in APEX.items():
        try:
            codec.storage_entry(*item)
        except ValueError:
            continue
        found[item] = raw
    return found


@pytest.mark.parametrize("spec", [439, 461])
def test_pools_with_weights_are_priced_by_them(real_metadata: Callable[..., bytes], spec: int) -> None:
    codec = a_codec(real_metadata, spec)
    query = ArchiveQuery(codec, (0, 1, 2))
    sample = query.sample(answered(query, of_age(codec)), GENESIS, AT)
    assert sample.subnets == (SubnetId(1, 4_500_000),)
    assert (sample.tao_in[0], sample.alpha_in[0]) == (23_027_286_571_256, 3_508_759_482_573_826)
    # What the chain itself answered for its price there.
    assert list(sample.prices) == [6_562_800]
    assert (sample.time, sample.block, sample.traded[0]) == (BEGIN, AT.number, 2**70 + 5)


def test_pools_of_ticks_are_priced_by_their_root() -> None:
    root = DeclaredItem("AlphaSqrtPrice", "U64F64", ((Hasher.TWOX64_CONCAT, "NetUid"),), {"bits": 0})
    codec = described(Edition(lacks=frozenset({"Swap.SwapBalancer"}), has={"Swap": (root,)}, spec_version=300))
    query = ArchiveQuery(codec, (1,))
    assert WEIGHT not in of_age(codec)
    sample = query.sample(answered(query, of_age(codec)), GENESIS, AT)
    assert abs(sample.prices[0] - 6_500_000) <= 1
    before_its_first_trade = of_age(codec) | {SQRT_PRICE: None}
    sample = query.sample(answered(query, before_its_first_trade), GENESIS, AT)
    assert list(sample.prices) == [23_027_286_571_256 * 10**9 // 3_508_759_482_573_826]


def test_the_oldest_pools_are_priced_by_their_reserves() -> None:
    codec = described(Edition(lacks=frozenset({"Swap", "SwapRuntimeApi"}), spec_version=240))
    query = ArchiveQuery(codec, (1,))
    sample = query.sample(answered(query, of_age(codec)), GENESIS, AT)
    assert list(sample.prices) == [23_027_286_571_256 * 10**9 // 3_508_759_482_573_826]


def test_a_runtime_from_before_the_pools_is_refused() -> None:
    with pytest.raises(ValueError, match="SubnetAlphaIn"):
        ArchiveQuery(described(Edition(lacks=frozenset({"SubtensorModule.SubnetAlphaIn"}), spec_version=200)), (1,))


@pytest.mark.parametrize("spec", [419, 439, 461])
def test_a_description_without_runtime_interfaces_reads_the_same(
    real_metadata: Callable[..., bytes], spec: int
) -> None:
    new, old = (ArchiveQuery(a_codec(real_metadata, spec, is_v15=is_v15), (1, 2, 300)) for is_v15 in (True, False))
    assert new.keys == old.keys
    told = answered(new, of_age(a_codec(real_metadata, spec)))
    assert new.sample(told, GENESIS, AT) == old.sample(told, GENESIS, AT)


@pytest.mark.parametrize(
    "changed",
    [
        {TAO_IN: None},
        {ALPHA_IN: None},
        {ALPHA_IN: bytes(8)},
        {MECHANISM: bytes(2)},
        {WEIGHT: bytes(8)},
    ],
)
def test_a_subnet_without_a_price_of_that_age_is_left_out(
    real_metadata: Callable[..., bytes], changed: dict[Item, bytes | None]
) -> None:
    codec = a_codec(real_metadata, 461)
    query = ArchiveQuery(codec, (1,))
    assert query.sample(answered(query, of_age(codec) | changed), GENESIS, AT).subnets == ()


def test_the_item_of_no_runtime_is_not_asked_for(real_metadata: Callable[..., bytes]) -> None:
    keys = [len(ArchiveQuery(a_codec(real_metadata, spec), (1, 2)).keys) for spec in (419, 439, 461)]
    assert keys == [13, 13, 13]
    assert len(ArchiveQuery(described(Edition()), (1, 2)).keys) == 13


@pytest.mark.parametrize(("item", "value"), [(TAO_IN, "TaoBalance"), (ALPHA_IN, "AlphaBalance"), (TRADED, "u128")])
def test_the_newest_release_stores_the_items(item: Item, value: str) -> None:
    assert getattr(getattr(storage, item[0]), item[1]).value_type_ident == value
    assert not hasattr(storage.Swap, SQRT_PRICE[1])


def test_an_answer_that_lacks_a_key_or_the_time_is_refused(real_metadata: Callable[..., bytes]) -> None:
    codec = a_codec(real_metadata, 461)
    query = ArchiveQuery(codec, (1,))
    whole = answered(query, of_age(codec))
    with pytest.raises(ValueError, match="not in the answer"):
        query.sample([{"changes": whole[0]["changes"][1:]}], GENESIS, AT)
    timeless = [(key, None if at == 0 else value) for at, (key, value) in enumerate(whole[0]["changes"])]
    with pytest.raises(ValueError, match="without a time"):
        query.sample([{"changes": timeless}], GENESIS, AT)
