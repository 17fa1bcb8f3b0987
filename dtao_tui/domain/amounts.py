"""Amounts of TAO and alpha, exact to the rao, and the words a person may use for them."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import overload

from dtao_tui.domain.assets import TAO, Asset, alpha_of

RAO_PER_TAO = 10**9
U64_MAX = 2**64 - 1
LARGEST_RAO = U64_MAX
"""The largest amount that the chain can hold in one number."""

_MILLION = 10**6
_LONGEST_INPUT = 64
_GROUPED = r"[1-9][0-9]{0,2}(?:,[0-9]{3})+"
"""Thousands parted by commas; one that begins with 0 is a decimal comma, and would be read a thousandfold."""

_NUMBER = re.compile(rf"(?P<whole>[0-9]+|{_GROUPED})?(?:\.(?P<fraction>[0-9]*))?")
_DECIMAL_COMMA = re.compile(r"(?P<whole>[0-9]*),(?P<fraction>[0-9]+)")
_TAO_UNITS = ("tao", "τ", "t")
_ALPHA_UNITS = ("alpha", "α", "a")


class NotAnAmount(ValueError):
    """Text that names no amount; `str(error)` is a sentence to show."""


@dataclass(frozen=True, slots=True)
class NumberWords:
    """What a typed number is called in the sentence that refuses it."""

    name: str
    example: str
    has_thousands: bool = True
    """Whether a comma may part thousands; elsewhere each comma is refused, for it could be a decimal one."""


AMOUNT = NumberWords("amount", "12.5")
SHARE = NumberWords("share", "25 %", has_thousands=False)


@dataclass(frozen=True, slots=True, order=True)
class Tao:
    """An amount of TAO. It may be negative, as a difference can be."""

    rao: int

    @property
    def asset(self) -> Asset:
        """TAO."""
        return TAO

    @classmethod
    def parse(cls, text: str) -> "Tao":
        """The amount a person typed, such as "1,250.5". Raises NotAnAmount with the sentence to show."""
        return cls(_rao_of(text))

    def __add__(self, other: "Tao") -> "Tao":
        if not isinstance(other, Tao):
            return NotImplemented
        return Tao(self.rao + other.rao)

    def __sub__(self, other: "Tao") -> "Tao":
        if not isinstance(other, Tao):
            return NotImplemented
        return Tao(self.rao - other.rao)

    def __neg__(self) -> "Tao":
        return Tao(-self.rao)

    def __bool__(self) -> bool:
        return self.rao != 0

    def __str__(self) -> str:
        return exact_decimal(self.rao)


@dataclass(frozen=True, slots=True)
class Alpha:
    """An amount of one subnet's alpha; alpha of different subnets does not add or compare."""

    rao: int
    netuid: int

    @property
    def asset(self) -> Asset:
        """The alpha of its subnet."""
        return alpha_of(self.netuid)

    @classmethod
    def parse(cls, text: str, netuid: int) -> "Alpha":
        """The amount a person typed, such as "1,250.5". Raises NotAnAmount with the sentence to show."""
        return cls(_rao_of(text), netuid)

    def __add__(self, other: "Alpha") -> "Alpha":
        if not isinstance(other, Alpha):
            return NotImplemented
        return Alpha(self.rao + self._rao_alike(other), self.netuid)

    def __sub__(self, other: "Alpha") -> "Alpha":
        if not isinstance(other, Alpha):
            return NotImplemented
        return Alpha(self.rao - self._rao_alike(other), self.netuid)

    def __lt__(self, other: "Alpha") -> bool:
        if not isinstance(other, Alpha):
            return NotImplemented
        return self.rao < self._rao_alike(other)

    def __le__(self, other: "Alpha") -> bool:
        if not isinstance(other, Alpha):
            return NotImplemented
        return self.rao <= self._rao_alike(other)

    def __gt__(self, other: "Alpha") -> bool:
        if not isinstance(other, Alpha):
            return NotImplemented
        return self.rao > self._rao_alike(other)

    def __ge__(self, other: "Alpha") -> bool:
        if not isinstance(other, Alpha):
            return NotImplemented
        return self.rao >= self._rao_alike(other)

    def __neg__(self) -> "Alpha":
        return Alpha(-self.rao, self.netuid)

    def __bool__(self) -> bool:
        return self.rao != 0

    def __str__(self) -> str:
        return exact_decimal(self.rao)

    def _rao_alike(self, other: "Alpha") -> int:
        if other.netuid != self.netuid:
            raise TypeError(f"alpha of subnet {other.netuid} is not alpha of subnet {self.netuid}")
        return other.rao


def amount_of(asset: Asset, rao: int) -> Tao | Alpha:
    """This many rao of an asset."""
    return Tao(rao) if asset.netuid is None else Alpha(rao, asset.netuid)


def as_tao(amount: Tao | Alpha) -> Tao:
    """An amount that must be TAO. Raises TypeError for alpha."""
    if not isinstance(amount, Tao):
        raise TypeError(f"{amount} of subnet {amount.netuid}'s alpha is no TAO")
    return amount


def as_alpha(amount: Tao | Alpha) -> Alpha:
    """An amount that must be alpha. Raises TypeError for TAO."""
    if not isinstance(amount, Alpha):
        raise TypeError(f"{amount} TAO is no alpha")
    return amount


