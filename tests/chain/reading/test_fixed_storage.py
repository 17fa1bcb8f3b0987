"""Storage keys and layouts of our own: the same as the codec's by the metadata of practice and of real releases."""

import secrets
from collections.abc import Callable

import pytest
import xxhash
from bittensor_core import Runtime, ss58_encode

from dtao_tui.chain.reading.fixed_storage import facts_keys, facts_of, twox_128
from dtao_tui.chain.runtime.scale_bytes import metadata_in
from dtao_tui.practice.runtime.metadata import describe

HOTKEY = bytes(range(32))
ITEMS = {
    "tao_in": ("SubtensorModule", "SubnetTAO"),
    "alpha_in": ("SubtensorModule", "SubnetAlphaIn"),
    "quote_weight": ("Swap", "SwapBalancer"),
    "fee_rate": ("Swap", "FeeRate"),
    "mechanism": ("SubtensorModule", "SubnetMechanism"),
    "registered_at": ("SubtensorModule", "NetworkRegisteredAt"),
    "name": ("SubtensorModule", "SubnetIdentitiesV3"),
    "owner": ("SubtensorModule", "Owner"),
    "take": ("SubtensorModule", "Delegates"),
}


def keys_of_the_codec(runtime: Runtime, netuid: int) -> dict[str, str]:
    place = {"owner": ss58_encode(HOTKEY, 42), "take": ss58_encode(HOTKEY, 42)}
    return {
        fact: "0x" + bytes(runtime.storage_key(pallet, item, [place.get(fact, netuid)])).hex()
        for fact, (pallet, item) in ITEMS.items()
    }


def answered(**values: str | None) -> tuple[dict[str, str], list[dict[str, object]]]:
    keys = facts_keys(7, HOTKEY)
    return keys, [{"block": "0x00", "changes": [[key, values.get(fact)] for fact, key in keys.items()]}]


@pytest.mark.parametrize("netuid", [0, 1, 300, 65_535])
def test_the_keys_are_those_of_the_practice_runtime(netuid: int) -> None:
    assert facts_keys(netuid, HOTKEY) == keys_of_the_codec(describe().runtime, netuid)


@pytest.mark.parametrize("spec", [419, 439, 461])
def test_the_keys_are_those_of_real_releases(real_metadata: Callable[..., bytes], spec: int) -> None:
    assert facts_keys(15, HOTKEY) == keys_of_the_codec(Runtime(real_metadata(spec), spec, 1, 42), 15)


@pytest.mark.parametrize("length", range(32))
def test_names_are_hashed_as_xxhash_does(length: int) -> None:
    data = secrets.token_bytes(length)
    wanted = b"".join(xxhash.xxh64_intdigest(data, seed).to_bytes(8, "little") for seed in (0, 1))
    assert twox_128(data) == wanted


def test_what_is_too_long_to_be_hashed_here_is_refused() -> None:
    with pytest.raises(ValueError, match="only short keys"):
        twox_128(bytes(32))


def test_values_of_mainnet_are_read_to_the_rao() -> None:
    keys, answer = answered(
        tao_in="0xf8783c75f1140000",
        alpha_in="0x02a48fba32770c00",
        quote_weight="0xfc3a81ea585bf006",
        fee_rate=None,
        take="0x142e",
        owner="0x" + "ab" * 32,
        name="0x1061706578" + "00" * 6,
    )
    facts = facts_of(keys, answer)
    assert (facts.tao_in, facts.alpha_in) == (23_027_286_571_256, 3_508_759_482_573_826)
    assert facts.quote_weight == 499_999_996_087_712_508
    assert (facts.fee_rate, facts.mechanism, facts.registered_at) == (None, None, None)
    assert (facts.name, facts.owner, facts.take) == ("apex", "ab" * 32, 11_796)


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("tao_in", "0xf8783c75f11400"),
        ("tao_in", "0x" + "00" * 16),
        ("fee_rate", "0x210000"),
        ("owner", "0x" + "ab" * 31),
        ("name", "0x4061"),
        ("name", "0x03ffffffff"),
        ("name", "0x"),
        ("name", "0x02"),
        ("take", "zz"),
        ("take", 7),
    ],
)
def test_a_value_of_another_layout_is_refused(fact: str, value: object) -> None:
    keys, answer = answered(**{fact: value})  # type: ignore[arg-type]  # what a stranger may send
    with pytest.raises((ValueError, TypeError, AttributeError, IndexError)):
        facts_of(keys, answer)


def test_a_hostile_name_is_cleaned() -> None:
    keys, answer = answered(name="0x" + bytes([4 * 5]).hex() + b"\x1b[2Jx".hex())
    assert facts_of(keys, answer).name == "�[2Jx"


@pytest.mark.parametrize("answer", ["0x", "0x00", "0x0108aa", "0x0108aabbcc", "0x01", "0x0103"])
def test_metadata_that_is_missing_or_cut_is_refused(answer: str) -> None:
    with pytest.raises((ValueError, IndexError)):
        metadata_in(answer)
    assert metadata_in("0x0108aabb") == b"\xaa\xbb"
