"""What is said of the network's fee taken in alpha, and of the rest that a sale leaves."""

from dtao_tui.domain.holdings import Fate, Rest
from dtao_tui.services.words import said


def fee_and_rest(rest: Rest, symbol: str) -> str:
    """Both sentences, as far as there is something to say."""
    return " ".join(filter(None, (told_of_fee(rest, symbol), told_of_rest(rest, symbol))))


def told_of_fee(rest: Rest, symbol: str) -> str:
    """That the free TAO does not pay the network's fee, and what is sold for it; empty where it does."""
    if not rest.fee_in_alpha:
        return ""
    taken = said(rest.fee_in_alpha, symbol)
    return f"The free TAO does not pay the network's fee: the chain sells about {taken} of this stake for it first."


def told_of_rest(rest: Rest, symbol: str) -> str:
    """What the chain does with a rest that may not stay; empty where it stays, or nothing is left."""
    left, now = said(rest.amount, symbol), _now(rest)
    match rest.fate:
        case Fate.SOLD:
            return f"The rest, {left}, would be sold too, at any price; {now}.{_least(rest)}"
        case Fate.AT_RISK:
            return f"Near your limit the rest, {left}, would be sold too, at any price; {now}.{_least(rest)}"
        case Fate.UNKNOWN:
            return f"Whether the rest, {left}, stays is not known here; the chain may sell it too, at any price."
        case _:
            return ""


def _now(rest: Rest) -> str:
    return "what it would bring is not known" if rest.brings is None else f"now for about {said(rest.brings)}"


def _least(rest: Rest) -> str:
    return "" if rest.least is None else f" The chain keeps no rest that is worth less than {said(rest.least)}."
