"""Lines of Review on what an order pays, brings and leaves: at the quoted block, and at worst."""

from collections.abc import Mapping

from textual.content import Content

from dtao_tui.domain.amounts import Alpha, Tao, as_tao
from dtao_tui.domain.formatting import count
from dtao_tui.domain.holdings import Fate
from dtao_tui.domain.operations.operation_rows import ROW_OF
from dtao_tui.screens.orders.call_lines import LABEL_CELLS
from dtao_tui.screens.orders.review_gifts import Column, destination_rows
from dtao_tui.services.trading_desk import Review
from dtao_tui.trading.fee_and_rest import fee_and_rest
from dtao_tui.widgets.text_lines import amount, labelled, share, wrapped
from dtao_tui.widgets.trade.quote_view import TAO

COLUMN_CELLS = 25
DIGITS_CELLS = 20
AT_WORST = "at worst"


def outcome_lines(review: Review, names: Mapping[str, str], width: int) -> list[Content]:
    """All rows below their heading; `names` are of validators, by hotkey."""
    rows = [*_quoted_rows(review, names), *_balance_rows(review), *_rest_rows(review)]
    at = f"at block {count(review.quote.block)}".rjust(DIGITS_CELLS)
    widest = max(worst.cell_length for _, _, worst in rows)
    if width >= LABEL_CELLS + COLUMN_CELLS + widest:
        heading = f"{at.ljust(COLUMN_CELLS)}{AT_WORST:>{DIGITS_CELLS}}"
        lines = [_side_by_side(*row) for row in rows]
    else:
        heading = at
        lines = [line for row in rows for line in _one_below_the_other(*row)]
    return [Content.styled(" " * LABEL_CELLS + heading, "$muted"), *lines, *_rest_sentence(review, width)]


def _side_by_side(label: str, now: Content, worst: Content) -> Content:
    return Content.assemble(labelled(label, now.pad_right(COLUMN_CELLS - now.cell_length), LABEL_CELLS), worst)


def _one_below_the_other(label: str, now: Content, worst: Content) -> list[Content]:
    """Both columns where only one has room; what is the same at worst is told once."""
    first = labelled(label, now, LABEL_CELLS)
    return [first] if worst.plain == now.plain else [first, labelled(f"  {AT_WORST}", worst, LABEL_CELLS)]


def _quoted_rows(review: Review, names: Mapping[str, str]) -> list[Column]:
    quote, fee = review.quote, amount(review.unsigned.fee, TAO)
    pays, gets = review.symbol_of(quote.pays), review.symbol_of(quote.receives)
    pool_fee, held = amount(quote.pool_fee, pays), amount(review.deposit, TAO)
    brings = ROW_OF[review.intent.op].brings
    received = (brings, amount(quote.receives, gets, "bold $bright"), amount(review.worst_received, gets))
    return [
        *([received] if quote.pays or quote.receives else []),
        *destination_rows(review, names),
        *([("pool fee", pool_fee, pool_fee)] if quote.legs else []),
        ("network fee", fee, fee),
        *([("price impact", share(quote.price_impact), share(quote.worst_impact))] if quote.legs else []),
        *([] if review.deposit is None else [("deposit", held, held)]),
    ]


def _balance_rows(review: Review) -> list[Column]:
    """The free balance when all is done, at the quote and at worst."""
    holdings = review.snapshot.holdings_of(review.unsigned.origin)
    fee = review.unsigned.fee
    if holdings is None or fee is None:
        return []
    # A fee that is taken in alpha, or that a proxy pays, leaves this TAO alone.
    is_paid_otherwise = review.pays_fee != review.unsigned.origin or (review.rest and review.rest.fee_in_alpha)
    free = holdings.free - (Tao(0) if is_paid_otherwise else fee) - (review.deposit or Tao(0))
    quote = review.quote
    pays_tao = quote.pays.asset.is_tao
    now, worst = free - Tao(quote.pays_now.rao * pays_tao), free - Tao(quote.pays.rao * pays_tao)
    if quote.receives.asset.is_tao:
        now, worst = now + as_tao(quote.receives), worst + as_tao(review.worst_received)
    return [("free after", amount(now, TAO), amount(worst, TAO)), *_proxy_balance(review, fee)]


def _proxy_balance(review: Review, fee: Tao) -> list[Column]:
    """The free balance of the proxy once it has paid the fee."""
    own = review.snapshot.holdings_of(review.unsigned.signer)
    if not review.account.is_proxied or own is None:
        return []
    left = amount(own.free if review.owner_pays else own.free - fee, TAO)
    return [("proxy after", left, left)]


def _rest_rows(review: Review) -> list[Column]:
    """The rest of the position after a sale."""
    rest, symbol = review.rest, review.subnet.symbol
    if rest is None or not (rest.amount or rest.fee_in_alpha):
        return []
    stays = None if rest.fate is Fate.UNKNOWN else rest.stays
    at_worst = stays if rest.fate is Fate.STAYS else Alpha(0, rest.amount.netuid)
    return [("stays", amount(stays, symbol), amount(at_worst, symbol))]


def _rest_sentence(review: Review, width: int) -> list[Content]:
    """A note where the figure of the rest is incomplete."""
    rest = review.rest
    if rest is None or not _rest_rows(review):
        return []
    return [Content.styled(line, "$note") for line in wrapped(fee_and_rest(rest, review.subnet.symbol), width) if line]
