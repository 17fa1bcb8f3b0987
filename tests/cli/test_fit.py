"""Whether chain and program fit is told in words, from the chain's metadata alone."""

import pytest

from dtao_tui.chain.gateway import ChainFacts
from dtao_tui.cli import fit
from dtao_tui.domain.amounts import Tao
from dtao_tui.practice.metadata import describe


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
