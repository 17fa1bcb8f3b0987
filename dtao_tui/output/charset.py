"""Character sets of standard output and error: characters that a set lacks are spelled with letters it has."""

import codecs
import io
import re
import sys
import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from types import MappingProxyType
from typing import TextIO

_SPELLING = "dtao-tui-spelling"
_LONGEST_NAME = 12
_UNKNOWN = "?"
_LETTER = re.compile(r"LETTER (?:FINAL )?([A-Z]+)$")

_SPELLED: Mapping[str, str] = MappingProxyType(
    {
        "τ": "TAO",
        "–": "-",
        "—": "-",
        "−": "-",
        "·": "-",
        "…": "...",
        "“": '"',
        "”": '"',
        "’": "'",
        "\N{LEFT SINGLE QUOTATION MARK}": "'",
        "✓": "+",
        "✗": "x",
        "×": "x",
        "→": "->",
        "≥": ">=",
        "≤": "<=",
        "≈": "about",
        "\N{REPLACEMENT CHARACTER}": _UNKNOWN,
    }
)


def prepare() -> None:
    """Install the spelling of missing characters on standard output and error."""
    codecs.register_error(_SPELLING, _spell)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=_SPELLING)


def put(stream: TextIO | None, text: str, end: str = "\n") -> None:
    """Write and flush the text. Raises OSError; a missing stream is skipped."""
    if stream is not None:
        stream.write(text + end)
        stream.flush()


def tell(text: str, end: str = "\n") -> None:
    """Write a line to standard error; errors are ignored."""
    with suppress(OSError, ValueError):
        put(sys.stderr, text, end)


def fitted(text: str) -> str:
    """The text as standard output will show it, for measuring columns."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        codecs.register_error(_SPELLING, _spell)
        return text.encode(encoding, errors=_SPELLING).decode(encoding)
    except LookupError:
        return text
    return text


def _spell(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(map(_spelled, error.object[error.start : error.end])), error.end


def _spelled(character: str) -> str:
    """Spell one character: a Greek letter by its name, an accented one without accents, others as a question mark."""
    if character in _SPELLED:
        return _SPELLED[character]
    plain = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode()
    if plain.strip():
        return plain
    if character.isspace():
        return " "
    letter = _LETTER.search(unicodedata.name(character, ""))
    return letter[1].lower() if letter and len(letter[1]) <= _LONGEST_NAME else _UNKNOWN
