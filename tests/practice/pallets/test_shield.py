import pytest
from bittensor_core import encrypt_mlkem768

from dtao_tui.practice.pallets import shield
from dtao_tui.practice.pallets.registry import Context
from dtao_tui.practice.state.derived_accounts import AUTHOR
from tests.practice.economy import ALICE, Economy, an_economy

INNER = b"a whole signed extrinsic" * 10


@pytest.fixture
def economy() -> Economy:
    economy = an_economy(subnets=2)
    rotate(economy, 1)
    return economy


def at(economy: Economy, block: int) -> Context:
    return Context(economy.storage, block, None, AUTHOR)


def rotate(economy: Economy, block: int) -> None:
    shield.rotate(at(economy, block))


def seal(economy: Economy, data: bytes = INNER) -> bytes:
    key = economy.storage.raw(shield.NEXT_KEY)
    assert len(key) == 1184
    return bytes(encrypt_mlkem768(key, data, True))


def test_what_the_sdk_seals_is_opened_in_the_next_block(economy: Economy):
    events = economy.call(ALICE, "MevShield.submit_encrypted", ciphertext=seal(economy))
    assert [event.name for event in events] == ["EncryptedSubmitted"]
    assert events[0].values[1] == ALICE
    rotate(economy, 2)
    assert shield.opened(at(economy, 2)) == [INNER]
    assert shield.opened(at(economy, 3)) == []


def test_the_key_changes_with_every_block(economy: Economy):
    first = economy.storage.raw(shield.NEXT_KEY)
    rotate(economy, 2)
    assert economy.storage.raw(shield.CURRENT_KEY) == first
    assert economy.storage.raw(shield.NEXT_KEY) != first


def test_a_key_opens_for_eight_blocks(economy: Economy):
    blob = seal(economy)
    for block, expected in ((8, [INNER]), (9, [])):
        economy.call(ALICE, "MevShield.submit_encrypted", ciphertext=blob)
        assert shield.opened(at(economy, block)) == expected


@pytest.mark.parametrize("damage", ["empty", "short", "flipped", "other length"])
def test_what_cannot_be_opened_is_dropped(economy: Economy, damage: str):
    blob = seal(economy)
    broken = {
        "empty": b"",
        "short": blob[:-5],
        "flipped": blob[:-1] + bytes([blob[-1] ^ 1]),
        "other length": blob[:16] + b"\xff\xff" + blob[18:],
    }
    economy.call(ALICE, "MevShield.submit_encrypted", ciphertext=broken[damage])
    economy.call(ALICE, "MevShield.submit_encrypted", ciphertext=blob)
    assert shield.opened(at(economy, 2)) == [INNER]


def test_only_so_many_wait_for_a_block(economy: Economy):
    for _ in range(shield.MOST_WAITING):
        economy.call(ALICE, "MevShield.submit_encrypted", ciphertext=b"x")
    failure = economy.failure(ALICE, "MevShield.submit_encrypted", ciphertext=b"x")
    assert failure == "MevShield.TooManyPendingExtrinsics"
