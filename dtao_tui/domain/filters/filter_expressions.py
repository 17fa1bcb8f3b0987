"""Filter expressions: `depth>5k ch24<-5 watched`, `and`, `or`, `not`, parentheses; plain words search the names.

Terms side by side must all hold. What is not known is neither true nor false, also behind `not`: it does not pass.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from dtao_tui.domain.filters.filter_fields import MARKET_WORDS, FilterField, FilterRow, Vocabulary
from dtao_tui.domain.market import matching

Test = Callable[[FilterRow], bool | None]

MOST_DEPTH = 32
"""Parentheses and `not` within each other."""

LONGEST_FILTER = 300

_COMPARISONS: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "<": lambda one, other: one < other,
    ">": lambda one, other: one > other,
    "=": lambda one, other: one == other,
    "<=": lambda one, other: one <= other,
    ">=": lambda one, other: one >= other,
}
_WRITTEN_AS = {"≤": "<=", "≥": ">=", "==": "="}
_MULTIPLES = {"": 1, "k": 1000, "m": 10**6}
_NUMBER = re.compile(r"([-−+]?)(\d+(?:\.\d+)?|\.\d+)([kKmM]?)(?:%|τ|d)?")
_TOKEN = re.compile(r'\s*(?:(?P<text>"[^"]*"?)|(?P<mark>[()]|<=|>=|==|[<>=≤≥])|(?P<word>[^\s()<>=≤≥"]+))')
_CONNECTIVES = ("and", "or", "not")
_AS_WRITTEN = Decimal(0)


class FilterTrouble(Exception):
    """The text is no filter; `str()` says why, as the part of a sentence."""

    def __init__(self, why: str, at: int) -> None:
        super().__init__(why)
        self.at = at
        """The place in the text that it is about, from 0."""


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    """`text`, `mark` or `word`; `end` behind the last."""

    text: str
    at: int


@dataclass(frozen=True, slots=True)
class FieldComparison:
    """One comparison within an expression."""

    field: FilterField
    mark: str
    """`<`, `>`, `=`, `<=` or `>=`."""

    wanted: Decimal


@dataclass(frozen=True, slots=True)
class MarketFilter:
    """A filter that was read."""

    text: str
    test: Test
    comparisons: tuple[FieldComparison, ...] = ()
    """Its comparisons with numbers, as they are written."""

    choices: tuple[tuple[str, str], ...] = ()
    """Its comparisons with words: the field and the word."""

    @property
    def passes_all(self) -> bool:
        """Whether it is empty."""
        return not self.text.strip()

    def passes(self, facts: FilterRow) -> bool:
        """Whether the subnet passes; what is not known does not."""
        return self.test(facts) is True

    def passing(self, rows: Iterable[FilterRow]) -> list[FilterRow]:
        """The subnets that pass, in the order in which they are given."""
        return [facts for facts in rows if self.passes(facts)]


def read_filter(text: str, words: Vocabulary = MARKET_WORDS, eased: Decimal = _AS_WRITTEN) -> MarketFilter:
    """The filter in this text; an empty one passes all. Raises FilterTrouble.

    `eased` is the part of each limit by which its comparison is made easier to pass; behind `not`, harder.
    """
    if len(text) > LONGEST_FILTER:
        raise FilterTrouble(f"a filter has at most {LONGEST_FILTER} characters", LONGEST_FILTER)
    reader = _Reader(text, words, eased)
    test = reader.whole()
    return MarketFilter(text, test, tuple(reader.comparisons), tuple(reader.choices))


def completion_of(text: str, words: Vocabulary = MARKET_WORDS) -> str:
    """What completes the last word of the text to the first name that begins so; empty where none does."""
    found = re.search(r"[a-z]+\d*$", text)
    word = found.group() if found else ""
    if not word:
        return ""
    names = (*words.names, *_CONNECTIVES)
    if word in names:
        return ""
    return next((name[len(word) :] for name in names if name.startswith(word)), "")


class _Reader:
    """Reads by recursive descent: or, and, not, a term."""

    def __init__(self, text: str, words: Vocabulary, eased: Decimal) -> None:
        self._tokens = _tokens(text)
        self._words = words
        self._eased = eased
        self._next = 0
        self._depth = 0
        self.comparisons: list[FieldComparison] = []
        self.choices: list[tuple[str, str]] = []

    def whole(self) -> Test:
        if self._now.kind == "end":
            return lambda _: True
        test = self._either()
        if self._now.kind != "end":
            raise FilterTrouble(f"“{self._now.text}” is not expected here", self._now.at)
        return test

    @property
    def _now(self) -> _Token:
        return self._tokens[self._next]

    def _take(self) -> _Token:
        token = self._now
        if token.kind != "end":
            self._next += 1
        return token

    def _is(self, word: str) -> bool:
        return self._now.kind != "text" and self._now.text.casefold() == word

    def _either(self) -> Test:
        tests = [self._all()]
        while self._is("or"):
            self._take()
            tests.append(self._all())
        return _any_of(tests)

    def _all(self) -> Test:
        tests = [self._negated()]
        while self._now.kind != "end" and not self._is("or") and not self._is(")"):
            if self._is("and"):
                self._take()
            tests.append(self._negated())
        return _all_of(tests)

    def _negated(self) -> Test:
        if not self._is("not"):
            return self._term()
        self._go_deeper(self._take())
        self._eased = -self._eased
        test = self._negated()
        self._eased = -self._eased
        self._depth -= 1

        def negated(facts: FilterRow) -> bool | None:
            is_true = test(facts)
            return None if is_true is None else not is_true

        return negated

    def _term(self) -> Test:
        token = self._take()
        if token.kind == "text":
            return _searches(token.text.strip('"'))
        if token.kind == "end":
            raise FilterTrouble("something is missing at the end", token.at)
        if token.text == "(":
            self._go_deeper(token)
            test = self._either()
            if self._take().text != ")":
                raise FilterTrouble("this parenthesis is not closed", token.at)
            self._depth -= 1
            return test
        name = token.text.casefold()
        if token.kind == "mark" or name in ("and", "or"):
            raise FilterTrouble(f"“{token.text}” is not expected here", token.at)
        if name in self._words.sized and self._is("("):
            return self._comparison(self._sized(token))
        if self._now.text in (*_COMPARISONS, *_WRITTEN_AS):
            return self._choice(token) if name in self._words.choices else self._comparison(self._field(token))
        return self._words.states[name] if name in self._words.states else _searches(token.text)

    def _field(self, token: _Token) -> FilterField:
        name = token.text.casefold()
        field = self._words.fields.get(name)
        if field is None:
            needs_size = name in self._words.sized
            why = f"{name} needs a size, such as {name}(250)" if needs_size else f"“{token.text}” is no field"
            raise FilterTrouble(why, token.at)
        return field

    def _sized(self, name: _Token) -> FilterField:
        """The field of a size, from its parenthesis on."""
        self._take()
        size = self._number(f"{name.text}(")
        if size <= 0 or self._take().text != ")":
            raise FilterTrouble(f"a size such as {name.text}(250) is expected here", name.at)
        return self._words.sized[name.text.casefold()].of(size)

    def _choice(self, name: _Token) -> Test:
        mark, word = self._take(), self._take()
        field, wanted = self._words.choices[name.text.casefold()], word.text.casefold()
        if _WRITTEN_AS.get(mark.text, mark.text) != "=" or wanted not in field.choices:
            known = " or ".join(f"{field.name}={choice}" for choice in field.choices)
            raise FilterTrouble(f"{known} is expected here", mark.at if mark.text != "=" else word.at)
        self.choices.append((field.name, wanted))

        def chosen(facts: FilterRow) -> bool | None:
            value = field.value(facts)
            return None if value is None else value == wanted

        return chosen

    def _comparison(self, field: FilterField) -> Test:
        mark = self._take().text
        mark = _WRITTEN_AS.get(mark, mark)
        wanted = self._number(f"{field.name}{mark}")
        self.comparisons.append(FieldComparison(field, mark, wanted))
        return _compared(field, mark, wanted, abs(wanted) * self._eased)

    def _number(self, behind: str) -> Decimal:
        token = self._take()
        found = _NUMBER.fullmatch(token.text) if token.kind == "word" else None
        if found is None:
            why = "a number is missing" if token.kind == "end" else f"“{token.text}” is no number"
            raise FilterTrouble(f"{why} behind {behind}", token.at)
        sign, digits, multiple = found.groups()
        return Decimal(digits) * _MULTIPLES[multiple.lower()] * (-1 if sign in ("-", "−") and sign else 1)

    def _go_deeper(self, token: _Token) -> None:
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise FilterTrouble("this is nested too deeply", token.at)


def _tokens(text: str) -> list[_Token]:
    tokens, at = [], 0
    while at < len(text.rstrip()):
        found = _TOKEN.match(text, at)
        # Every character that is no blank belongs to one of the three kinds.
        assert found is not None
        kind = found.lastgroup or "word"
        tokens.append(_Token(kind, found.group(kind), found.start(kind)))
        at = found.end()
    return [*tokens, _Token("end", "", len(text))]


def _compared(field: FilterField, mark: str, wanted: Decimal, easier: Decimal) -> Test:
    """The comparison, by so much easier to pass than it is written."""
    compare, limit = _COMPARISONS[mark], wanted - easier if mark.startswith(">") else wanted + easier

    def compared(facts: FilterRow) -> bool | None:
        value = field.value(facts)
        if value is None:
            return None
        return abs(value - wanted) <= max(easier, _AS_WRITTEN) if mark == "=" else compare(value, limit)

    return compared


def _searches(word: str) -> Test:
    return lambda facts: bool(matching((facts.subnet,), word))


def _all_of(tests: list[Test]) -> Test:
    """False where one is false, not known where one is not known, else true."""
    if len(tests) == 1:
        return tests[0]

    def all_hold(facts: FilterRow) -> bool | None:
        told = [test(facts) for test in tests]
        return False if False in told else None if None in told else True

    return all_hold


def _any_of(tests: list[Test]) -> Test:
    """True where one is true, not known where one is not known, else false."""
    if len(tests) == 1:
        return tests[0]

    def one_holds(facts: FilterRow) -> bool | None:
        told = [test(facts) for test in tests]
        return True if True in told else None if None in told else False

    return one_holds
