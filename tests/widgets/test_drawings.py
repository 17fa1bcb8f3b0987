"""What the drawing widgets write: quote, checks, orders, shares."""

from decimal import Decimal

import pytest
from textual.widget import Widget

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.holdings import Held
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.domain.trades.check import Check
from dtao_tui.domain.trades.intents import Op
from dtao_tui.domain.trades.post_trade import aftermath
from dtao_tui.domain.trades.tolerance import Tolerance
from dtao_tui.widgets.order_words import sentence_of, state_words
from dtao_tui.widgets.panels.order_panel import OrderPanel
from dtao_tui.widgets.panels.wallet_panel import WalletPanel
from dtao_tui.widgets.tables.holdings_columns import share_bar
from dtao_tui.widgets.tables.wallet_table import WalletView
from dtao_tui.widgets.trade.checks import CheckList, Verdict
from dtao_tui.widgets.trade.quote_list import QuoteList, QuoteView
from tests.fakes import a_pool, an_account
from tests.quoting import quoted
from tests.widgets.alone import OneWidget, drawn_order

POOL = a_pool(7)


async def drawn(widget: Widget) -> str:
    async with OneWidget(widget).run_test(size=(60, 40)) as pilot:
        await pilot.pause()
        return "\n".join(" ".join(line.split()) for line in str(widget.render()).splitlines())


def held(amount: str) -> Held:
    """So much, and all of it can be sold."""
    return Held(Alpha.parse(amount, 7), Alpha.parse(amount, 7))


async def test_root_has_no_largest_order() -> None:
    quotes = QuoteList()
    quote = quoted(a_pool(0), Tao.parse("10.5"), Tolerance.parse("2"), 5, Tao(1_690_000))
    quotes.show(QuoteView(Op.STAKE, 0, {0: "τ"}, 5, quote, Tao(1_690_000)))
    assert "Largest any size" in (await drawn(quotes)).splitlines()


async def test_without_a_quote_all_figures_read_nothing() -> None:
    text = await drawn(QuoteList())
    assert "You get –" in text
    assert "There and back –" in text


async def test_a_quote_is_written_line_by_line_with_its_units() -> None:
    quotes = QuoteList()
    quote = quoted(POOL, Tao.parse("10.5"), Tolerance.parse("2"), 5, Tao(1_690_000))
    after = aftermath(quote, POOL, held("120"))
    quotes.show(QuoteView(Op.STAKE, 7, {7: "γ"}, 5, quote, Tao(1_690_000), here=held("120"), aftermath=after))
    lines = (await drawn(quotes)).splitlines()
    assert "You get 209.784 173 747 γ" in lines
    assert "Pool fee 0.005 287 251 τ" in lines
    assert "Held after 329.784 173 747 γ" in lines


async def test_a_sale_pays_its_fee_in_alpha_and_gets_tao() -> None:
    quotes = QuoteList()
    quote = quoted(POOL, Alpha.parse("100", 7), Tolerance.parse("2"), 5)
    after, position = aftermath(quote, POOL, held("120")), held("120")
    quotes.show(QuoteView(Op.UNSTAKE, 7, {7: "γ"}, 5, quote, position=position, here=position, aftermath=after))
    text = await drawn(quotes)
    assert "The rest 20.000 000 000 γ" in text
    assert "Network fee –" in text
    assert [line[-1] for line in text.splitlines() if line.startswith(("You get", "Pool fee"))] == ["τ", "γ"]


def test_what_is_left_after_a_whole_sale_is_worth_nothing() -> None:
    quote = quoted(POOL, Alpha.parse("120", 7), Tolerance.parse("2"), 5)
    after = aftermath(quote, POOL, held("120"))
    assert (after.held_after.rao, after.exit_after) == (0, Tao(0))


def test_the_exit_after_a_stake_counts_the_price_the_stake_has_made() -> None:
    quote = quoted(POOL, Tao.parse("1000"), Tolerance.parse("50"), 5)
    after = aftermath(quote, POOL, held("0"))
    assert after.exit_after is not None
    assert Tao.parse("990") < after.exit_after < Tao.parse("1000")


