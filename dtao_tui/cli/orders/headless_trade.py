"""Headless `trade` command: one order through the same pipeline as the app's, confirmed on the terminal."""

import asyncio
import sys
from contextlib import suppress
from dataclasses import dataclass, replace

from dtao_tui.cli import event_loop
from dtao_tui.cli.composition import connected_parts, joined, refuse_unknown_wallet
from dtao_tui.cli.console import Stopped, answer, complain, show, typed
from dtao_tui.cli.headless import NOT_CARRIED_OUT, address_of
from dtao_tui.cli.orders.headless_keys import ready_to_place, refuse_other_devices
from dtao_tui.cli.orders.order_arguments import OrderArguments
from dtao_tui.domain.accounts import Account
from dtao_tui.domain.amounts import NotAnAmount
from dtao_tui.domain.market import Snapshot
from dtao_tui.domain.orders.demand import Demand
from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.domain.orders.shield_plan import ShieldUse
from dtao_tui.domain.text import quoted
from dtao_tui.domain.trades.intents import Op
from dtao_tui.domain.trades.operations import Field, Source
from dtao_tui.output import json_documents, order_text
from dtao_tui.ports.errors import Trouble
from dtao_tui.ports.networks import NetworkKind, kind_of
from dtao_tui.services.context import AppContext
from dtao_tui.services.trading_desk import NotPlaced, Review
from dtao_tui.settings import Settings
from dtao_tui.trading.confirmation import demands_of
from dtao_tui.trading.fee_and_rest import told_of_rest
from dtao_tui.trading.ticket.recipient import recipient_of
from dtao_tui.trading.ticket.ticket_draft import Draft, Ticket
from dtao_tui.trading.ticket.validator_choice import ValidatorChoice

HELD, REFUSED, UNKNOWN = 4, 5, 6
"""Exit statuses of an order that was signed: not sent, failed in a block, and of an end that nothing shows yet."""

_STATUS = {
    OrderState.FINAL: 0,
    OrderState.HELD: HELD,
    OrderState.CANCELLED: HELD,
    OrderState.REFUSED: REFUSED,
}
_FINAL_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class TradeWish:
    """The arguments of a trade."""

    order: OrderArguments
    is_dry: bool = False
    """Whether it ends with the review."""

    is_agreed: bool = False
    """Whether nothing is asked."""

    password_from_input: bool = False
    is_shielded: bool = True
    """Whether it is sealed for the MEV shield where the chain offers one."""


def trade(settings: Settings, wish: TradeWish, *, as_json: bool) -> int:
    """Review one order, have it confirmed, send it and follow it to its end; the exit status."""
    wish.order.refuse_surplus()
    with joined(settings) as parts:
        try:
            return event_loop.run(_traded(parts, wish, as_json=as_json))
        except NotPlaced as refusal:
            raise Stopped(str(refusal), NOT_CARRIED_OUT) from refusal
        except (Trouble, NotAnAmount) as trouble:
            raise Stopped(str(trouble)) from trouble


async def _traded(parts: AppContext, wish: TradeWish, *, as_json: bool) -> int:
    async with connected_parts(parts):
        refuse_unknown_wallet(parts.settings, parts.session.accounts)
        review = await reviewed(parts, wish)
        if not as_json or not wish.is_dry:
            _say(order_text.review_text(review), as_json=as_json)
        if wish.is_dry:
            if as_json:
                answer(json_documents.written(order_text.review_document(review)))
            return 0
        order = await carried_out(parts, wish, review, as_json=as_json)
        if as_json:
            _tell(json_documents.written(order_text.order_document(order)), as_json=False)
        return _STATUS.get(order.state, UNKNOWN)


async def reviewed(parts: AppContext, wish: TradeWish) -> Review:
    """The review of one order of the chosen account. Raises NotPlaced, Stopped, ChainTrouble."""
    account = parts.session.chosen
    if account is None:
        raise Stopped("There is no account here; name a wallet by “dtao-tui --wallet NAME trade …”.")
    if not wish.is_dry:
        refuse_other_devices(account)
    snapshot = await newest_of(parts)
    draft = await _drafted(parts, wish, account, snapshot)
    return await parts.desk.review(draft, snapshot)


async def carried_out(parts: AppContext, wish: TradeWish, review: Review, *, as_json: bool) -> Order:
    """The order once it was confirmed, signed and followed. Raises NotPlaced, Stopped where nothing was signed."""
    _confirm(parts, review, wish)
    review = await ready_to_place(parts, review, password_from_input=wish.password_from_input)
    return await _placed(parts, review, as_json=as_json)


async def newest_of(parts: AppContext) -> Snapshot:
    """The newest block, with what the session's accounts hold. Raises ChainTrouble."""
    head = await parts.market.head()
    if head.number == 0:
        # A chain that has just begun names neither a key of the shield nor a final block.
        head = await anext(parts.market.heads())
    snapshot = await parts.market.snapshot(head, parts.session.addresses())
    return replace(snapshot, seen_at=parts.clock.now())


async def _drafted(parts: AppContext, wish: TradeWish, account: Account, snapshot: Snapshot) -> Draft:
    """The ticket of these arguments, ready to be reviewed. Raises NotPlaced with what is wrong."""
    order = wish.order
    subnet, there = order.subnets(snapshot)
    await parts.desk.network_fee(order.op, account)
    hotkeys = {field.name: await _hotkey(parts, wish, field, snapshot) for field in order.spec.validators}
    ticket = Ticket(
        order.op,
        subnet.id,
        hotkeys,
        order.amount_text,
        order.tolerance or parts.settings.tolerance,
        there.id if there else None,
        _recipient(parts, wish),
        allow_partial=order.allow_partial,
        is_shielded=wish.is_shielded,
    )
    draft = parts.desk.draft(ticket, snapshot)
    if not draft.is_ready:
        raise NotPlaced(draft.sentence or "This is not enough for an order.")
    return draft


