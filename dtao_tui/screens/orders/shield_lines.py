"""The review's lines on the MEV shield: whether the order is sealed, and what that means."""

from textual.content import Content

from dtao_tui.domain.formatting import with_unit
from dtao_tui.domain.orders.shield_plan import ShieldUse
from dtao_tui.services.trading_desk import Review
from dtao_tui.widgets.text_lines import labelled, wrapped

_LABEL = "shield"
_ONLY_THE_CARRIER = "Only its carrier is rehearsed, the order in it is not."
_READ_EARLY = "Who made that key could read the order before its block, and do nothing else with it."
_CAN_BE_READ = "Others can read the order while it waits for its block, and trade before it."


def shield_lines(review: Review, width: int, label_cells: int) -> list[Content]:
    """The lines; none where the chain has no shield, or the order moves no price."""
    plan = review.shield
    match plan.use:
        case ShieldUse.SEALED:
            return _lines([(f"sealed until its block is made. {_carrier_words(review)}", "")], width, label_cells)
        case ShieldUse.UNPROVEN:
            doubt = f"sealed by a key that is not proven. {plan.because} {_READ_EARLY}"
            return _lines([(doubt, "$note"), (_carrier_words(review), "")], width, label_cells)
        case ShieldUse.OPEN:
            return _lines([(f"off. {plan.because} {_CAN_BE_READ}", "$note")], width, label_cells)
        case _:
            return _lines([(plan.because, "$muted")], width, label_cells) if plan.because else []


def nonces(review: Review) -> str:
    """The nonces that the order uses, such as "nonces 7 and 8"."""
    first = review.unsigned.nonce
    return f"nonces {first} and {review.last_nonce}" if review.shield.is_sealed else f"nonce {first}"


def _carrier_words(review: Review) -> str:
    fee = review.shield.carrier_fee
    price = f" {with_unit(fee)} of the network fee are for the carrier." if fee else ""
    return f"{_ONLY_THE_CARRIER}{price}"


def _lines(sentences: list[tuple[str, str]], width: int, label_cells: int) -> list[Content]:
    """Sentences beside the label, each in its style, wrapped and never clipped."""
    lines = [
        Content.styled(line, style) for text, style in sentences for line in wrapped(text, max(width - label_cells, 1))
    ]
    return [labelled("" if at else _LABEL, line, label_cells) for at, line in enumerate(lines)]
