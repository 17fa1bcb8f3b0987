"""Metadata taken apart and put together is the same, and a change is seen by the codec."""

from collections.abc import Callable

import pytest
from bittensor_core import Runtime

from dtao_tui.practice.runtime.metadata import describe
from tests.metadata.tree import read


def test_practice_metadata_is_put_together_byte_for_byte() -> None:
    data = describe().metadata
    tree = read(data)
    assert tree.encoded() == data
    for number in range(len(tree.types)):
        tree.change(number)
    assert tree.encoded() == data


@pytest.mark.parametrize("spec", [419, 439, 461])
def test_real_metadata_is_put_together_byte_for_byte(spec: int, real_metadata: Callable[..., bytes]) -> None:
    data = real_metadata(spec)
    tree = read(data)
    for number in range(len(tree.types)):
        tree.change(number)
    assert tree.encoded() == data


def test_a_changed_copy_leaves_the_first_as_it_was() -> None:
    data = describe().metadata
    tree = read(data)
    forged = tree.copy()
    forged.call("SubtensorModule", "add_stake_limit").name = "add_stake_limix"
    forged.pallet("Utility").index = 99
    assert tree.encoded() == data
    names = [pallet["index"] for pallet in Runtime(forged.encoded(), 461, 1, 42).metadata_ir()["pallets"]]
    assert 99 in names
