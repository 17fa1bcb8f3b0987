"""Decoded values in plain form, as the codec really decodes them."""

import pytest

from dtao_tui.practice.runtime.metadata import describe
from dtao_tui.practice.runtime.plain_values import octets, plain

TEXTS = (
    "subnet_name",
    "github_repo",
    "subnet_contact",
    "subnet_url",
    "discord",
    "description",
    "logo_url",
    "additional",
)


@pytest.mark.parametrize("data", [b"", b"apex", b"0x", b"0x41", b"0xyz", b"\xff\xfe", b"\x00\x01", "τ".encode()])
def test_bytes_come_back_whatever_the_codec_shows_them_as(data: bytes) -> None:
    description = describe()
    assert octets(description.decode("Vec<u8>", bytes([len(data) << 2]) + data)) == data


def test_a_record_has_its_texts_as_bytes() -> None:
    identity = {name: f"0x{place}".encode() for place, name in enumerate(TEXTS)}
    description = describe()
    decoded = description.decode("SubnetIdentityV3", description.encode("SubnetIdentityV3", identity))
    assert plain("Option<SubnetIdentityV3>", decoded) == identity
    assert plain("Option<SubnetIdentityV3>", None) is None
