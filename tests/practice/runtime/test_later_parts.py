"""What practice declares of what came after the recorded runtime, held against mainnet's own metadata of 475."""

import pytest

from dtao_tui.practice.runtime.metadata import describe
from tests.metadata.reading import Metadata, read
from tests.practice.runtime.later_parts import CALLS, EPOCH_CONSENSUS, EVENTS, ITEMS, SeenItem, spelled, spelled_case


@pytest.fixture(scope="module")
def ours() -> Metadata:
    return read(describe().metadata)


@pytest.mark.parametrize("name", ITEMS)
def test_an_item_is_that_of_mainnet(name: str, ours: Metadata) -> None:
    pallet, _, item = name.partition(".")
    mine = ours.pallets[pallet].items[item]
    key = None if mine.key is None else spelled(ours, mine.key)
    seen = SeenItem(mine.is_optional, mine.hashers, key, spelled(ours, mine.value), mine.default.hex())
    assert seen == ITEMS[name]


@pytest.mark.parametrize("name", CALLS)
def test_a_call_is_that_of_mainnet(name: str, ours: Metadata) -> None:
    pallet, _, call = name.partition(".")
    assert spelled_case(ours, ours.pallets[pallet].calls[call]) == CALLS[name]


@pytest.mark.parametrize("name", EVENTS)
def test_an_event_is_that_of_mainnet(name: str, ours: Metadata) -> None:
    pallet, _, event = name.partition(".")
    assert spelled_case(ours, ours.pallets[pallet].events[event]) == EVENTS[name]


def test_the_kinds_of_consensus_are_those_of_mainnet(ours: Metadata) -> None:
    (kind,) = [each for each in ours.types if each.path.endswith("EpochConsensus")]
    assert (kind.path, {case.index: case.name for case in kind.body}) == EPOCH_CONSENSUS
