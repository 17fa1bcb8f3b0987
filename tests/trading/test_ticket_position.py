"""A ticket that takes from a position: what can leave it, and what is told of the rest."""

from dataclasses import replace

from dtao_tui.domain.amounts import Alpha
from dtao_tui.domain.market import StakingRules
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.trades.calls import Call
from dtao_tui.domain.trades.intents import Unstake
from dtao_tui.domain.trades.tolerance import Tolerance
from tests.fakes import (
    HOTKEY,
    LEAST_REST,
    NETWORK_FEE,
    OTHER_HOTKEY,
    a_holding,
    a_pool,
    a_snapshot,
    a_stake,
)
from tests.trading.drafts import drafted, failed, given


def test_the_whole_position_is_one_order_with_a_limit() -> None:
    for text in ("max", "100%"):
        result = drafted(text, "unstake")
        assert isinstance(result.intent, Unstake)
        assert result.intent.is_whole_position
        assert result.intent.amount == Alpha.parse("120", 7)
        assert result.quote is not None
        assert result.quote.limit_price == Tolerance.parse("2").limit(Side.SELL, a_pool().price)
        assert result.quote.intent.call(result.quote.limits) == Call(
            "SubtensorModule",
            "remove_stake_full_limit",
            {"hotkey": HOTKEY, "netuid": 7, "limit_price": result.quote.limit_price.rao},
        )


def test_max_leaves_out_what_is_locked() -> None:
    locked = given(a_holding(stakes=[a_stake(alpha="120")], locked={7: "100"}))
    result = drafted("max", "unstake", locked)
    assert result.amount == Alpha.parse("20", 7)
    assert drafted("21", "unstake", locked).sentence.startswith("Only 20.000 γ")


def test_a_lock_holds_a_part_of_all_stakes_together() -> None:
    stakes = [a_stake(alpha="120"), a_stake(alpha="1500", hotkey=OTHER_HOTKEY)]
    locked = given(a_holding(stakes=stakes, locked={7: "1500"}))
    assert drafted("max", "unstake", locked).amount == Alpha.parse("120", 7)
    assert drafted("max", "unstake", locked, hotkey=OTHER_HOTKEY, tolerance="5").amount == Alpha.parse("120", 7)
    assert drafted("50%", "unstake", locked).amount == Alpha.parse("60", 7)


def test_max_of_a_position_that_a_lock_holds_whole_says_so() -> None:
    locked = given(a_holding(stakes=[a_stake(alpha="120")], locked={7: "130"}))
    assert drafted("max", "unstake", locked).sentence == "A lock holds all of it."


def test_locks_that_the_chain_does_not_tell_hold_nothing_up_before_it_is_asked() -> None:
    untold = given(replace(a_holding(stakes=[a_stake(alpha="120")]), locked=None))
    assert drafted("max", "unstake", untold).amount == Alpha.parse("120", 7)


def test_root_stake_that_was_changed_lately_says_when_it_can_leave() -> None:
    snapshot = a_snapshot(block=1_000, rules=StakingRules(LEAST_REST, root_hold_blocks=100))
    fresh = given(a_holding(stakes=[a_stake(0, "5", touched_at=950)]), snapshot)
    assert drafted("max", "unstake", fresh, netuid=0).sentence.endswith("can leave from block 1,050.")
    old = given(a_holding(stakes=[a_stake(0, "5", touched_at=901)]), snapshot)
    assert drafted("max", "unstake", old, netuid=0).is_ready


def test_a_rest_that_the_chain_would_sell_is_told_with_what_it_brings() -> None:
    result = drafted("119.99", "unstake", tolerance="5")
    assert result.is_ready
    assert result.rest is not None
    assert result.note == (
        "The rest, 0.010 γ, would be sold too, at any price; now for about 0.000 499 448 τ. "
        "The chain keeps no rest that is worth less than 0.020 τ."
    )


def test_a_rest_that_stays_is_not_spoken_of() -> None:
    assert drafted("60", "unstake", tolerance="5").note == ""
    assert drafted("max", "unstake", tolerance="5").note == ""


def test_the_fee_in_alpha_counts_as_gone_from_what_stays() -> None:
    poor = given(a_holding(free="0", stakes=[a_stake(alpha="120")]))
    result = drafted("60", "unstake", poor, tolerance="5")
    assert result.rest is not None
    assert result.rest.stays == Alpha.parse("60", 7) - a_pool().at_spot(Side.BUY, NETWORK_FEE)


def test_max_of_a_partly_locked_position_does_not_ask_for_all_of_it() -> None:
    locked = given(a_holding(stakes=[a_stake(alpha="120")], locked={7: "100"}))
    result = drafted("max", "unstake", locked)
    assert isinstance(result.intent, Unstake)
    assert result.quote is not None
    call = result.quote.intent.call(result.quote.limits)
    assert call.name == "remove_stake_limit"
    assert call.arguments["amount_unstaked"] == Alpha.parse("20", 7).rao
    assert call.arguments["limit_price"] == Tolerance.parse("2").limit(Side.SELL, a_pool().price).rao


def test_stake_with_another_validator_is_not_this_ones() -> None:
    result = drafted("1", "unstake", hotkey=OTHER_HOTKEY)
    assert failed(result) == ["funds"]
    assert "Nothing is staked" in result.sentence


def test_more_than_the_position_is_refused() -> None:
    assert drafted("120", "unstake", tolerance="5").is_ready
    assert failed(drafted("120.000000001", "unstake", tolerance="5")) == ["funds"]


def test_without_tao_for_the_fee_one_can_still_leave_and_is_told_how() -> None:
    poor = given(a_holding(free="0", stakes=[a_stake(alpha="120")]))
    whole = drafted("max", "unstake", poor)
    assert whole.is_ready
    fee = a_pool().at_spot(Side.BUY, NETWORK_FEE)
    assert whole.amount == Alpha.parse("120", 7) - fee
    assert "sells about 0.033" in whole.note
    assert drafted("50", "unstake", poor).is_ready
    nearly = drafted("119.99", "unstake", poor, tolerance="5")
    assert failed(nearly) == ["funds"]
    assert "type max" in nearly.sentence