@dataclass(frozen=True, slots=True, order=True)
class Price:
    """Rao of TAO for one whole alpha, rounded down as the chain's `current_alpha_price` answers."""

    rao: int

    def __bool__(self) -> bool:
        return self.rao != 0

    def __str__(self) -> str:
        return exact_decimal(self.rao)

    def worth_of(self, alpha: Alpha) -> Tao:
        """The spot value of this much alpha, rounded down to whole rao."""
        return Tao(alpha.rao * self.rao // RAO_PER_TAO)

    def decimal(self) -> Decimal:
        """The price in TAO, exact."""
        return Decimal(self.rao).scaleb(-9)


@dataclass(frozen=True, slots=True, order=True)
class Portion:
    """A share of what one has, such as "25 %"."""

    parts_per_million: int

    @overload
    def of(self, amount: Tao) -> Tao: ...
    @overload
    def of(self, amount: Alpha) -> Alpha: ...
    def of(self, amount: Tao | Alpha) -> Tao | Alpha:
        """This share of the amount, rounded down: one never spends more than the share."""
        rao = amount.rao * self.parts_per_million // _MILLION
        return Tao(rao) if isinstance(amount, Tao) else Alpha(rao, amount.netuid)

    def __str__(self) -> str:
        return f"{(Decimal(self.parts_per_million) / 10_000).normalize():f} %"


@dataclass(frozen=True, slots=True)
class Everything:
    """The wish "max": all there is."""

    def __str__(self) -> str:
        return "max"


Wish = Tao | Alpha | Portion | Everything


def parse_wish(text: str, *, netuid: int | None) -> Wish:
    """What a person asks for: an amount, "25%" or "max".

    A bare number is alpha of `netuid`, or TAO when there is none; "5 τ" and "5 α" say it themselves.
    Raises NotAnAmount with the sentence to show.
    """
    wish = text.strip().lower()
    if wish == "max":
        return Everything()
    if wish.endswith("%"):
        return _portion_of(wish.removesuffix("%"))
    number, unit = _without_unit(wish)
    if unit == "τ":
        return Tao.parse(number)
    if unit == "α" and netuid is None:
        raise NotAnAmount("This amount is in TAO; leave the α out.")
    return Tao.parse(number) if netuid is None else Alpha.parse(number, netuid)


def exact_decimal(rao: int) -> str:
    """All nine decimals, for machines and for the record: "12.500000000"."""
    whole, fraction = divmod(abs(rao), RAO_PER_TAO)
    return f"{'-' if rao < 0 else ''}{whole}.{fraction:09d}"


def _without_unit(wish: str) -> tuple[str, str]:
    for units, unit in ((_TAO_UNITS, "τ"), (_ALPHA_UNITS, "α")):
        for word in units:
            if wish.endswith(word):
                return wish.removesuffix(word), unit
            if word in "τα" and wish.startswith(word):
                return wish.removeprefix(word), unit
    return wish, ""


def _portion_of(text: str) -> Portion:
    parts = scaled_number(text, decimals=4, words=SHARE)
    if parts > _MILLION:
        raise NotAnAmount("More than 100 % is not there.")
    return Portion(parts)


def _rao_of(text: str) -> int:
    rao = scaled_number(text, decimals=9)
    if rao > LARGEST_RAO:
        raise NotAnAmount("This is more than can exist; the chain holds at most 18,446,744,073.709551615.")
    return rao


def scaled_number(text: str, decimals: int, words: NumberWords = AMOUNT) -> int:
    """The number a person typed, in units of 10**-decimals. Raises NotAnAmount with the sentence to show."""
    number = text.strip()
    if len(number) > _LONGEST_INPUT:
        raise NotAnAmount(f"This number is too long: {len(number)} characters, at most {_LONGEST_INPUT}.")
    match = _NUMBER.fullmatch(number)
    if match is None or not (match["whole"] or match["fraction"]) or ("," in number and not words.has_thousands):
        raise NotAnAmount(_objection_to(number, words))
    fraction = match["fraction"] or ""
    if len(fraction) > decimals:
        raise NotAnAmount(f"At most {decimals} decimals; this has {len(fraction)}.")
    return int((match["whole"] or "0").replace(",", "") + fraction.ljust(decimals, "0"))


def _objection_to(number: str, words: NumberWords) -> str:
    """Why this is no number, for the commonest reasons first."""
    article = "an" if words.name[0] in "aeiou" else "a"
    if not number:
        return f"Type {article} {words.name}, such as {words.example}."
    if number[0] in "+-−–":
        return f"{article.capitalize()} {words.name} has no sign."
    if any(character.isnumeric() and character not in "0123456789" for character in number):
        return "Use the digits 0 to 9."
    if re.fullmatch(r"[0-9.,]+[eE][+-]?[0-9]+", number):
        return "Write the number out, without an exponent."
    if "," in number and re.fullmatch(r"[0-9.,]+", number):
        return _objection_to_comma(number, words)
    return f"This is not a number; type {article} {words.name} such as {words.example}."


def _objection_to_comma(number: str, words: NumberWords) -> str:
    rule = "a comma parts thousands, as in 1,250.5; decimals follow a point" if words.has_thousands else ""
    meant = _DECIMAL_COMMA.fullmatch(number)
    if meant is None:
        return f"{rule[0].upper()}{rule[1:]}." if rule else "Decimals follow a point, and there are no commas."
    written = f"{meant['whole'] or 0}.{meant['fraction']}"
    return f"Write {written}: {rule or 'decimals follow a point'}."
