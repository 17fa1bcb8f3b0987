"""What a description declares of storage is bounded before it is decoded for each subnet."""

import pytest

from dtao_tui.chain.reading.storage_query import LONGEST_DEFAULT, BlockQuery, StorageAnswer, StoragePlaces
from dtao_tui.chain.runtime.runtime_codec import RuntimeCodec
from dtao_tui.chain.runtime.runtime_names import TIME
from dtao_tui.practice.runtime.metadata import SPEC_VERSION, describe
from dtao_tui.wallet.signer.extrinsic_layout import compact
from tests.metadata.tree import SEQUENCE, Type, read

NETUIDS = tuple(range(1, 129))


def with_a_default_of(size: int) -> bytes:
    """The practice description, in which a pool's fee is a list of bytes, so long where there is no entry."""
    tree = read(describe().metadata).copy()
    pallet = tree.pallet("Swap")
    name, modifier, kind, hashers = b"\x1cFeeRate", b"\x01", b"\x01", b"\x04\x05"
    before, after = pallet.storage.split(name + modifier + kind + hashers)
    listed = tree.add(Type(SEQUENCE, inner=[tree.primitive("u8")]))
    key, rest = _past_compact(after)
    _, rest = _past_compact(rest)
    assert rest.startswith(b"\x08\x21\x00")
    default = compact(size) + bytes(size)
    declared = name + modifier + kind + hashers + key + compact(listed) + compact(len(default)) + default
    pallet.storage = before + declared + rest[3:]
    return tree.encoded()


def _past_compact(data: bytes) -> tuple[bytes, bytes]:
    size = 1 << (data[0] & 3)
    return data[:size], data[size:]


def asked(metadata: bytes) -> BlockQuery:
    return BlockQuery(RuntimeCodec(metadata, spec_version=SPEC_VERSION, transaction_version=1), StoragePlaces(NETUIDS))


def test_a_default_that_is_as_long_as_a_description_is_not_decoded_for_each_subnet() -> None:
    with pytest.raises(ValueError, match=r"Swap\.FeeRate has a default of 1,000,004 bytes"):
        asked(with_a_default_of(1_000_000))


def test_a_short_default_is_decoded() -> None:
    assert asked(with_a_default_of(LONGEST_DEFAULT - 4)).keys
    assert asked(describe().metadata).keys


@pytest.mark.parametrize(
    ("told", "time"),
    [(1_795_000_000_000, 1_795_000_000_000), (0, None), (253_402_300_800_000, None), (2**64 - 1, None), (None, None)],
)
def test_a_time_that_no_calendar_has_is_not_known(told: int | None, time: int | None) -> None:
    assert StorageAnswer({TIME: {None: told}}, frozenset()).time_ms == time
