"""Filter expressions: `depth>5k ch24<-5 watched`, `and`, `or`, `not`, parentheses; plain words search the names.

Terms side by side must all hold. What is not known is neither true nor false, also behind `not`: it does not pass.
`list="deep pools"` asks for a named watch list.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from dtao_tui.domain.filters.filter_fields import LIST, MARKET_WORDS, FilterField, FilterRow, Vocabulary
from dtao_tui.domain.filters.filter_tests import (
    AS_WRITTEN,
    COMPARISONS,
    WRITTEN_AS,
    Test,
    all_of,
    any_of,
    compared,
    is_listed,
    negated,
    searches,
)
from dtao_tui.domain.filters.filter_tokens import Token, tokens
from dtao_tui.domain.formatting import MINUS
from dtao_tui.domain.text import quoted

MOST_DEPTH = 32
"""Parentheses and `not` within each other."""

LONGEST_FILTER = 300

CONNECTIVES = ("and", "or", "not")
_READ_AS = {"<=": "≤", ">=": "≥"}
_MULTIPLES = {"": 1, "k": 1000, "m": 10**6}
_NUMBER = re.compile(r"([-−+]?)(\d+(?:\.\d+)?|\.\d+)([kKmM]?)(?:%|τ|d)?")
_OR, _AND, _ALONE = range(3)
"""How tightly the parts of an expression are bound."""

_NAME_CELLS = 24


class FilterTrouble(Exception):
    """The text is no filter; `str()` says why, as the part of a sentence."""

    def __init__(self, why: str, at: int, begin: int | None = None) -> None:
        super().__init__(why)
        self.at = at
        """The place in the text that it is about, from 0."""

        self.begin = at if begin is None else begin
        """Where the term begins that it is about."""


@dataclass(frozen=True, slots=True)
class FilterTerm:
    """One of the terms that an expression joins at its top: what must hold besides the others, or instead of them."""

    words: str
    """The term read back, such as "24 h < −5 %"."""

    test: Test = field(repr=False)
    begin: int
    end: int
    """Its place in the text, from 0; the end is the place behind it."""

    searched: str = ""
    """The plain word that it searches the names for; empty where it is something else."""

    def passes(self, facts: FilterRow) -> bool:
        """Whether it holds of a subnet; what is not known does not."""
        return self.test(facts) is True


@dataclass(frozen=True, slots=True)
class FieldComparison:
    """One comparison within an expression."""

    field: FilterField
    mark: str
    """`<`, `>`, `=`, `<=` or `>=`."""

    wanted: Decimal

    @property
    def words(self) -> str:
        """It read back, such as "depth > 5,000 τ"."""
        number = f"{self.wanted.normalize():,f}".replace("-", MINUS)
        return f"{self.field.label or self.field.name} {_READ_AS.get(self.mark, self.mark)} {number} " + (
            self.field.unit_read
        )


@dataclass(frozen=True, slots=True)
class MarketFilter:
    """A filter that was read."""

    text: str
    test: Test
    comparisons: tuple[FieldComparison, ...] = ()
    """Its comparisons with numbers, as they are written."""

    choices: tuple[tuple[str, str], ...] = ()
    """Its comparisons with words: the field and the word."""

    terms: tuple[FilterTerm, ...] = ()
    is_either: bool = False
    """Whether one of the terms is enough; else all must hold."""

    @property
    def words(self) -> str:
        """The whole filter read back; empty where it passes all."""
        return (" or " if self.is_either else " and ").join(term.words for term in self.terms)

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


def read_filter(
    text: str,
    words: Vocabulary = MARKET_WORDS,
    eased: Decimal = AS_WRITTEN,
    *,
    lists: Collection[str] | None = None,
) -> MarketFilter:
    """The filter in this text; an empty one passes all. Raises FilterTrouble.

    `eased` is the part of each limit by which its comparison is made easier to pass; behind `not`, harder. `lists` are
    the names of the watch lists, where one that is none of them shall be told.
    """
    if len(text) > LONGEST_FILTER:
        raise FilterTrouble(f"a filter has at most {LONGEST_FILTER} characters", LONGEST_FILTER)
    return _Reader(text, words, eased, lists).whole()


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of an expression: its test, and how it reads."""

    test: Test
    words: str
    binds: int = _ALONE
    searched: str = ""

    def within(self, binds: int) -> str:
        """The words within an expression that is bound so tightly."""
        return f"({self.words})" if self.binds < binds else self.words