async def _hotkey(parts: AppContext, wish: TradeWish, field: Field, snapshot: Snapshot) -> str:
    """The validator of a field: as named, else the usual one of a ticket. Raises Stopped for an odd address."""
    order = wish.order
    named, (first, *_) = order.validator(field.source), order.spec.validators
    if named:
        return address_of(named)
    if field.at_destination or field is not first:
        # A second validator is never guessed but for the one that the stake is with already.
        if order.op is Op.MOVE_STAKE:
            raise Stopped("Name the validator that the stake goes to with --hotkey.")
        return await _hotkey(parts, wish, first, snapshot)
    choice = await _choice(parts, order.here, field, snapshot)
    if wish.is_agreed and field.source is not Source.OWN_STAKE and not choice.own_stakes:
        # The first of a list is whom the endpoint names first.
        raise Stopped("Nothing of this account is staked here yet; with --yes name the validator with --hotkey.")
    return choice.usual_hotkey or ""


async def _choice(parts: AppContext, netuid: int, field: Field, snapshot: Snapshot) -> ValidatorChoice:
    validators = await parts.desk.validators(netuid, snapshot)
    holdings = snapshot.holdings_of(parts.session.chosen.owner if parts.session.chosen else None)
    return ValidatorChoice(field, netuid, validators, holdings)


def _recipient(parts: AppContext, wish: TradeWish) -> str:
    """The account that gets something. Raises Stopped for an odd address, and with --yes for a look-alike."""
    from dtao_tui.wallet.addresses import address_trouble

    found = recipient_of(wish.order.to, parts.session.accounts, address_trouble)
    if found.trouble:
        raise Stopped(f"{quoted(wish.order.to, 60)} is no address here. {found.trouble}")
    if found.warning and wish.is_agreed:
        raise Stopped(found.warning, NOT_CARRIED_OUT)
    if found.warning:
        complain(found.warning)
    return found.address


def _confirm(parts: AppContext, review: Review, wish: TradeWish) -> None:
    """Have everything typed that the review demands. Raises Stopped where it is not, and where nobody can be asked."""
    is_mainnet = kind_of(review.facts.network) is NetworkKind.MAINNET
    demands = demands_of(review, is_mainnet=is_mainnet, is_first=parts.desk.session_order_count == 0)
    if wish.is_agreed:
        _allow_unasked(review, wish, is_mainnet=is_mainnet)
        return
    if not sys.stdin.isatty() or wish.password_from_input:
        raise Stopped("Nobody can be asked here; run it on a terminal, or agree beforehand with --yes.")
    for demand in demands:
        _ask(demand)


def _allow_unasked(review: Review, wish: TradeWish, *, is_mainnet: bool) -> None:
    """Raise Stopped where an order must not go unasked."""
    limits = review.allowance.limits
    if is_mainnet and (limits.order is None or limits.day is None):
        raise Stopped("On mainnet --yes counts only where both spend limits are set; set them in the app.")
    if review.shield.use is ShieldUse.UNPROVEN or (review.shield.use is ShieldUse.OPEN and wish.is_shielded):
        raise Stopped(f"{review.shield.because} Run it without --yes, or with --no-shield.", NOT_CARRIED_OUT)
    if review.is_repeat:
        told = "An earlier order like this may have been carried out; look at it, and run this without --yes."
        raise Stopped(told, NOT_CARRIED_OUT)
    if review.rest is not None and review.rest.needs_a_word:
        raise Stopped(f"{told_of_rest(review.rest, review.subnet.symbol)} Run it without --yes.", NOT_CARRIED_OUT)
    doubts = review.doubts
    is_new = is_mainnet and (doubts.is_new_recipient or doubts.must_type_hotkey(review.intent.hotkey))
    if doubts.must_type_amount or review.must_accept or is_new:
        raise Stopped("Something about this order must be typed by a person; run it without --yes.", NOT_CARRIED_OUT)


def _ask(demand: Demand) -> None:
    unit = f" {demand.unit}" if demand.unit else ""
    try:
        answered = typed(f"{demand.prompt} {demand.shown}{unit}: ")
    except (EOFError, KeyboardInterrupt):
        raise Stopped("Nothing was signed.", NOT_CARRIED_OUT) from None
    if not demand.accepts(answered):
        raise Stopped("That is not what was asked for; nothing was signed.", NOT_CARRIED_OUT)


async def _placed(parts: AppContext, review: Review, *, as_json: bool) -> Order:
    """The order followed to its end, or to where nothing reports on it any more."""
    last: Order | None = None
    try:
        async with asyncio.timeout(_FINAL_SECONDS):
            async for order in parts.desk.place(review):
                if last is None or order.state is not last.state:
                    _tell(order_text.step_text(order), as_json=as_json)
                last = order
    except (NotPlaced, Trouble) as trouble:
        if last is None:
            raise
        with suppress(OSError):
            complain(str(trouble))
    except TimeoutError:
        complain(f"It was followed for {_FINAL_SECONDS:.0f} seconds; ask for its end with dtao-tui orders --resume.")
    if last is None:
        raise Stopped("The order was not begun.")
    return last


def _tell(text: str, *, as_json: bool) -> None:
    """The same of an order that is signed: that nobody reads it changes nothing of what became of it."""
    with suppress(Stopped, OSError):
        _say(text, as_json=as_json)


def _say(text: str, *, as_json: bool) -> None:
    """To a person, on standard output; beside a document on standard error."""
    if as_json:
        show(text)
    else:
        answer(text)
