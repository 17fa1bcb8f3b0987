"""What an endpoint answers is decoded only where its values fit into memory, whatever types it declares for them."""

from collections.abc import Callable

import pytest

from dtao_tui.chain.runtime import runtime_codec
from dtao_tui.chain.runtime.runtime_codec import RuntimeCodec
from dtao_tui.practice.runtime.metadata import SPEC_VERSION, describe
from tests.chain.conftest import Desk
from tests.metadata.tree import ARRAY, COMPOSITE, SEQUENCE, TUPLE, Field, Metadata, Type, read

REFUSAL = "would take more memory than any honest answer's"
MANY = 2**20 * 4 | 2
"""The compact form of 2²⁰, which four bytes hold."""


def codec_with(make: Callable[[Metadata], int]) -> tuple[RuntimeCodec, str]:
    tree = read(describe().metadata).copy()
    listed = tree.add(Type(SEQUENCE, inner=[make(tree)]))
    return RuntimeCodec(tree.encoded(), spec_version=SPEC_VERSION, transaction_version=1), f"scale_info::{listed}"


def of_one_byte(tree: Metadata) -> int:
    return tree.add(Type(COMPOSITE, fields=[Field("x", tree.primitive("u8"))]))


def of_empty_fields(tree: Metadata) -> int:
    nothing = tree.add(Type(TUPLE))
    fields = [Field("x", tree.primitive("u8")), *(Field(f"f{n}", nothing) for n in range(1000))]
    return tree.add(Type(COMPOSITE, fields=fields))


def of_a_long_array_of_nothing(tree: Metadata) -> int:
    nothing = tree.add(Type(TUPLE))
    rows = tree.add(Type(ARRAY, inner=[nothing], number=1000))
    return tree.add(Type(TUPLE, inner=[tree.primitive("u8"), rows]))


@pytest.mark.parametrize("make", [of_one_byte, of_empty_fields, of_a_long_array_of_nothing])
def test_a_list_that_grows_beyond_measure_is_not_decoded(make: Callable[[Metadata], int]) -> None:
    codec, kind = codec_with(make)
    answer = MANY.to_bytes(4, "little") + bytes(2**20)
    with pytest.raises(ValueError, match=REFUSAL):
        codec.decode(kind, answer)
    with pytest.raises(ValueError, match=REFUSAL):
        codec.batch_decode([kind] * 4, [answer[: 2**18]] * 4)


def test_a_short_list_of_the_same_is_decoded() -> None:
    codec, kind = codec_with(of_one_byte)
    assert codec.decode(kind, b"\x08\x05\x06") == [{"x": 5}, {"x": 6}]


def test_the_estimate_is_no_less_than_what_values_take() -> None:
    # Measured: a list of structs of one byte takes 390 times the bytes of the answer.
    codec, kind = codec_with(of_one_byte)
    assert 380 < codec.sizes.of(kind, 1_000_000) / 1_000_000 < 500


async def test_a_block_is_decoded_with_room_to_spare(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runtime_codec, "MOST_DECODED", runtime_codec.MEBIBYTE)
    assert isinstance(desk.connection.client.codec, RuntimeCodec)
    assert (await desk.snapshot()).subnets
