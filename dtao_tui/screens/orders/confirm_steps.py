"""Steps of a confirmation that depend on the operation: the amount, or the word for one without, and who gets it."""

from dtao_tui.domain.formatting import fine
from dtao_tui.domain.operations.operation_rows import ROW_OF
from dtao_tui.services.trading_desk import Review
from dtao_tui.widgets.trade.confirm import Step

ENDS = 6
"""How many characters of an address are typed at each end."""

_WHOLE = "remove_stake_full_limit"


def amount_step(review: Review) -> Step:
    """The amount as it must be typed: all of it, what the eye reads of a long one, or the word where there is none."""
    if all(leaf.name == _WHOLE for leaf in review.decoded.call.leaves):
        return _word_step("all")
    row = ROW_OF[review.intent.op]
    if not row.asks_amount:
        return _word_step(row.verb.split()[0])
    pays = review.intent.amount
    exact = str(pays)
    short = exact.rstrip("0").rstrip(".")
    read = fine(pays).plain
    shown = short if len(short) <= len(read) else read
    spellings = {spelling.replace(",", "").replace(" ", "") for spelling in (exact, short, read, shown)}
    return Step("to sign, type the amount", shown, frozenset(spellings), review.symbol_of(pays), must_settle=True)


def recipient_step(recipient: str) -> Step:
    """The ends of an address that this account never gave anything to."""
    typed = recipient[:ENDS] + recipient[-ENDS:]
    return Step("new account, its first and last six characters", "·" * len(typed), frozenset({typed}))


def _word_step(word: str) -> Step:
    return Step("to sign, type", word, frozenset({word, word.upper()}))
