"""A subnet is its number and the block it was registered at."""

import pytest

from dtao_tui.domain.subnet_id import SubnetId


def test_a_later_subnet_of_the_same_number_is_another_one() -> None:
    assert SubnetId(15, 100).is_same(SubnetId(15, 100))
    assert not SubnetId(15, 100).is_same(SubnetId(15, 4_000))
    assert not SubnetId(15, 100).is_same(SubnetId(16, 100))


def test_root_never_changes_hands() -> None:
    assert SubnetId(0, 0).is_same(SubnetId(0, 7))


def test_what_was_written_down_without_its_block_contradicts_no_subnet() -> None:
    assert SubnetId(15).is_same(SubnetId(15, 4_000))


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (SubnetId(15, 100), ""),
        (SubnetId(15, 48_213), "Another subnet has taken number 15 since block 48,213."),
        (None, "Subnet 15 is gone."),
    ],
)
def test_what_stands_against_a_number_is_told_in_a_sentence(found: SubnetId | None, sentence: str) -> None:
    assert SubnetId(15, 100).trouble(found) == sentence
