"""What is said of the network's fee taken in alpha, and of the rest that a sale leaves."""

from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.formatting import with_unit
from dtao_tui.domain.holdings import Fate, Rest


def fee_and_rest(rest: Rest, symbol: str) -> str:
    """Both sentences, as far as there is something to say."""
    return " ".join(filter(None, (told_of_fee(rest, symbol), told_of_rest(rest, symbol))))


def briefly(rest: Rest, symbol: str) -> str:
    """The same without explanations, where there is little room."""
    fee = f"About {with_unit(rest.fee_in_alpha, symbol)} are sold for the network's fee." if rest.fee_in_alpha else ""
    left = with_unit(rest.amount, symbol)
    price = "" if rest.brings is None else f", now for about {with_unit(rest.brings)}"
    word = {
        Fate.SOLD: f"The rest, {left}, is {'sold too, at any price' + price if rest.brings != Tao(0) else 'lost'}.",
        Fate.AT_RISK: f"Near your limit the rest, {left}, is sold too, at any price{price}.",
        Fate.UNKNOWN: f"The rest, {left}, may be sold too, at any price.",
    }
    return " ".join(filter(None, (fee, word.get(rest.fate, ""))))


def told_of_fee(rest: Rest, symbol: str) -> str:
    """That the free TAO does not pay the network's fee, and what is sold for it; empty where it does."""
    if not rest.fee_in_alpha:
        return ""
    taken = with_unit(rest.fee_in_alpha, symbol)
    return f"The free TAO does not pay the network's fee: the chain sells about {taken} of this stake for it first."


def told_of_rest(rest: Rest, symbol: str) -> str:
    """What the chain does with a rest that may not stay; empty where it stays, or nothing is left."""
    left, now = with_unit(rest.amount, symbol), _now(rest)
    if rest.fate is Fate.SOLD and rest.brings == Tao(0):
        return f"The rest, {left}, would be lost: it is too small to stay, and it cannot be sold.{_least(rest)}"
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
    return "what it would bring is not known" if rest.brings is None else f"now for about {with_unit(rest.brings)}"


def _least(rest: Rest) -> str:
    return "" if rest.least is None else f" The chain keeps no rest that is worth less than {with_unit(rest.least)}."
