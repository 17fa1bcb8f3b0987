"""Whatever description an endpoint makes up, an honest chain carries out what Review showed, or nothing."""

from collections.abc import Callable
from copy import deepcopy
from functools import cache
from random import Random

import pytest
from bittensor_core import Runtime

from dtao_tui.practice.runtime.metadata import SPEC_VERSION, describe
from dtao_tui.wallet.signer import description_check, signed_bytes
from dtao_tui.wallet.signer.calls.call_table import CALLS
from dtao_tui.wallet.signer.calls.signing_policy import AllowedCall, read_call
from dtao_tui.wallet.signer.calls.signing_rules import RULES, Rules, Wraps
from dtao_tui.wallet.signer.memory_lock import Locked
from tests.metadata.tree import Metadata, read
from tests.wallet.lies.drawn_calls import NAMES, some_calls
from tests.wallet.lies.forging import (
    STAKING,
    a_lie,
    tell_calls_apart,
    tell_nested_calls_apart,
    the_theft,
)
from tests.wallet.lies.honest_chain import HonestChain
from tests.wallet.lies.lie import Lie, every_call
from tests.wallet.lies.trial import Outcome, Result, Trial

EACH_TEN = pytest.mark.parametrize("first", range(0, 100, 10))
OTHERS_FROM = 1_000
REAL_FROM = 2_000


@pytest.fixture(autouse=True)
def unlocked_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """The signer's code runs in this process, whose memory must not be locked like the signer's own."""
    monkeypatch.setattr("dtao_tui.wallet.signer.signer_process.lock_memory", lambda: Locked(0, 0, 0))


@cache
def proven() -> Trial:
    return Trial(describe().metadata, SPEC_VERSION)


@cache
def unproven() -> Trial:
    """An honest chain that verifies no metadata, as local ones and old ones are."""
    tree = read(describe().metadata)
    tree.extensions = [each for each in tree.extensions if each.name != "CheckMetadataHash"]
    return Trial(tree.encoded(), SPEC_VERSION)


@cache
def real(metadata: bytes) -> Trial:
    return Trial(metadata, 461)


def theft_from(trial: Trial) -> Lie:
    return the_theft(trial.honest, (trial.honest.pallet("Balances").index, transfer_all(trial.honest)))


def transfer_all(tree: Metadata) -> int:
    calls = tree.pallet("Balances").calls
    assert calls is not None
    return next(each.index for each in tree.types[calls].variants if each.name == "transfer_all")


def check(trial: Trial, lies: list[Lie]) -> list[Outcome]:
    outcomes = [trial.tell(lie) for lie in lies]
    stolen = [
        (lie.told, outcome) for lie, outcome in zip(lies, outcomes, strict=True) if outcome.result is Result.STOLEN
    ]
    assert stolen == []
    return outcomes


@EACH_TEN
def test_no_lie_about_a_chain_that_verifies_its_description_moves_anything_else(first: int) -> None:
    trial = proven()
    check(trial, [a_lie(trial.honest, seed) for seed in range(2 * first, 2 * first + 20)])


@EACH_TEN
def test_no_lie_about_a_chain_that_verifies_nothing_moves_anything_else(first: int) -> None:
    trial = unproven()
    check(trial, [a_lie(trial.honest, seed) for seed in range(OTHERS_FROM + first, OTHERS_FROM + first + 6)])


@EACH_TEN
def test_no_lie_about_a_real_runtime_moves_anything_else(first: int, real_metadata: Callable[..., bytes]) -> None:
    trial = real(real_metadata(461))
    check(trial, [a_lie(trial.honest, seed) for seed in range(REAL_FROM + first, REAL_FROM + first + 4)])


def test_an_honest_description_seals_what_review_showed() -> None:
    trial = Trial(describe().metadata, SPEC_VERSION)
    (outcome,) = check(trial, [Lie(trial.honest.copy(), Random(3))])
    assert outcome.result is Result.TRUE
    assert trial.sealed_count


def test_the_theft_that_once_succeeded_is_refused() -> None:
    (outcome,) = check(proven(), [theft_from(proven())])
    assert outcome.result is Result.REFUSED
    assert "gives CheckMetadataHash another form" in outcome.sentence


def test_the_theft_is_refused_by_its_numbers_where_nothing_is_proven() -> None:
    (outcome,) = check(unproven(), [theft_from(unproven())])
    assert outcome.result is Result.REFUSED
    assert "it is known here as 7,88" in outcome.sentence


@cache
def renumbered() -> Trial:
    """A runtime to come, in which the numbers that are known for staking sell, and the other way round."""
    tree = read(describe().metadata).copy()
    for name, index in (("add_stake_limit", 89), ("remove_stake_limit", 88)):
        tree.call("SubtensorModule", name).index = index
    return Trial(tree.encoded(), SPEC_VERSION + 1)


def the_old_numbers_where_no_digest_looks() -> Lie:
    lie = Lie(renumbered().honest.copy(), Random(0))
    tell_calls_apart(lie, {"add_stake_limit": 88, "remove_stake_limit": 89})
    return lie


def test_old_numbers_told_beside_the_proof_of_a_renumbered_chain_are_refused() -> None:
    lie = the_old_numbers_where_no_digest_looks()
    assert HonestChain(lie.metadata.encoded(), SPEC_VERSION + 1, 1, b"", b"").digest() == renumbered().chain.digest()
    (outcome,) = check(renumbered(), [lie])
    assert outcome.result is Result.REFUSED
    assert "tells the chain's calls in two ways" in outcome.sentence


