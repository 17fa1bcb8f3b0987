"""The manual: the README's sections as topics of `dtao-tui help`. One text, so that both are true together."""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dtao_tui.cli.console import Stopped, answer
from dtao_tui.domain.text import quoted

_PACKAGE = Path(__file__).parents[1]
_PLACES = (_PACKAGE / "README.md", _PACKAGE.parent / "README.md")
"""Where the text lies once it is installed, and in a checkout."""

_HEADING = re.compile(r"(#{2,3}) (.+)")
_EMPTY_WORDS = frozenset(["a", "an", "and", "how", "in", "is", "it", "of", "on", "the", "to", "what"])
_PICTURE = re.compile(r"!\[.*\]\(.*\)|<!--.*-->")
_WIDEST = 110
_INDENT = 16


@dataclass(frozen=True, slots=True)
class Topic:
    """A section of the manual."""

    word: str
    """What is typed for it."""

    title: str
    text: str
    """Markdown, its heading included."""


def topics() -> tuple[Topic, ...]:
    """All topics, in the order of the text. Raises Stopped where the text is missing."""
    for place in _PLACES:
        try:
            return tuple(_topics_in(place.read_text(encoding="utf-8")))
        except OSError:
            continue
    raise Stopped("The manual was not installed with this program; its README has the same text.")


def show_topic(word: str | None) -> None:
    """Print a topic, or the list of them. Raises Stopped for an unknown one."""
    known = topics()
    if word is None:
        lines = [f"  {topic.word:<{_INDENT}}{topic.title}" for topic in known]
        answer("\n".join(["Topics of the manual; dtao-tui help TOPIC shows one:", "", *lines]))
        return
    found = [topic for topic in known if topic.word == word.lower()] or [
        topic for topic in known if word.lower() in topic.title.lower()
    ]
    if not found:
        names = ", ".join(topic.word for topic in known)
        raise Stopped(f"The manual has no topic {quoted(word, 40)}; there are {names}.", status=2)
    _print(found[0].text)


def _topics_in(readme: str) -> Iterator[Topic]:
    title, lines = "", list[str]()
    for line in readme.splitlines():
        heading = None if _is_in_block(lines) else _HEADING.fullmatch(line)
        if heading is not None:
            if title:
                yield _topic(title, lines)
            title, lines = heading.group(2), []
        lines.append(line)
    if title:
        yield _topic(title, lines)


def _is_in_block(lines: list[str]) -> bool:
    return sum(line.startswith("```") for line in lines) % 2 == 1


def _topic(title: str, lines: list[str]) -> Topic:
    words = re.findall(r"[a-z]+", title.lower())
    word = next((each for each in words if each not in _EMPTY_WORDS), words[0])
    kept = (line for line in lines if not _PICTURE.fullmatch(line.strip()))
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()
    return Topic(word, title, text)


def _print(text: str) -> None:
    """On a terminal with its headings and tables drawn, elsewhere as it is written."""
    if sys.stdout is None or not sys.stdout.isatty():
        answer(text)
        return
    from rich.console import Console
    from rich.markdown import Markdown

    console = Console()
    console.width = min(console.width, _WIDEST)
    console.print(Markdown(text))
