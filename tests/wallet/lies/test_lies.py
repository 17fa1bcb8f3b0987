"""Whatever description an endpoint makes up, an honest chain carries out what Review showed, or nothing."""

from collections.abc import Callable
from functools import cache
from random import Random

import pytest
from bittensor_core import Runtime

from dtao_tui.practice.runtime.metadata import SPEC_VERSION, describe
from dtao_tui.wallet.signer import description_check, signed_bytes
from dtao_tui.wallet.signer.call_table import CALLS
from dtao_tui.wallet.signer.memory_lock import Locked
from dtao_tui.wallet.signer.signing_policy import AllowedCall, read_call
from dtao_tui.wallet.signer.signing_rules import Rules
from tests.metadata.tree import Metadata, read
from tests.wallet.lies.forging import Lie, a_lie, tell_calls_apart, the_theft
from tests.wallet.lies.honest_chain import HonestChain
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
        return AllowedCall(CALLS[0], read_call(runtime, call), None)

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
