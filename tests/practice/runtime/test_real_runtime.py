"""What practice declares for spec 475, held against real metadata of spec 461 and the SDK's catalogue of 475.

461 is the newest runtime whose metadata can be fetched whole. What came after is held against what mainnet itself
declares at 475 (`later_parts`), but for two answers of runtime APIs, in `UNPROVEN`; the README names those.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from bittensor._generated import errors

from dtao_tui.practice.runtime.declared.declaration_schema import Pallet
from dtao_tui.practice.runtime.declared.pallet_list import PALLETS
from dtao_tui.practice.runtime.declared.runtime_apis import APIS
from dtao_tui.practice.runtime.metadata import SPEC_NAME, SPEC_VERSION, describe
from tests.metadata import releases, tree
from tests.metadata.meaning import case, fields, meaning, paths
from tests.metadata.reading import Metadata, read
from tests.practice.runtime.later_parts import CALLS, EVENTS, ITEMS

FAST = "the real metadata was recorded from a node with blocks of a quarter of a second"

DIFFERENT = {
    "Aura.SlotDuration": FAST,
    "Timestamp.MinimumPeriod": FAST,
    "SubtensorModule.ColdkeySwapAnnouncementDelay": FAST,
    "SubtensorModule.ColdkeySwapReannouncementDelay": FAST,
    "SubtensorModule.InitialTempo": FAST,
    "SubtensorModule.HotkeySwapOnSubnetInterval": FAST,
    "SubtensorModule.MaxEpochsPerBlock": FAST,
    "SubtensorModule.Tempo": FAST,
    "SubtensorModule.TxChildkeyTakeRateLimit": FAST,
    "System.Version": "practice has a spec version of its own and fewer runtime APIs",
}
"""Constants and items whose value or default practice declares otherwise on purpose, and why."""

RECORDED = 461
NEW_TYPES = {
    "pallet_subtensor::rpc_info::basket_info::BasketClaimPreview",
    "pallet_subtensor::pallet::EpochConsensus",
}
"""Paths of types that the recorded runtime lacks."""

GENERIC = ("Option", "BoundedVec")
Parameters = list[tuple[str, str | None]]
READERS = "public programs that read it on mainnet at 468 and later"

CHANGED = {"SubtensorModule.NetworkPowRegistrationAllowed", "SubtensorModule.BasketSwapped"}
"""Items with another default, and events with another number, since the recorded runtime."""

UNPROVEN: dict[str, str] = {
    "BetaBasketRuntimeApi.get_basket_claim_preview": f"fields from the SDK's reader and {READERS}",
    "BetaBasketRuntimeApi.get_root_basket_claim_previews": f"fields from the SDK's reader and {READERS}",
}
"""What came after the recorded runtime and stands in no metadata that is public, and where it was read."""

LATER = {*UNPROVEN, *ITEMS, *CALLS, *EVENTS} - CHANGED - set(DIFFERENT)
"""What came after the recorded runtime."""


def _names(kind: str) -> Iterator[str]:
    named = (f"{pallet.name}.{part.name}" for pallet in PALLETS for part in getattr(pallet, kind))
    return (name for name in named if name not in LATER)


def _methods() -> Iterator[str]:
    named = (f"{api.name}.{method.name}" for api in APIS for method in api.methods)
    return (name for name in named if name not in LATER)


def _parts(of: str) -> tuple[str, str]:
    pallet, _, name = of.partition(".")
    return pallet, name


@pytest.fixture(scope="module")
def ours() -> Metadata:
    return read(describe().metadata)


@pytest.fixture(scope="module")
def real(real_metadata: Callable[..., bytes]) -> Metadata:
    return read(real_metadata(RECORDED))


def test_the_newest_recorded_runtime_is_the_one_that_is_compared(real: Metadata) -> None:
    assert (SPEC_NAME, SPEC_VERSION) == ("node-subtensor", 475)
    assert max(releases.RELEASES) == RECORDED
    assert releases.golden(RECORDED)["network"]["spec_version"] == RECORDED
    assert real.extrinsic_version == 4


@pytest.mark.parametrize("call", _names("calls"))
def test_a_call_has_the_number_and_the_arguments_of_the_real_one(call: str, ours: Metadata, real: Metadata) -> None:
    pallet, name = _parts(call)
    assert ours.pallets[pallet].index == real.pallets[pallet].index
    assert case(ours, ours.pallets[pallet].calls[name]) == case(real, real.pallets[pallet].calls[name])


@pytest.mark.parametrize("event", _names("events"))
def test_an_event_has_the_number_and_the_fields_of_the_real_one(event: str, ours: Metadata, real: Metadata) -> None:
    pallet, name = _parts(event)
    mine, theirs = ours.pallets[pallet].events[name], real.pallets[pallet].events[name]
    assert (mine.index == theirs.index) == (event not in CHANGED)
    assert (mine.name, fields(ours, mine.fields)) == (theirs.name, fields(real, theirs.fields))


@pytest.mark.parametrize("item", _names("items"))
def test_an_item_is_found_and_read_as_the_real_one(item: str, ours: Metadata, real: Metadata) -> None:
    pallet, name = _parts(item)
    mine, theirs = ours.pallets[pallet].items[name], real.pallets[pallet].items[name]
    assert mine.hashers == theirs.hashers
    assert meaning(ours, mine.value) == meaning(real, theirs.value)
    assert mine.is_optional == theirs.is_optional
    assert (mine.key is None) == (theirs.key is None)
    if mine.key is not None and theirs.key is not None:
        assert meaning(ours, mine.key) == meaning(real, theirs.key)
    assert (mine.default == theirs.default) == (item not in {*DIFFERENT, *CHANGED})


@pytest.mark.parametrize("constant", _names("constants"))
def test_a_constant_has_type_and_value_of_the_real_one(constant: str, ours: Metadata, real: Metadata) -> None:
    pallet, name = _parts(constant)
    (kind, value), (their_kind, their_value) = (each.pallets[pallet].constants[name] for each in (ours, real))
    assert meaning(ours, kind) == meaning(real, their_kind)
    assert (value == their_value) == (constant not in DIFFERENT)


@pytest.mark.parametrize("pallet", PALLETS, ids=lambda pallet: pallet.name)
def test_a_pallet_has_the_errors_of_mainnet_in_their_order(pallet: Pallet) -> None:
    catalogue = {index: info.name for (number, index), info in errors.ERRORS.items() if number == pallet.index}
    assert dict(enumerate(pallet.errors)) == catalogue


@pytest.mark.parametrize("pallet", [each for each in PALLETS if each.errors], ids=lambda pallet: pallet.name)
def test_the_errors_that_were_recorded_are_errors_still(pallet: Pallet, real: Metadata) -> None:
    assert set(real.pallets[pallet.name].errors) <= set(pallet.errors)


@pytest.mark.parametrize("method", _methods())
def test_a_runtime_api_asks_and_answers_as_the_real_one(method: str, ours: Metadata, real: Metadata) -> None:
    api, name = _parts(method)
    mine, theirs = ours.apis[api][name], real.apis[api][name]
    assert fields(ours, mine.inputs) == fields(real, theirs.inputs)
    assert meaning(ours, mine.output) == meaning(real, theirs.output)


def test_the_extensions_carry_what_the_real_ones_carry_in_their_order(ours: Metadata, real: Metadata) -> None:
    mine, theirs = (
        [(each.name, meaning(of, each.extra), meaning(of, each.additional)) for each in of.extensions]
        for of in (ours, real)
    )
    assert mine == theirs


def test_every_type_has_the_path_that_the_real_runtime_gives_it(ours: Metadata, real: Metadata) -> None:
    known = {kind.path for kind in real.types}
    named = {pallet.name for pallet in PALLETS}
    used = {path for number in _used(ours) for path in paths(ours, number)}
    assert len(used) > 60
    assert used - known == NEW_TYPES
    assert named <= set(real.pallets)


def test_every_type_has_the_parameters_that_the_real_runtime_gives_it(real_metadata: Callable[..., bytes]) -> None:
    ours, real = tree.read(describe().metadata), tree.read(real_metadata(RECORDED))
    known: dict[str, list[Parameters]] = {}
    for kind in real.types:
        known.setdefault("::".join(kind.path), []).append(_parameters(real, kind))
    named = [kind for kind in ours.types if kind.path and "::".join(kind.path) not in NEW_TYPES]
    assert len(named) > 100
    for kind in named:
        mine, theirs = _parameters(ours, kind), known["::".join(kind.path)]
        if kind.path[-1] in GENERIC:
            # What is optional or bounded now may not have been so in the recorded runtime.
            assert [name for name, _ in mine] in [[name for name, _ in each] for each in theirs]
        else:
            assert mine in theirs


def test_a_difference_that_is_named_is_declared() -> None:
    assert {*DIFFERENT, *CHANGED} <= {*_names("items"), *_names("constants"), *_names("events")}


def test_what_came_later_is_declared_and_was_not_recorded(real: Metadata) -> None:
    kinds = ("items", "calls", "events", "constants")
    declared = {f"{each.name}.{part.name}" for each in PALLETS for kind in kinds for part in getattr(each, kind)}
    declared |= {f"{api.name}.{method.name}" for api in APIS for method in api.methods}
    recorded = {
        f"{name}.{part}" for name, each in real.pallets.items() for kind in kinds for part in getattr(each, kind)
    }
    recorded |= {f"{api}.{method}" for api, methods in real.apis.items() for method in methods}
    assert declared - recorded >= LATER


def test_the_readme_names_what_is_unproven() -> None:
    readme = (Path(__file__).parents[3] / "README.md").read_text(encoding="utf-8")
    part = readme.partition("<!-- unproven:begin -->")[2].partition("<!-- unproven:end -->")[0]
    assert set(re.findall("`([A-Za-z_.]+)`", part)) == set(UNPROVEN)


def _parameters(of: tree.Metadata, kind: tree.Type) -> Parameters:
    """The names of a type's parameters, and the paths or kinds of what they stand for."""
    found = ((name, None if number is None else of.types[number]) for name, number in kind.parameters)
    return [(name, None if each is None else ("::".join(each.path) or str(each.kind))) for name, each in found]


def _used(of: Metadata) -> Iterable[int]:
    """The types of all arguments, fields, items and answers."""
    for pallet in of.pallets.values():
        for each in (*pallet.calls.values(), *pallet.events.values()):
            yield from (field.type for field in each.fields)
        yield from (item.value for item in pallet.items.values())
        yield from (item.key for item in pallet.items.values() if item.key is not None)
    for methods in of.apis.values():
        for method in methods.values():
            yield from (*(field.type for field in method.inputs), method.output)
    yield from (each.extra for each in of.extensions)