class _Reader:
    """Reads by recursive descent: or, and, not, a term."""

    def __init__(self, text: str, words: Vocabulary, eased: Decimal, lists: Collection[str] | None) -> None:
        self._text = text
        self._tokens = tokens(text)
        self._words = words
        self._eased = eased
        self._lists = None if lists is None else {name.casefold() for name in lists}
        self._next = 0
        self._depth = 0
        self._comparisons: list[FieldComparison] = []
        self._choices: list[tuple[str, str]] = []

    def whole(self) -> MarketFilter:
        if self._now.kind == "end":
            return MarketFilter(self._text, lambda _: True)
        either = self._terms_of_either()
        if self._now.kind != "end":
            raise FilterTrouble(f"“{self._now.text}” is not expected here", self._now.at)
        is_either = len(either) > 1
        terms = [_joined(each) for each in either] if is_either else either[0]
        tests = [term.test for term in terms]
        test = any_of(tests) if is_either else all_of(tests)
        return MarketFilter(self._text, test, tuple(self._comparisons), tuple(self._choices), tuple(terms), is_either)

    @property
    def _now(self) -> Token:
        return self._tokens[self._next]

    def _take(self) -> Token:
        token = self._now
        if token.kind != "end":
            self._next += 1
        return token

    def _is(self, word: str) -> bool:
        return self._now.kind != "text" and self._now.text.casefold() == word

    def _terms_of_either(self) -> list[list[FilterTerm]]:
        """The terms between each `or`."""
        found = [self._terms_of_all()]
        while self._is("or"):
            self._take()
            found.append(self._terms_of_all())
        return found

    def _terms_of_all(self) -> list[FilterTerm]:
        terms = [self._placed()]
        while self._now.kind != "end" and not self._is("or") and not self._is(")"):
            if self._is("and"):
                self._take()
            terms.append(self._placed())
        return terms

    def _placed(self) -> FilterTerm:
        begin = self._now.at
        part = self._negated()
        return FilterTerm(part.within(_AND), part.test, begin, self._tokens[self._next - 1].end, part.searched)

    def _within(self) -> _Part:
        """What stands in parentheses."""
        found = self._terms_of_either()
        either = [_joined(each) for each in found]
        if len(either) == 1:
            return _Part(either[0].test, either[0].words, _AND if len(found[0]) > 1 else _ALONE, either[0].searched)
        return _Part(any_of([term.test for term in either]), " or ".join(term.words for term in either), _OR)

    def _negated(self) -> _Part:
        if not self._is("not"):
            return self._term()
        self._go_deeper(self._take())
        self._eased = -self._eased
        part = self._negated()
        self._eased = -self._eased
        self._depth -= 1
        return _Part(negated(part.test), f"not {part.within(_ALONE)}")

    def _term(self) -> _Part:
        token = self._take()
        if token.kind == "text":
            return _search(token.text.strip('"'))
        if token.kind == "end":
            raise FilterTrouble("something is missing at the end", token.at)
        if token.text == "(":
            self._go_deeper(token)
            part = self._within()
            if self._take().text != ")":
                raise FilterTrouble("this parenthesis is not closed", token.at)
            self._depth -= 1
            return part
        if token.kind == "mark" or token.text.casefold() in ("and", "or"):
            raise FilterTrouble(f"“{token.text}” is not expected here", token.at)
        return self._named(token)

    def _named(self, token: Token) -> _Part:
        """The term that begins with this word."""
        name = token.text.casefold()
        if name in self._words.sized and self._is("("):
            return self._comparison(self._sized(token), token)
        if self._now.text in (*COMPARISONS, *WRITTEN_AS):
            if name == LIST:
                return self._list(token)
            return self._choice(token) if name in self._words.choices else self._comparison(self._field(token), token)
        state = self._words.states.get(name)
        return _search(token.text) if state is None else _Part(state, name)

    def _field(self, token: Token) -> FilterField:
        name = token.text.casefold()
        field = self._words.fields.get(name)
        if field is None:
            needs_size = name in self._words.sized
            why = f"{name} needs a size, such as {name}(250)" if needs_size else f"“{token.text}” is no field"
            raise FilterTrouble(why, token.at)
        return field

    def _sized(self, name: Token) -> FilterField:
        """The field of a size, from its parenthesis on."""
        self._take()
        size = self._number(f"{name.text}(", name)
        if size <= 0 or self._take().text != ")":
            raise FilterTrouble(f"a size such as {name.text}(250) is expected here", name.at)
        return self._words.sized[name.text.casefold()].of(size)

    def _choice(self, name: Token) -> _Part:
        mark, word = self._take(), self._take()
        field, wanted = self._words.choices[name.text.casefold()], word.text.casefold()
        if WRITTEN_AS.get(mark.text, mark.text) != "=" or wanted not in field.choices:
            known = " or ".join(f"{field.name}={choice}" for choice in field.choices)
            raise FilterTrouble(f"{known} is expected here", mark.at if mark.text != "=" else word.at, name.at)
        self._choices.append((field.name, wanted))

        def chosen(facts: FilterRow) -> bool | None:
            value = field.value(facts)
            return None if value is None else value == wanted

        return _Part(chosen, f"{field.name} = {wanted}")

    def _comparison(self, field: FilterField, name: Token) -> _Part:
        mark = self._take().text
        mark = WRITTEN_AS.get(mark, mark)
        wanted = self._number(f"{field.name}{mark}", name)
        found = FieldComparison(field, mark, wanted)
        self._comparisons.append(found)
        return _Part(compared(field, mark, wanted, abs(wanted) * self._eased), found.words.rstrip())

    def _number(self, behind: str, name: Token) -> Decimal:
        token = self._take()
        found = _NUMBER.fullmatch(token.text) if token.kind == "word" else None
        if found is None:
            why = "a number is missing" if token.kind == "end" else f"“{token.text}” is no number"
            raise FilterTrouble(f"{why} behind {behind}", token.at, name.at)
        sign, digits, multiple = found.groups()
        return Decimal(digits) * _MULTIPLES[multiple.lower()] * (-1 if sign in ("-", "−") and sign else 1)

    def _list(self, word: Token) -> _Part:
        mark, token = self._take(), self._take()
        if WRITTEN_AS.get(mark.text, mark.text) != "=":
            raise FilterTrouble(f"a list is asked for by {LIST}=", mark.at, word.at)
        if token.kind not in ("word", "text"):
            why = "the name of a list is missing" if token.kind == "end" else f"“{token.text}” is no name of a list"
            raise FilterTrouble(f"{why} behind {LIST}=", token.at, word.at)
        name = token.text.strip('"')
        if self._lists is not None and name.casefold() not in self._lists:
            raise FilterTrouble(f"there is no watch list {quoted(name, _NAME_CELLS)}", token.at, word.at)
        return _Part(is_listed(name.casefold()), f"on list {quoted(name, _NAME_CELLS)}")

    def _go_deeper(self, token: Token) -> None:
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise FilterTrouble("this is nested too deeply", token.at)


def _joined(terms: list[FilterTerm]) -> FilterTerm:
    """Terms that must all hold, as one."""
    if len(terms) == 1:
        return terms[0]
    words = " and ".join(term.words for term in terms)
    return FilterTerm(words, all_of([term.test for term in terms]), terms[0].begin, terms[-1].end)


def _search(word: str) -> _Part:
    return _Part(searches(word), quoted(word, _NAME_CELLS), searched=word)