async def test_a_failed_check_is_said_once_and_passed_ones_are_not() -> None:
    checks = CheckList()
    verdict = Verdict(
        (Check("funds", False, "Too little."), Check("minimum", True), Check("limit", True), Check("fresh", True)),
        pending=frozenset({"chain"}),
        objection="Too little.",
    )
    async with OneWidget(checks).run_test(size=(60, 20)) as pilot:
        checks.show(verdict)
        await pilot.pause()
        assert str(checks.content) == "✗ Too little."


@pytest.mark.parametrize("state", list(OrderState))
def test_each_state_has_its_own_word_a_mark_and_a_sentence(state: OrderState) -> None:
    words = str(state_words(drawn_order(state)))
    assert words.endswith(f" {state.value}")
    assert words[0] in "○◐✓✗?·‖■×-"
    assert sentence_of(drawn_order(state, sentence="")).endswith(".")


async def test_an_order_shows_quote_and_fill_side_by_side() -> None:
    panel = OrderPanel()
    panel.show(drawn_order(), block=103, wall=1_780_000_009.0)
    text = await drawn(panel)
    assert "Received 400.000 000 000 399.000 000 000 γ" in text
    assert "Network fee – 0.001 690 000 τ" in text
    assert "validator 5DAA…TXFy" in text
    assert "hash 0x7be1 40d2 … 7be1 40d2" in text
    assert "● in block 101" in text


async def test_an_unknown_order_says_for_how_long_and_until_when() -> None:
    panel = OrderPanel()
    order = drawn_order(OrderState.UNKNOWN, block=None, filled=None)
    panel.show(order, block=110, wall=1_780_000_075.5)
    text = await drawn(panel)
    assert "? unknown for 1 min" in text
    assert "? in a block not yet by 110" in text
    assert "valid to block 161 51 left" in text


@pytest.mark.parametrize(
    ("share", "bar"), [("50", "██████"), ("25", "███   "), ("0.1", "      "), ("1.1", "▏     "), ("45.9", "█████▌")]
)
def test_a_share_is_drawn_in_eighths_of_the_largest(share: str, bar: str) -> None:
    assert share_bar(Decimal(share), Decimal(50)) == bar


async def test_an_account_is_shown_with_its_whole_address_and_its_warning() -> None:
    panel = WalletPanel()
    account = an_account(warning="Others can write to this folder.")
    panel.show(WalletView(account, is_chosen=True, is_unlocked=False), "The system keyring is ready.", (("n", "New"),))
    text = await drawn(panel)
    assert "5GrwvaEF 5zXb26Fz 9rcQpDWS" in text
    assert "! Others can write to this folder." in text
    assert "n New" in text


async def test_the_columns_of_an_order_keep_their_points_in_one_line_however_narrow() -> None:
    panel = OrderPanel()
    panel.show(drawn_order(pays=Tao.parse("12500")), block=103, wall=1_780_000_009.0)
    async with OneWidget(panel).run_test(size=(36, 40)) as pilot:
        await pilot.pause()
        text = str(panel.render()).splitlines()
    rows = [line for line in text if line.startswith(("Paid", "Received", "Pool fee"))]
    assert {line.index(".") for line in rows} == {rows[0].index(".")}
    assert max(map(len, rows)) <= 36


@pytest.mark.parametrize("end", [OrderState.REFUSED, OrderState.UNTOLD])
def test_an_order_that_ended_in_a_final_block_is_final_in_its_life(end: OrderState) -> None:
    steps = (("signed", 1.0), ("sent", 2.0), ("in block", 3.0), (end.value, 4.5))
    panel = OrderPanel()
    panel.show(drawn_order(state=end, block=359, steps=steps), block=361, wall=9.0)
    life = [line.split()[:2] for line in str(panel.render()).splitlines() if line.startswith(("●", "○"))]
    assert ["●", "final"] in life
    panel.show(drawn_order(state=end, block=None, steps=(("signed", 1.0), (end.value, 2.0))), block=361, wall=9.0)
    assert "○ final" in str(panel.render())
