"""What a ticket says of its draft: the checks, a rest that would not stay, and what can be done about it."""

from collections.abc import Mapping
from dataclasses import replace

from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.formatting import percent, trimmed
from dtao_tui.domain.holdings import Rest
from dtao_tui.domain.trades.check import Check
from dtao_tui.domain.trades.operations import LimitKind, Spec
from dtao_tui.domain.trades.quotes import Quote
from dtao_tui.trading.fee_and_rest import briefly
from dtao_tui.trading.ticket.recipient import Recipient
from dtao_tui.trading.ticket.ticket_draft import Draft
from dtao_tui.trading.ticket.ways_out import WaysOut
from dtao_tui.widgets.trade.checks import Verdict
from dtao_tui.widgets.trade.ways_list import WayOut, Ways

LARGEST, TOLERANCE, KEEP_ENOUGH = "ctrl+n", "ctrl+t", "ctrl+r"
FILLS = "limit"
"""The name of the check whether an order fills."""

RECIPIENT = "recipient"
"""The name of the check whether another account is named."""

CHOOSES = "ctrl+l"
TO_CHOOSE = ("Choose a", "Choose the subnet")
"""How checks begin that say which field of a ticket is to be filled in from its list."""

TO_TYPE = "Type the account"
CHOOSE_ACCOUNT = "Choose an account"
"""What a check says of an order whose other account is still to be named."""


HINT = "Type an amount: 12.5, 25 %, max, 1 %i for a price impact, or 10 %p for a share of all you have."
HINT_WITHOUT_PRICE = "Type an amount: 12.5, 25 % or max."


def hint_of(spec: Spec) -> str:
    """How an amount is typed."""
    return HINT_WITHOUT_PRICE if spec.limit is LimitKind.NONE else HINT


def verdict_of(draft: Draft, symbol: str, *, has_answer: bool, recipient: Recipient | None = None) -> Verdict:
    """The draft's checks; the chain's own is pending until it has answered."""
    told = recipient or Recipient()
    is_asked = draft.is_complete or draft.needs_chain_quote
    is_pending = is_asked and not has_answer and not draft.caution
    return Verdict(
        # Where only the chain can quote, its answer comes first.
        checks=tuple(sorted(_worded(draft, told), key=lambda check: draft.needs_chain_quote and check.name != "chain")),
        pending=frozenset({"chain"}) if is_pending else frozenset(),
        objection=_objection(draft, told),
        note=" ".join(filter(None, (told.warning, draft.note, *draft.notes))),
        brief_note=" ".join(
            filter(None, (told.warning, briefly(draft.rest, symbol) if draft.rest else "", *draft.notes))
        ),
    )


def why_shut(verdict: Verdict) -> str:
    """Why a ticket cannot be reviewed yet, in one sentence."""
    failed = next((check.sentence for check in verdict.failed if check.sentence), "")
    waits = "The chain has not answered yet." if verdict.pending else ""
    return failed or verdict.objection or verdict.hint or waits or "Something is still missing."


def ways_of(draft: Draft, symbols: Mapping[int, str], most: Tao | Alpha | None) -> Ways:
    """What can be done where the order does not fill, cannot be paid, or leaves a rest that does not stay.

    `most` is what there is to pay with.
    """
    if draft.ways is not None and draft.quote is not None:
        return _ways_to_fill(draft.quote, draft.ways, symbols)
    if any(check.name == "funds" and not check.passed for check in draft.checks) and most and draft.amount:
        word = "all there is"
        return Ways((WayOut(LARGEST, trimmed(most, least=2), most.asset.symbol(symbols), word, "max", brief=word),))
    if draft.rest is not None and draft.rest.needs_a_word:
        return Ways(tuple(_ways_of_rest(draft.rest, draft.rest.sold.asset.symbol(symbols))))
    return Ways()


def _worded(draft: Draft, recipient: Recipient) -> tuple[Check, ...]:
    """The checks, in the words of a ticket."""
    return tuple(_in_words(check, draft, recipient) for check in draft.checks)


def _objection(draft: Draft, recipient: Recipient) -> str:
    """The sentence beside the checks; where it is that of a check, in the same words."""
    said = {check.sentence: _in_words(check, draft, recipient).sentence for check in draft.checks if not check.passed}
    return said.get(draft.sentence, draft.sentence)


def _in_words(check: Check, draft: Draft, recipient: Recipient) -> Check:
    """One that would not fill is said shortly, as the ways out say the rest; that of an address says what is wrong."""
    if check.passed:
        return check
    if check.name == FILLS and draft.ways is not None and draft.quote is not None:
        given, needed = draft.quote.tolerance, draft.ways.tolerance
        fact = f"needs a tolerance of {percent(needed.percent)} %, has {given}" if needed else check.fact
        return replace(check, sentence=f"Would not fill: {given} is too little.", fact=fact)
    if check.sentence.startswith(TO_TYPE) and not recipient.trouble:
        return replace(check, sentence=f"Type the account that gets it, or choose it: {CHOOSES}.")
    if check.sentence.startswith(TO_CHOOSE) and not recipient.trouble:
        return replace(check, sentence=f"{check.sentence.removesuffix('.')}: {CHOOSES}.")
    if recipient.trouble and (check.name == RECIPIENT or check.sentence.startswith(CHOOSE_ACCOUNT)):
        return replace(check, sentence=recipient.trouble)
    return check


def _ways_to_fill(quote: Quote, ways: WaysOut, symbols: Mapping[int, str]) -> Ways:
    found = []
    if ways.largest is not None:
        unit = ways.largest.asset.symbol(symbols)
        number, text = trimmed(ways.largest, least=2), _typed(ways.largest)
        found.append(WayOut(LARGEST, number, unit, "largest that fills", text, brief="fills"))
    if ways.tolerance is not None:
        number = percent(ways.tolerance.percent)
        found.append(WayOut(TOLERANCE, number, "%", "tolerance needed", ways.tolerance.typed, is_tolerance=True))
    impact, allowed = percent(quote.price_impact), percent(quote.tolerance.percent)
    if ways.moved is None:
        sentence = f"Impact, {impact} %, is what this size does; tolerance, {allowed} %, is all you allow."
        return Ways(tuple(found), sentence, f"Impact {impact} %, tolerance {allowed} %.")
    moved = percent(ways.moved)
    sentence = f"This size moves the price by {moved} %, and by {impact} % on average; you allow {allowed} %."
    return Ways(tuple(found), sentence, f"Moves the price {moved} %, allowed {allowed} %.")


def _ways_of_rest(rest: Rest, unit: str) -> list[WayOut]:
    """Both amounts as far as there is such a sale."""
    ways = []
    if rest.whole_sale is not None:
        ways.append(WayOut(LARGEST, trimmed(rest.whole_sale, least=2), unit, "no rest", "max", before="sell all"))
    if rest.most_kept_sale is not None and rest.least_kept is not None:
        sale, text = f"sell {trimmed(rest.most_kept_sale, least=2)}", _typed(rest.most_kept_sale)
        ways.append(WayOut(KEEP_ENOUGH, trimmed(rest.least_kept, least=2), unit, sale, text, before="keep at least"))
    return ways


def _typed(amount: Tao | Alpha) -> str:
    """The exact amount as a person would type it."""
    return str(amount).rstrip("0").removesuffix(".")
