"""Completion of the last word of a filter: fields, states, connectives, and behind `list=` the watch lists."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dtao_tui.domain.filters.filter_expressions import CONNECTIVES
from dtao_tui.domain.filters.filter_fields import LIST, MARKET_WORDS, Vocabulary

_WORD = re.compile(r"[a-z]+\d*$")
_LISTED = re.compile(rf'(?:^|[\s(])({LIST}==?)\s*("?)([^"()<>=]*)$', re.IGNORECASE)
_PLAIN = re.compile(r'[^\s()<>=≤≥"]+')


@dataclass(frozen=True, slots=True)
class Completion:
    """A word that the last one may become."""

    word: str
    text: str
    """The whole filter with it."""

    is_yes_or_no: bool = False
    """Whether the word is a whole term by itself."""


def completions(text: str, lists: Sequence[str] = (), words: Vocabulary = MARKET_WORDS) -> tuple[Completion, ...]:
    """What the last word of the text may become, the likeliest first; none where it is whole, or nothing fits."""
    if (listed := _LISTED.search(text)) is not None:
        return _of_lists(text, listed, lists)
    found = _WORD.search(text)
    word = found.group() if found else ""
    names = (*words.names, f"{LIST}=", *CONNECTIVES)
    if not word or word in names:
        return ()
    head = text[: len(text) - len(word)]
    return tuple(Completion(name, head + name, name in words.states) for name in names if name.startswith(word))


def completion_of(text: str, lists: Sequence[str] = ()) -> str:
    """What is missing of the first of them behind the text; empty where nothing completes it by being added."""
    first = next(iter(completions(text, lists)), None)
    return first.text[len(text) :] if first is not None and first.text.startswith(text) else ""


def _of_lists(text: str, listed: re.Match[str], lists: Sequence[str]) -> tuple[Completion, ...]:
    begun = listed.group(3).casefold()
    head = text[: listed.start(2)]
    fitting = [name for name in lists if name.casefold().startswith(begun) and name.casefold() != begun]
    return tuple(Completion(each, head + each, is_yes_or_no=True) for each in map(written, fitting))


def written(name: str) -> str:
    """The name of a list as a filter has it: in quotes where it is no plain word."""
    return name if _PLAIN.fullmatch(name) else f'"{name}"'
