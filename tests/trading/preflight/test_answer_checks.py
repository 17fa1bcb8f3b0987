"""What was answered, and when: the age of the block, the account, the chain's simulation, a second endpoint."""

from dataclasses import replace

import pytest

from dtao_tui.domain.endpoint_comparison import Comparison, Difference, RuntimeFacts
from dtao_tui.domain.trades.check import Check
from tests.domain.orders.example_orders import an_order
from tests.trading.preflight.checking import around, block, checked, found, outcome, stake, swap

AGREED = Comparison(
    "one:443",
    "two:443",
    block().block,
    runtime=RuntimeFacts("node-subtensor", 461, 1, "00"),
    pools=(block().subnets[3].pool,),
    hotkeys=frozenset({"5F"}),
    is_name_told=True,
)


def test_the_age_of_the_block_is_told_until_it_is_too_old() -> None:
    now = block().seen_at
    assert outcome(found("fresh", stake(), around(now=now + 3))) == ("✓", "data", "3 s old")
    assert outcome(found("fresh", stake(), around(now=now + 41))) == ("✗", "data", "41 s old")


def test_an_account_without_an_open_order_may_sign() -> None:
    assert outcome(found("account", stake())) == ("✓", "account", "no order is open")
    assert outcome(found("account", stake(), around(open_order=an_order()))) == (
        "✗",
        "account",
        "its stake is not resolved",
    )


def test_the_chains_word_is_passed_on() -> None:
    assert checked("chain", stake()) is None
    agrees = Check("chain", True, fact="agrees to the rao")
    assert outcome(found("chain", stake(), around(chain=agrees))) == ("✓", "chain", "agrees to the rao")


def test_what_was_compared_with_a_second_endpoint_is_named() -> None:
    told = around(comparisons={3: AGREED})
    assert outcome(found("second", stake(), told)) == (
        "✓",
        "second",
        "agrees on runtime, reserves, weights, fee, names, validator",
    )
    assert checked("second", stake()) is None


def test_a_swap_is_compared_only_where_both_subnets_were() -> None:
    assert checked("second", swap(), around(comparisons={3: AGREED})) is None
    assert found("second", swap(), around(comparisons={3: AGREED, 9: AGREED})).passed


@pytest.mark.parametrize(
    ("comparison", "fact"),
    [
        (replace(AGREED, not_compared="two:443 did not answer."), "gave no answer"),
        (replace(AGREED, differences=(Difference("the pool's fee", "1 %", "2 %"),)), "differed about the pool's fee"),
    ],
)
def test_a_second_that_differs_or_is_silent_is_noted_and_asked_again_at_review(
    comparison: Comparison, fact: str
) -> None:
    assert outcome(found("second", stake(), around(comparisons={3: comparison}))) == ("!", "second", fact)
