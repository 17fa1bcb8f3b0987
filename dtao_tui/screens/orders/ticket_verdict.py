"""What a ticket says of its draft: the checks, a rest that would not stay, and what can be done about it."""

from dtao_tui.domain.amounts import Alpha
from dtao_tui.domain.formatting import with_unit
from dtao_tui.domain.holdings import Rest
from dtao_tui.domain.trades.check import Check
from dtao_tui.trading.fee_and_rest import briefly
from dtao_tui.trading.ticket_draft import Draft
from dtao_tui.widgets.trade.checks import Offer, Verdict

SELL_ALL, KEEP_ENOUGH = "ctrl+n", "ctrl+r"


def verdict_of(draft: Draft, chain: Check | None, symbol: str, *, has_chain_quote: bool) -> Verdict:
    """The draft's checks with the chain's own, which is pending until it has answered."""
    is_asked = draft.order is not None or draft.needs_chain_quote
    is_answered = chain is not None or (draft.needs_chain_quote and has_chain_quote)
    answer = (chain,) if chain and is_asked else ()
    is_pending = is_asked and not is_answered and not draft.caution
    return Verdict(
        checks=answer + draft.checks if draft.needs_chain_quote else draft.checks + answer,
        pending=frozenset({"chain"}) if is_pending else frozenset(),
        objection=draft.sentence,
        note=draft.note,
        brief_note=briefly(draft.rest, symbol) if draft.rest else "",
        offers=offers_for(draft.rest, symbol) if draft.rest else (),
    )


def offers_for(rest: Rest, symbol: str) -> tuple[Offer, ...]:
    """Both amounts as far as there is such a sale; none where the rest stays."""
    if not rest.needs_a_word:
        return ()
    offers = []
    if rest.whole_sale is not None:
        offers.append(Offer(SELL_ALL, f"sell all {with_unit(rest.whole_sale, symbol)}", "no rest", "max"))
    if rest.most_kept_sale is not None and rest.least_kept is not None:
        sale = rest.most_kept_sale
        words = f"keep at least {with_unit(rest.least_kept, symbol)}"
        offers.append(Offer(KEEP_ENOUGH, words, f"sell {with_unit(sale, symbol)}", _typed(sale)))
    return tuple(offers)


def _typed(amount: Alpha) -> str:
    """The exact amount as a person would type it."""
    return str(amount).rstrip("0").removesuffix(".")
