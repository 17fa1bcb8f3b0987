"""Text for standard output and error in any character set: what a set lacks is spelled in letters that it has."""

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
    """Let standard output and error spell what their character set lacks, from now on."""
    codecs.register_error(_SPELLING, _spell)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=_SPELLING)


def put(stream: TextIO | None, text: str, end: str = "\n") -> None:
    """Write the text, at once. Raises OSError; a stream that is not there takes nothing."""
    if stream is not None:
        stream.write(text + end)
        stream.flush()


def tell(text: str, end: str = "\n") -> None:
    """Put a line on standard error, where it can still be put."""
    with suppress(OSError, ValueError):
        put(sys.stderr, text, end)


def fitted(text: str) -> str:
    """This text as standard output will show it, so that columns can be measured."""
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
    """A letter by its name, such as alpha, a decorated one without its marks, anything else as a question mark."""
    if character in _SPELLED:
        return _SPELLED[character]
    plain = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode()
    if plain.strip():
        return plain
    if character.isspace():
        return " "
    letter = _LETTER.search(unicodedata.name(character, ""))
    return letter[1].lower() if letter and len(letter[1]) <= _LONGEST_NAME else _UNKNOWN
