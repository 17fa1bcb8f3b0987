"""What a ticket says of its draft: the checks, a rest that would not stay, and what can be done about it."""

from dtao_tui.domain.amounts import Alpha
from dtao_tui.domain.formatting import with_unit
from dtao_tui.domain.holdings import Rest
from dtao_tui.trading.fee_and_rest import briefly
from dtao_tui.trading.ticket.ticket_draft import Draft
from dtao_tui.widgets.trade.checks import Offer, Verdict

SELL_ALL, KEEP_ENOUGH = "ctrl+n", "ctrl+r"


def verdict_of(draft: Draft, symbol: str, *, has_answer: bool) -> Verdict:
    """The draft's checks; the chain's own is pending until it has answered."""
    is_asked = draft.is_complete or draft.needs_chain_quote
    is_pending = is_asked and not has_answer and not draft.caution
    return Verdict(
        # Where only the chain can quote, its answer comes first.
        checks=tuple(sorted(draft.checks, key=lambda check: draft.needs_chain_quote and check.name != "chain")),
        pending=frozenset({"chain"}) if is_pending else frozenset(),
        objection=draft.sentence,
        note=" ".join(filter(None, (draft.note, *draft.notes))),
        brief_note=" ".join(filter(None, (briefly(draft.rest, symbol) if draft.rest else "", *draft.notes))),
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
