"""Paths and texts as other systems give them: pasted by terminals and file managers, saved by other editors.

Standard library only, and nothing is opened here.
"""

import codecs
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from urllib.parse import unquote, urlsplit

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Byte order marks and what they announce, the longer ones first: one of them begins as another."""

_QUOTES = "'\""


def decoded(data: bytes) -> str:
    """The text in a file: UTF-8, or what its byte order mark announces. Raises UnicodeDecodeError."""
    return Encoded.of(data).text.replace("\r\n", "\n").replace("\r", "\n")


@dataclass(frozen=True, slots=True)
class Encoded:
    """The text of a file and how it is encoded."""

    text: str
    """Its line ends are those of the file."""

    mark: bytes
    """Its byte order mark; empty for none."""

    encoding: str

    @classmethod
    def of(cls, data: bytes) -> Self:
        """The text in these bytes. Raises UnicodeDecodeError."""
        mark, encoding = next(((mark, name) for mark, name in _MARKS if data.startswith(mark)), (b"", "utf-8"))
        return cls(data[len(mark) :].decode(encoding), mark, encoding)

    def with_text(self, text: str) -> bytes:
        """Another text encoded as this one, with `\\r\\n` at every line's end where this has it at all of them."""
        ends = self.text.count("\n")
        if ends and ends == self.text.count("\r\n"):
            text = text.replace("\r\n", "\n").replace("\n", "\r\n")
        return self.mark + text.encode(self.encoding)


def looks_like_path(text: str) -> bool:
    """Whether a field that takes a text or the path of its file was given a path."""
    return text.strip().lstrip(_QUOTES).startswith(("/", "~", ".", "file:"))


def pasted_path(text: str) -> Path:
    """The path that was typed, dropped or pasted: with quotes, as a shell escapes it, or as a file: address.

    A path that exists as it stands is taken so. Raises ValueError with a sentence; RuntimeError for an unknown home.
    """
    line = text.strip()
    if not line or "\0" in line or "\n" in line:
        raise ValueError("There is no such file; give the path of one file.")
    plain = Path(line).expanduser()
    if _exists(plain):
        return plain
    if line.startswith("file:"):
        return _path_of_address(line)
    if "\\" in line or line[0] in _QUOTES:
        return Path(_unescaped(line)).expanduser()
    return plain


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False


def _unescaped(line: str) -> str:
    try:
        words = shlex.split(line)
    except ValueError:
        return line
    if len(words) > 1:
        raise ValueError("These are several paths; give that of one file.")
    return words[0] if words else line


def _path_of_address(line: str) -> Path:
    parts = urlsplit(line)
    if parts.netloc not in ("", "localhost"):
        raise ValueError(f"This file is on another machine ({parts.netloc[:60]}); give one of this machine.")
    return Path(unquote(parts.path))
