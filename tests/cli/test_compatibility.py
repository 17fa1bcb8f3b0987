"""Whether chain and program fit is told in words, from the chain's metadata alone."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from dtao_tui.cli import compatibility
from dtao_tui.domain.amounts import Tao
from dtao_tui.ports.chain import ChainFacts
from dtao_tui.practice.runtime.metadata import Edition, describe
from tests.metadata.tree import Metadata, read


@pytest.fixture(scope="module")
def facts() -> ChainFacts:
    return ChainFacts("practice", "ws://127.0.0.1:1", "0x00", "node", 1, 1, describe({}).metadata, True, 3.0, Tao(500))


def test_the_practice_chain_fits(facts: ChainFacts) -> None:
    assert compatibility.misfits(facts) == ()


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("ITEMS", (("Swap", "Nowhere"),), "The chain keeps no Swap.Nowhere."),
        ("APIS", (("SwapRuntimeApi", "guess"),), "The chain does not answer SwapRuntimeApi.guess."),
        ("CALLS", {"SubtensorModule.gamble": ("hotkey",)}, "The chain has no call SubtensorModule.gamble."),
        (
            "CALLS",
            {"SubtensorModule.remove_stake_full_limit": ("hotkey", "limit_price")},
            "The chain's SubtensorModule.remove_stake_full_limit takes hotkey, netuid, limit_price; "
            "this program knows hotkey, limit_price.",
        ),
    ],
)
def test_what_the_chain_lacks_is_named(
    facts: ChainFacts, monkeypatch: pytest.MonkeyPatch, name: str, value: object, sentence: str
) -> None:
    monkeypatch.setattr(compatibility, name, value)
    assert sentence in compatibility.misfits(facts)


def forged(change: Callable[[Metadata], object]) -> bytes:
    tree = read(describe().metadata).copy()
    change(tree)
    return tree.encoded()


def test_a_call_of_another_number_is_told_with_the_command_that_does_the_same(facts: ChainFacts) -> None:
    def renumbered(tree: Metadata) -> None:
        tree.call("SubtensorModule", "remove_stake_limit").index = 211

    told = replace(facts, metadata=forged(renumbered))
    (sentence,) = compatibility.misfits(told)
    assert "numbers SubtensorModule.remove_stake_limit 7,211; it is known here as 7,89" in sentence
    assert "“btcli stake remove” does the same" in sentence
    assert "orders" not in compatibility.works(told)


def test_a_description_that_lays_signatures_out_otherwise_is_told(facts: ChainFacts) -> None:
    def without_genesis(tree: Metadata) -> None:
        tree.extensions.remove(tree.extension("CheckGenesis"))

    told = replace(facts, metadata=forged(without_genesis))
    assert compatibility.misfits(told) == (
        "This endpoint's description lacks CheckGenesis, which subtensor signs. Nothing is signed by it.",
    )
    assert "orders" not in compatibility.works(told)


@pytest.mark.parametrize("spec", [419, 439, 461])
def test_real_runtimes_are_signed_for(facts: ChainFacts, spec: int, real_metadata: Callable[..., bytes]) -> None:
    told = replace(facts, metadata=real_metadata(spec), spec_version=spec)
    assert compatibility.misfits(told) == ()


OLD = frozenset(
    {
        "Swap.SwapBalancer",
        "SwapRuntimeApi.sim_swap_tao_for_alpha",
        "SwapRuntimeApi.sim_swap_alpha_for_tao",
        "SwapRuntimeApi.current_alpha_price_all",
    }
)


@pytest.mark.parametrize(("endpoint", "can_trade"), [("ws://127.0.0.1:1", True), ("wss://node.example", False)])
def test_what_still_works_on_an_old_chain_is_told(facts: ChainFacts, endpoint: str, can_trade: bool) -> None:
    old = describe(Edition(lacks=OLD)).metadata
    left = compatibility.works(replace(facts, metadata=old, endpoint=endpoint, can_simulate=False))
    quotes = "quotes computed here on a constant product, without a simulation to confirm them"
    assert left[:4] == ("the market", quotes, "the portfolio", "validators")
    assert left[4:] == (("orders",) if can_trade else ())


def test_nothing_works_without_the_summary_of_subnets(facts: ChainFacts) -> None:
    older = describe(Edition(lacks=frozenset({"SubnetInfoRuntimeApi.get_all_dynamic_info"}))).metadata
    assert compatibility.works(replace(facts, metadata=older)) == ()
