"""A filter read back term by term, with what is left after each; what is still being typed stands aside."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from dtao_tui.domain.filters.filter_completion import completions
from dtao_tui.domain.filters.filter_expressions import FilterTerm, FilterTrouble, MarketFilter, read_filter
from dtao_tui.domain.filters.filter_fields import FIELDS, FilterRow

_UNFINISHED = re.compile(r"(?:(?:^|\s)(?:and|or|not)|\()\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ReadStep:
    """One term, and what is left after it."""

    words: str
    left: int | None
    """Subnets that pass so far, root not counted; None where the term says nothing yet."""

    connective: str = ""
    """`and` or `or` before it; empty for the first."""

    is_typed: bool = False
    """Whether it is still being typed: `left` then says how many would pass with it."""


@dataclass(frozen=True, slots=True)
class FilterReading:
    """What a filter does to the subnets of a block."""

    whole: int
    """All subnets, root not counted."""

    steps: tuple[ReadStep, ...]
    passing: tuple[FilterRow, ...]


def settled_part(text: str, at: int) -> str:
    """What stands before the term that begins at this place, without the words that lead to that term."""
    text, before = text[:at].rstrip(), None
    while text != before:
        before, text = text, _UNFINISHED.sub("", text).rstrip()
    return text


def typed_filter(text: str, lists: Collection[str] | None = None) -> tuple[MarketFilter | None, FilterTrouble | None]:
    """The filter in a text that is being typed, and why it is none yet.

    Where its last term is not whole, the filter is of what stands before; None where that is no filter either.
    """
    try:
        return read_filter(text, lists=lists), None
    except FilterTrouble as trouble:
        try:
            return read_filter(settled_part(text, trouble.begin), lists=lists), trouble
        except FilterTrouble:
            return None, trouble


def read_back(
    read: MarketFilter, rows: Iterable[FilterRow], lists: Sequence[str] = (), *, is_typed: bool = False
) -> FilterReading:
    """The filter's terms with what is left after each, and the subnets that pass.

    While it is typed, a last word that begins the name of a field, and that is in no subnet's name, stands aside.
    """
    every = tuple(rows)
    steps: list[ReadStep] = []
    left: tuple[FilterRow, ...] = () if read.is_either else every
    for term in read.terms:
        tested = every if read.is_either else left
        passing = tuple(facts for facts in tested if term.passes(facts))
        connective = ("or" if read.is_either else "and") if steps else ""
        if is_typed and term is read.terms[-1] and not passing and _is_unfinished(read, term):
            steps.append(_typed_step(read, left, every, connective, lists))
            continue
        left = _union(every, left, passing) if read.is_either else passing
        steps.append(ReadStep(term.words, _counted(left), connective))
    return FilterReading(_counted(every), tuple(steps), left)


def _is_unfinished(read: MarketFilter, term: FilterTerm) -> bool:
    """Whether the term is a word behind which the text ends, and with which the name of a field begins."""
    return (
        bool(term.searched) and term.end == len(read.text) and (term.searched in FIELDS or bool(completions(read.text)))
    )


def _typed_step(
    read: MarketFilter,
    left: tuple[FilterRow, ...],
    every: tuple[FilterRow, ...],
    connective: str,
    lists: Sequence[str],
) -> ReadStep:
    found = next(iter(completions(read.text, lists)), None)
    if found is None or not found.is_yes_or_no:
        word = found.word if found else read.terms[-1].searched
        return ReadStep(f"{word.rstrip('=')} …", None, connective, is_typed=True)
    term = read_filter(found.text, lists=lists).terms[-1]
    passing = tuple(facts for facts in (every if read.is_either else left) if term.passes(facts))
    would = _union(every, left, passing) if read.is_either else passing
    return ReadStep(term.words, _counted(would), connective, is_typed=True)


def _union(every: tuple[FilterRow, ...], *some: tuple[FilterRow, ...]) -> tuple[FilterRow, ...]:
    found = {facts.subnet.netuid for rows in some for facts in rows}
    return tuple(facts for facts in every if facts.subnet.netuid in found)


def _counted(rows: Iterable[FilterRow]) -> int:
    return sum(not facts.subnet.is_root for facts in rows)
