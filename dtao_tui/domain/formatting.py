"""Formatting of numbers: exact, or visibly shortened.

Decimals stand in groups of three, the minus is −, nothing is –. A shortened fine figure is cut, never rounded up: each
digit shown is a digit of the number, and nobody reads more than there is.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from dtao_tui.domain.amounts import RAO_PER_TAO, Alpha, Price, Tao

MINUS = "−"
NOTHING = "–"

DECIMALS = 9
_PLAIN_DECIMALS = 3
_SIGNIFICANT_DIGITS = 3
_UP, _DOWN, _STILL = "▲", "▼", "·"
_SPANS = ((60, "s"), (60, "min"), (24, "h"))

Amount = Tao | Alpha | Price | int
"""An amount, or its number of rao."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in two parts: what the eye shall read, and the digits behind."""

    plain: str
    dim: str = ""
    is_coarse: bool = False
    """In a coarse figure the second part is the point with its fraction, to be muted rather than dim."""

    def __str__(self) -> str:
        return self.plain + self.dim


@dataclass(frozen=True, slots=True)
class Change:
    """A move in per cent, with a sign that needs no colour."""

    arrow: str
    text: str
    direction: int
    """1 up, −1 down, 0 where the text reads zero."""

    def __str__(self) -> str:
        return f"{self.arrow} {self.text}"


def exact(amount: Amount) -> str:
    """All nine decimals: "1,234.567 890 123"."""
    return str(fine(amount))


def with_unit(amount: Tao | Alpha, symbol: str = "α") -> str:
    """The exact amount with its unit, without zeros at the end: "1,250.500 τ"."""
    return f"{trimmed(amount, least=_PLAIN_DECIMALS)} {'τ' if isinstance(amount, Tao) else symbol}"


def trimmed(amount: Amount, *, least: int = 1) -> str:
    """The exact amount without zeros at the end, but with so many decimals at least: "1,250.5"."""
    whole, _, decimals = exact(amount).partition(".")
    return f"{whole}.{decimals.rstrip('0 ').ljust(least, '0')}"


def fine(amount: Amount, *, decimals: int = DECIMALS, width: int | None = None, signed: bool = False) -> Figure:
    """A price or an amount, cut after `decimals` or where `width` cells are full; fewer than nine tell of the cut.

    Plain are at least three decimals and three significant digits. What is not zero never reads zero: "<0.000 01".
    """
    rao = _rao(amount)
    sign = _sign(rao, signed)
    whole, nanos = divmod(abs(rao), RAO_PER_TAO)
    head = f"{sign}{whole:,}"
    shown = decimals if width is None else min(decimals, _decimals_that_fit(width - len(head)))
    digits = f"{nanos:09d}"[:shown]
    if rao and not whole and not int(digits or "0"):
        return Figure(f"{sign}<{_least(shown)}")
    if not digits:
        return Figure(head)
    plain = min(shown, max(_PLAIN_DECIMALS, _decimals_for_significance(whole, digits)))
    grouped = _in_groups(digits)
    cut = plain + (plain - 1) // 3
    return Figure(f"{head}.{grouped[:cut]}", grouped[cut:])


def coarse(amount: Amount | None, *, decimals: int = 1, per: int = 1000, signed: bool = False) -> Figure:
    """A size, rounded to fixed decimals, in thousands unless `per` says otherwise: "57" and ".33".

    What is not zero never reads zero: "<0" and ".01". None, which is not known, reads "–".
    """
    if amount is None:
        return Figure("", NOTHING)
    value = Decimal(_rao(amount)) / (RAO_PER_TAO * per)
    whole, point, fraction = _never_zero(value, decimals).partition(".")
    return Figure(_sign(value, signed) + whole, point + fraction, is_coarse=True)


def percent(value: Decimal | float | None, *, decimals: int = 2, signed: bool = False) -> str:
    """Per cent without its sign: "0.32". What is not zero never reads zero: "<0.01". None reads –."""
    if value is None:
        return NOTHING
    number = Decimal(value)
    return _sign(number, signed) + _never_zero(number, decimals)


def change(value: Decimal | float | None, *, decimals: int = 2) -> Change:
    """A move in per cent: ▲ 1.20, ▼ 0.40, · 0.00; what rounds to nothing is still. None reads –."""
    if value is None:
        return Change("", NOTHING, 0)
    number = Decimal(value)
    text = _rounded(number, decimals)
    if not text.strip("0,."):
        return Change(_STILL, text, 0)
    return Change(_UP, text, 1) if number > 0 else Change(_DOWN, text, -1)


def count(number: int) -> str:
    """A whole number with commas: "48,213"."""
    return f"{_sign(number, False)}{abs(number):,}"


def age(seconds: float) -> str:
    """A span of time in its largest whole unit, rounded down: "3 s", "58 min", "26 d"."""
    number = max(0, int(seconds))
    for size, unit in _SPANS:
        if number < size:
            return f"{number} {unit}"
        number //= size
    return f"{number:,} d"


def _rao(amount: Amount) -> int:
    return amount if isinstance(amount, int) else amount.rao


def _sign(number: int | Decimal, signed: bool) -> str:
    if number < 0:
        return MINUS
    return "+" if signed and number > 0 else ""


def _rounded(value: Decimal, decimals: int) -> str:
    return f"{abs(value).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_EVEN):,f}"


def _never_zero(value: Decimal, decimals: int) -> str:
    text = _rounded(value, decimals)
    return f"<{Decimal(1).scaleb(-decimals):f}" if value and not text.strip("0,.") else text


def _in_groups(digits: str) -> str:
    return " ".join(digits[start : start + 3] for start in range(0, len(digits), 3))


def _least(decimals: int) -> str:
    """A number that all which read zero at these decimals are below, and that is one character shorter."""
    if decimals < 2:
        return "1" if decimals == 0 else "0.1"
    return "0." + _in_groups("0" * (decimals - 2) + "1")


def _decimals_that_fit(cells: int) -> int:
    """The number of decimals that fit, with their point and gaps, in this many cells."""
    decimals = 0
    while decimals < DECIMALS and 1 + (decimals + 1) + decimals // 3 <= cells:
        decimals += 1
    return decimals


def _decimals_for_significance(whole: int, digits: str) -> int:
    """The decimals up to the third significant digit."""
    if whole:
        return _SIGNIFICANT_DIGITS - len(str(whole))
    significant = digits.lstrip("0")
    return len(digits) - len(significant) + _SIGNIFICANT_DIGITS if significant else 0
