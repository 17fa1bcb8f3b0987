"""Lines of Review that say where each part of an order ends up, and what the limit of a swap really lets through."""

from collections.abc import Mapping

from textual.content import Content

from dtao_tui.domain.accounts import shortened
from dtao_tui.domain.amounts import Alpha, Tao, amount_of
from dtao_tui.domain.formatting import percent
from dtao_tui.services.trading_desk import Review
from dtao_tui.widgets.text_lines import amount, wrapped

Column = tuple[str, Content, Content]
"""A label, what it is now, and what it is at worst."""

WHERE = "  to "


def destination_rows(review: Review, names: Mapping[str, str]) -> list[Column]:
    """What of the proceeds goes where, of an order whose second call passes on the least that the first brings."""
    passed_on = review.quote.limits.passed_on
    if passed_on is None or len(review.decoded.call.leaves) < 2:
        return []
    unit = review.symbol_of(passed_on)
    intent, now, worst = review.intent, review.quote.receives, review.worst_received
    who = shortened(intent.recipient) if intent.recipient else names.get(intent.hotkey) or shortened(intent.hotkey)
    kept_at = names.get(intent.pays_from) or shortened(intent.pays_from)
    given = amount(passed_on, unit)
    return [
        (f"{WHERE}{who}", given, given),
        (f"  left at {kept_at}", amount(_above(now, passed_on), unit), amount(_above(worst, passed_on), unit)),
    ]


def limit_lines(review: Review, width: int) -> list[Content]:
    """What the limit of a swap lets through where none keeps the tolerance, as a note."""
    through = review.quote.lets_through
    if through is None:
        return []
    allowed = percent(review.quote.tolerance.percent)
    sentence = (
        f"The chain's limit for two pools leaves their weights out: it lets this through down to {percent(through)} % "
        f"below the market, not {allowed} %. No stricter limit would let it through at all."
    )
    return [Content.styled(line, "$note") for line in wrapped(sentence, width)]


def _above(received: Tao | Alpha, passed_on: Alpha) -> Tao | Alpha:
    return amount_of(received.asset, max(received.rao - passed_on.rao, 0))
