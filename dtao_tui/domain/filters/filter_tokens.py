"""The tokens of a filter: texts in quotes, marks, and words."""

import re
from dataclasses import dataclass

_TOKEN = re.compile(r'\s*(?:(?P<text>"[^"]*"?)|(?P<mark>[()]|<=|>=|==|[<>=≤≥])|(?P<word>[^\s()<>=≤≥"]+))')


@dataclass(frozen=True, slots=True)
class Token:
    """One token."""

    kind: str
    """`text`, `mark` or `word`; `end` behind the last."""

    text: str
    at: int
    """Its place in the whole text, from 0."""

    @property
    def end(self) -> int:
        """The place behind it."""
        return self.at + len(self.text)


def tokens(text: str) -> list[Token]:
    """The tokens of a text; the last is its end."""
    found_so_far, at = list[Token](), 0
    while at < len(text.rstrip()):
        found = _TOKEN.match(text, at)
        # Every character that is no blank belongs to one of the three kinds.
        assert found is not None
        kind = found.lastgroup or "word"
        found_so_far.append(Token(kind, found.group(kind), found.start(kind)))
        at = found.end()
    return [*found_so_far, Token("end", "", len(text))]