def blind_to_layouts(monkeypatch: pytest.MonkeyPatch) -> None:
    for look in ("objection_to_description", "objection_to_order"):
        monkeypatch.setattr(description_check, look, lambda *_: "")


def blind_to_calls(monkeypatch: pytest.MonkeyPatch) -> None:
    def judge(runtime: Runtime, call: bytes, _rules: Rules) -> AllowedCall:
        reading = read_call(runtime, call)
        real = dict(reading.arguments).get("real")
        return AllowedCall(CALLS[0], reading, None if real is None else str(real))

    monkeypatch.setattr(signed_bytes, "judge", judge)


def test_our_own_bytes_hold_alone_where_every_lie_is_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    blind_to_layouts(monkeypatch)
    blind_to_calls(monkeypatch)
    trial = proven()
    results = {each.result for each in check(trial, [theft_from(trial), *(a_lie(trial.honest, n) for n in range(60))])}
    assert Result.VOID in results


def test_the_table_holds_alone_where_every_layout_is_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    blind_to_layouts(monkeypatch)
    trial = unproven()
    check(trial, [theft_from(trial), *(a_lie(trial.honest, n) for n in range(60))])


def test_the_verifier_sees_the_theft_where_both_walls_are_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    blind_to_layouts(monkeypatch)
    blind_to_calls(monkeypatch)
    trial = unproven()
    outcome = trial.tell(theft_from(trial))
    assert outcome.result is Result.STOLEN
    assert outcome.shown["name"] == "add_stake_limit"
    assert outcome.done["name"] == "batch"


@pytest.mark.parametrize("trial", [proven, unproven])
def test_an_honest_description_is_signed_by_and_read_alike(trial: Callable[[], Trial]) -> None:
    told = trial()
    lie = a_lie(told.honest, 1)
    lie.metadata, lie.announced = told.honest.copy(), {}
    assert told.tell(lie).result is Result.TRUE


def test_the_same_seed_tells_the_same_lie() -> None:
    honest = read(describe().metadata)
    for seed in range(20):
        assert a_lie(honest, seed).metadata.encoded() == a_lie(honest, seed).metadata.encoded()


def honestly(trial: Trial, *calls: str) -> Lie:
    return Lie(trial.honest.copy(), Random(0), hotkey=bytes(range(60, 92)), netuid=3, calls=calls)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("trial", [proven, unproven])
def test_each_call_of_the_rules_is_signed_and_read_alike_by_an_honest_chain(
    trial: Callable[[], Trial], name: str
) -> None:
    outcome = trial().tell(honestly(trial(), name))
    assert outcome.result is Result.TRUE, outcome
    pallet, _, call = name.partition(".")
    assert (outcome.done["pallet"], outcome.done["name"]) == (pallet, call)


def test_lies_are_told_about_every_call_of_the_rules_and_each_that_may_lie_inside_another() -> None:
    told = [each for seed in range(60) for call in some_calls(Random(seed)) for each in call.tree()]
    assert {each.rule.call.full_name for each in told} == set(NAMES)
    for name, rule in RULES.items():
        if isinstance(rule, Wraps):
            inside = {inner.rule.call.full_name for each in told if each.rule is rule for inner in each.inside}
            assert inside == rule.inner & RULES.keys(), name


def nested_lies(trial: Trial, count: int = 24) -> list[Lie]:
    lies = []
    for seed in range(count):
        lie = honestly(trial)
        lie.random = Random(seed)
        tell_nested_calls_apart(lie)
        lie.calls = tuple(name for name in ("Utility.batch_all", "Proxy.proxy") if name in lie.told[-1])
        lies.append(lie)
    return lies


@pytest.mark.parametrize("trial", [proven, unproven])
def test_other_numbers_for_the_calls_inside_a_call_move_nothing_else(trial: Callable[[], Trial]) -> None:
    check(trial(), nested_lies(trial()))


def test_the_table_holds_alone_where_the_calls_inside_are_numbered_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    blind_to_layouts(monkeypatch)
    results = [outcome.result for outcome in check(unproven(), nested_lies(unproven()))]
    assert Result.REFUSED in results


def test_the_verifier_sees_another_call_inside_where_both_walls_are_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    blind_to_layouts(monkeypatch)
    blind_to_calls(monkeypatch)
    trial = unproven()
    lie = honestly(trial, "Utility.batch_all")
    apart = deepcopy(lie.metadata.types[every_call(lie)])
    staking = next(each for each in apart.variants if each.name == STAKING)
    renumbered = deepcopy(lie.metadata.types[staking.fields[0].type])
    numbers = {"add_stake_limit": 89, "remove_stake_limit": 88, "transfer_stake": 87, "swap_stake": 86}
    for variant in renumbered.variants:
        variant.index = numbers.get(variant.name, variant.index)
    staking.fields[0].type = lie.metadata.add(renumbered)
    (calls,) = lie.metadata.call("Utility", "batch_all").fields
    listed = deepcopy(lie.metadata.types[calls.type])
    listed.inner = [lie.metadata.add(apart)]
    calls.type = lie.metadata.add(listed)
    results = set()
    for seed in range(12):
        told = Lie(lie.metadata.copy(), Random(seed), hotkey=lie.hotkey, netuid=3, calls=lie.calls)
        results.add(trial.tell(told).result)
    assert Result.STOLEN in results
