"""Whether chain and program fit is told in words, from the chain's metadata alone."""

from dataclasses import replace

import pytest

from dtao_tui.chain.gateway import ChainFacts
from dtao_tui.cli import fit
from dtao_tui.domain.amounts import Tao
from dtao_tui.practice.metadata import Edition, describe


@pytest.fixture(scope="module")
def facts() -> ChainFacts:
    return ChainFacts("practice", "ws://127.0.0.1:1", "0x00", "node", 1, 1, describe({}).metadata, True, 3.0, Tao(500))


def test_the_practice_chain_fits(facts: ChainFacts) -> None:
    assert fit.misfits(facts) == ()


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
    monkeypatch.setattr(fit, name, value)
    assert sentence in fit.misfits(facts)


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
    left = fit.works(replace(facts, metadata=old, endpoint=endpoint, can_simulate=False))
    quotes = "quotes computed here on a constant product, without a simulation to confirm them"
    assert left[:4] == ("the market", quotes, "the portfolio", "validators")
    assert left[4:] == (("orders",) if can_trade else ())


def test_nothing_works_without_the_summary_of_subnets(facts: ChainFacts) -> None:
    older = describe(Edition(lacks=frozenset({"SubnetInfoRuntimeApi.get_all_dynamic_info"}))).metadata
    assert fit.works(replace(facts, metadata=older)) == ()
