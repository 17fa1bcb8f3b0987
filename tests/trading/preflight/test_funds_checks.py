"""What an order is paid with: the balance, the sellable stake, the fee, what stays, root's hold and locks."""

from dataclasses import replace

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.market import StakingRules
from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.domain.trades.intents import Stake, Unstake
from tests.fakes import HOTKEY, LEAST_REST, a_holding, a_stake
from tests.trading.preflight.checking import around, block, checked, found, move, outcome, stake, swap, unstake


def test_the_free_balance_is_told_and_what_can_be_paid_where_it_is_too_little() -> None:
    assert outcome(found("free_tao", stake("999"))) == ("✓", "free τ", "1,000.000 τ")
    assert outcome(found("free_tao", stake("1000"))) == ("✗", "free τ", "at most 999.998 τ can be paid")


def test_the_existential_deposit_is_kept_to_the_rao() -> None:
    most = Tao.parse("1000") - Tao(1_690_000) - Tao(500)
    assert found("free_tao", stake(str(most))).passed
    assert not found("free_tao", stake(str(most + Tao(1)))).passed


def test_a_balance_that_was_not_read_pays_nothing() -> None:
    assert not found("free_tao", stake(), around(holdings=None)).passed
    assert not found("fee_in_tao", move(), around(holdings=None)).passed


def test_the_sellable_stake_is_told_and_so_is_what_it_lacks() -> None:
    assert outcome(found("own_stake", unstake("100"))) == ("✓", "sellable", "100.000 γ")
    assert outcome(found("own_stake", unstake("101"))) == ("✗", "sellable", "100.000 γ, this is 101.000 γ")
    assert outcome(found("own_stake", swap("100"))) == ("✓", "sellable", "100.000 γ")
    assert outcome(found("own_stake", swap("101"))) == ("✗", "sellable", "100.000 γ, this is 101.000 γ")


def test_a_lock_lessens_what_can_be_sold() -> None:
    held = a_holding(stakes=[a_stake(3, "100")], locked={3: "60"})
    assert outcome(found("own_stake", unstake("40"), around(holdings=held))) == ("✓", "sellable", "40.000 γ")
    assert found("own_stake", unstake("41"), around(holdings=held)).sentence.endswith("A lock holds the rest.")


def test_the_fee_is_paid_in_tao_or_taken_from_the_stake() -> None:
    poor = around(holdings=a_holding(free="0.001", stakes=[a_stake(3, "100")]))
    assert outcome(found("fee_in_tao", move())) == ("✓", "free τ", "1,000.000 τ")
    assert outcome(found("fee_in_tao", move(), poor)) == ("✗", "free τ", "0.001 τ, the fee is 0.001 τ")
    assert outcome(found("fee_in_alpha", unstake())) == ("✓", "free τ", "1,000.000 τ")
    assert outcome(found("fee_in_alpha", unstake(), poor)) == ("!", "free τ", "0.001 τ, 0.076 γ sold for the fee")


def test_what_stays_is_the_rest_of_what_is_paid_from() -> None:
    assert outcome(found("stays", stake("10"))) == ("✓", "what stays", "989.998 τ")
    assert outcome(found("stays", unstake("40"))) == ("✓", "what stays", "60.000 γ")
    assert outcome(found("stays", move("40"))) == ("✓", "what stays", "60.000 γ")
    assert outcome(found("stays", unstake("100"))) == ("✓", "what stays", "nothing")
    assert checked("stays", unstake("101")) is None


def test_of_a_position_that_nobody_has_nothing_stays() -> None:
    """A ticket has an amount before its validator is chosen."""
    for intent in (
        unstake("10", hotkey=""),
        replace(move("10"), origin_hotkey=""),
        replace(swap("10"), origin_hotkey=""),
    ):
        assert checked("stays", intent) is None
    assert outcome(found("stays", stake("10", hotkey=""))) == ("✓", "what stays", "989.998 τ")


def test_a_rest_that_the_chain_would_sell_is_noted() -> None:
    swept = around(block(rules=StakingRules(least_rest=LEAST_REST)), holdings=a_holding(stakes=[a_stake(3, "100")]))
    assert outcome(found("stays", unstake("99.9"), swept)) == ("!", "what stays", "0.100 γ, sold too")
    assert outcome(found("stays", unstake("10"), swept)) == ("✓", "what stays", "90.000 γ")


def test_stake_on_root_is_held_for_some_blocks() -> None:
    held = block(rules=StakingRules(least_rest=Tao(0), root_hold_blocks=50))
    lately = around(held, holdings=a_holding(stakes=[a_stake(ROOT, "5", touched_at=held.block - 10)]))
    long_ago = around(held, holdings=a_holding(stakes=[a_stake(ROOT, "5", touched_at=held.block - 60)]))
    leaves = Unstake(ROOT, HOTKEY, Alpha.parse("1", ROOT))
    assert outcome(found("root_hold", leaves, lately)) == ("!", "root hold", "until block 48,253")
    assert outcome(found("root_hold", leaves, long_ago)) == ("✓", "root hold", "over")
    assert outcome(found("root_hold", Stake(ROOT, HOTKEY, Tao.parse("1")), long_ago)) == (
        "!",
        "root hold",
        "50 blocks from this order",
    )


def test_without_a_hold_root_is_free_and_elsewhere_it_says_nothing() -> None:
    assert outcome(found("root_hold", Stake(ROOT, HOTKEY, Tao.parse("1")))) == ("✓", "root hold", "none")
    assert checked("root_hold", stake()) is None
    unknown = around(block(rules=StakingRules()))
    assert checked("root_hold", Stake(ROOT, HOTKEY, Tao.parse("1")), unknown) is None


def test_the_chains_own_word_on_locks_is_compared_once_it_was_asked() -> None:
    assert checked("lock", unstake("10")) is None
    told = replace(around(), unlocked=Alpha.parse("10", 3))
    assert outcome(found("lock", unstake("10"), told)) == ("✓", "lock", "10.000 γ free of it")
    assert outcome(found("lock", unstake("10.000000001"), told)) == ("✗", "lock", "10.000 γ can be sold")
