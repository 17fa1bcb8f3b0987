"""What a ticket shows of its state: what is chosen, the meaning of its amount, and the lines of its quote."""

from textual.content import Content

from dtao_tui.domain.accounts import shortened
from dtao_tui.domain.amounts import Alpha, NotAnAmount, Tao
from dtao_tui.domain.depth.break_even import break_even
from dtao_tui.domain.formatting import count, fine, percent, trimmed
from dtao_tui.domain.market import TAKE_PARTS, Subnet, Validator
from dtao_tui.domain.trades.intents import Op
from dtao_tui.domain.trades.operations import Field, FieldKind
from dtao_tui.domain.trades.post_trade import aftermath
from dtao_tui.trading.ticket.recipient import Recipient
from dtao_tui.trading.ticket.target_sizing import Target, target_of
from dtao_tui.trading.ticket.ticket_draft import Draft
from dtao_tui.trading.ticket.ticket_state import TicketState
from dtao_tui.widgets.text_lines import digits
from dtao_tui.widgets.trade.quote_view import QuoteView
from dtao_tui.widgets.trade.ticket import TicketPanel

_SUBNET_CELLS = 14
_NAME_CELLS = 9


def show_form(panel: TicketPanel, state: TicketState, draft: Draft, subnet: Subnet) -> None:
    """Show what is chosen, what can be spent, and what the amount comes to."""
    word, amount, unit = state.purse
    panel.form.show_funds(_funds(word, amount, unit))
    panel.form.show_meaning(_meaning(draft, subnet))
    panel.form.show_origin(_subnet_words(subnet))
    panel.form.show_account(_account_words(state.recipient))
    other = state.spec.field(FieldKind.SUBNET)
    if other is not None:
        panel.form.show_choice(other, _destination_words(state, subnet))
    for field in state.spec.validators:
        hotkey = state.hotkey(field)
        name, *others = _validator_words(state.counterparts(field).named(hotkey), hotkey)
        panel.form.show_choice(field, name, *_again(state, field), *others)

    panel.suggest_tolerance(*_suggestion(draft))


def _suggestion(draft: Draft) -> tuple[str, str]:
    """The suggested tolerance as it is typed, and a sentence for what it rests on."""
    advice = draft.suggestion
    if advice is None:
        return "", ""
    basis = (
        f"In {count(advice.seen)} blocks seen the price moved against such an order by up to {percent(advice.moved)} % "
        f"within {advice.within} blocks; the order itself moves it by {percent(advice.own)} %."
    )
    return advice.tolerance.typed, basis


def show_gone(panel: TicketPanel, op: Op) -> None:
    """Clear the ticket of a subnet that is gone."""
    panel.show_quote(QuoteView(op))
    panel.set_ready(False)


def quote_view(state: TicketState, draft: Draft, subnet: Subnet) -> QuoteView:
    """The lines of the quote; the chain's own is used where only the chain can quote."""
    quote = draft.quote or (state.chain_quote if draft.needs_chain_quote else None)
    if draft.is_refused_whole:
        quote = None
    # What cannot be paid, or would not fill, has no aftermath.
    is_possible = all(check.passed for check in draft.checks if check.name in ("funds", "limit"))
    here = state.held(None)
    return QuoteView(
        op=state.op,
        netuid=subnet.netuid,
        symbols=state.symbols,
        block=state.snapshot.block if state.snapshot else None,
        quote=quote,
        price=subnet.price,
        network_fee=quote.network_fee if quote and quote.network_fee else state.fee,
        position=None if state.spec.pays(subnet.netuid).is_tao else state.held(state.paying_hotkey or None),
        here=here,
        aftermath=aftermath(quote, subnet.pool, here, draft.rest) if quote and is_possible else None,
        rest=draft.rest if is_possible else None,
        break_even=break_even(quote, subnet.pool) if quote and subnet.curve_is_known and is_possible else None,
        pool_alpha=subnet.pool.alpha_in if subnet.has_pool else None,
        caution=draft.caution,
        free=state.holdings.free if state.holdings else None,
    )


def _funds(word: str, amount: Tao | Alpha | None, unit: str) -> Content:
    """What can be spent, such as "free 9,412.803 τ"."""
    if amount is None:
        return Content("")
    return Content.assemble((f"{word} ", "$muted"), digits(fine(amount, decimals=3)), (f" {unit}", "$muted"))


def _meaning(draft: Draft, subnet: Subnet) -> Content:
    """The unit of the amount; before it, where that is not what was typed, what it comes to."""
    asset = draft.ticket.spec.pays(subnet.netuid)
    unit = asset.symbol({subnet.netuid: subnet.symbol})
    typed = draft.ticket.amount_text.strip().lower()
    target, amount = _target(typed), draft.amount
    # A comma could be meant as a decimal one, so what it came to is said.
    is_literal = target is None and not typed.endswith(("%", "max")) and "," not in typed
    if amount is None or is_literal:
        return Content.styled(unit, "$muted")
    if target is None:
        return Content.assemble(("= ", "$muted"), (str(fine(amount)), "bold $bright"), (f" {unit}", "$muted"))
    found = trimmed(amount)
    return Content.assemble((f"{target} is ", "$muted"), (found, "bold $bright"), (f" {unit}", "$muted"))


def _target(typed: str) -> Target | None:
    try:
        return target_of(typed)
    except NotAnAmount:
        return None


def _subnet_words(subnet: Subnet) -> Content:
    words = Content.assemble((subnet.symbol, "$lead"), f" {subnet.name}")
    return words.truncate(_SUBNET_CELLS - 1, ellipsis=True)


def _destination_words(state: TicketState, subnet: Subnet) -> Content:
    """The other subnet; without one a transfer stays on this one, and a swap has none yet."""
    there = state.destination
    found = state.snapshot.subnets.get(there.netuid) if there and state.snapshot else None
    if found is not None:
        return _subnet_words(found)
    return _subnet_words(subnet) if state.op is Op.TRANSFER_STAKE else Content.styled("none yet", "$muted")


def _account_words(recipient: Recipient) -> Content:
    """Whose the typed address is, or that it is not in Wallets."""
    if recipient.name:
        return Content.styled(recipient.name, "$muted").truncate(_NAME_CELLS, ellipsis=True)
    return Content.styled("new here", "$note") if recipient.address else Content("")


def _again(state: TicketState, field: Field) -> tuple[Content, ...]:
    """That the validator is the one of the last time."""
    return (Content.styled("  as last time", "$muted"),) if state.is_remembered(field) else ()


def _validator_words(validator: Validator | None, hotkey: str) -> tuple[Content, ...]:
    """Who is chosen; a validator that is known by its hotkey only is shown so."""
    known = (validator.hotkey if validator else hotkey) or None
    if known is None:
        return (Content.styled("none yet", "$muted"),)
    name = (validator.name if validator else "") or shortened(known)
    take = f"  take {percent(100 * validator.take / TAKE_PARTS, decimals=1)} %" if validator else ""
    address = f"  {shortened(known)}" if name != shortened(known) else ""
    return Content(name), Content.styled(address, "$dim"), Content.styled(take, "$muted")
