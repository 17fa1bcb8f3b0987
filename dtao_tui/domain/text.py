"""Cleaning of foreign text: names, symbols, addresses of web pages, messages of a node.

What comes out holds no control or format character, so it can neither drive a terminal nor reorder the text
beside it by an override. Letters of right-to-left scripts stay, and a terminal may still draw them from the right: the
isolates that would fence them are format characters themselves.
"""

import re
import unicodedata
from functools import lru_cache

ELLIPSIS = "…"
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

_MARKS_IN_A_ROW = 2
_CHARACTERS_READ = 4096
# Letters and marks which draw nothing: a name made of them would look empty.
_BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0\u17b4\u17b5")
# Marks which only choose a presentation; they change widths between terminals.
_SELECTORS = frozenset([*map(chr, range(0xFE00, 0xFE10)), *map(chr, range(0xE0100, 0xE01F0)), "\u034f"])
# Hexagrams and counting rods, which newer terminals draw wide and older tables call narrow.
_WIDE_OF_LATE = ((0x2630, 0x2637), (0x268A, 0x268F), (0x4DC0, 0x4DFF), (0x1D300, 0x1D356), (0x1D360, 0x1D376))
_BREAKS = frozenset("\t\n\v\f\r\x1c\x1d\x1e\x1f\x85")
_SKIN_TONES = frozenset(map(chr, range(0x1F3FB, 0x1F400)))
_FLAG_LETTERS = range(0x1F1E6, 0x1F200)
_JOINERS = "\u200c\u200d"
_JOINING_SCRIPTS = "\u0600-\u06ff\u0750-\u077f\u0900-\u0dff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u1800-\u18af"
_JOINED_LETTERS = re.compile(f"(?<=[{_JOINING_SCRIPTS}])[{_JOINERS}](?=[{_JOINING_SCRIPTS}])")
_PICTURES = "\u2190-\u27bf\u2b00-\u2bff\U0001f300-\U0001faff"
_JOINED_PICTURE = re.compile(f"(?<=[{_PICTURES}\ufe0f])\u200d(?=[{_PICTURES}])")
_INNER_MARKS = str.maketrans(dict.fromkeys('"“”„‟«»〝〞〟\uff02', "'"))


def cleaned(text: str | bytes | None, limit_cells: int = 48) -> str:
    """This text as one safe line of at most `limit_cells` terminal cells, with … where it was cut.

    Each run of characters that must not be shown becomes one U+FFFD; bytes are read as UTF-8. Markup is left as it is:
    the caller shows the result as content, never as markup.
    """
    if text is None:
        return ""
    if isinstance(text, bytes):
        text = text[: 4 * _CHARACTERS_READ].decode("utf-8", errors="replace")
    if len(text) <= limit_cells and text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    line = "".join(_visible(unicodedata.normalize("NFC", text[:_CHARACTERS_READ])))
    return _cut(unicodedata.normalize("NFC", line).strip(), limit_cells)


def quoted(text: str | bytes | None, limit_cells: int = 48) -> str:
    """Foreign text, cleaned, between quotation marks that it cannot close: those within it become apostrophes.

    The sentence around it stays ours, whatever the text says: its author cannot end the quotation and speak on as us.
    """
    return f"“{cleaned(text, limit_cells).translate(_INNER_MARKS)}”"


def without_controls(text: str) -> str:
    """This text with each control or format character but the line's end shown as U+FFFD: for lines of any width."""
    if text.replace("\n", "").isprintable():
        return text
    return "".join(c if c == "\n" or unicodedata.category(c)[0] != "C" else REPLACEMENT for c in text)


def cells(text: str) -> int:
    """The width of clean text in terminal cells, never less than what a terminal takes."""
    return len(text) if text.isascii() else sum(map(_cells_of, text))


def _without_joiners(text: str) -> str:
    """The text without joiners where writing needs them: between letters of scripts that join, and in pictures.

    What they join is shown side by side. Elsewhere, as between Latin letters, they only hide, and are marked.
    """
    return _JOINED_PICTURE.sub("", _JOINED_LETTERS.sub("", text))


def _visible(text: str) -> list[str]:
    shown: list[str] = []
    marks = 0
    for character in map(_shown_as, _without_joiners(text)):
        last = shown[-1] if shown else " "
        is_mark = unicodedata.category(character)[0] == "M" if character else False
        # A mark without a letter would be drawn on whatever stands to the left.
        if not character or (is_mark and (last == " " or marks >= _MARKS_IN_A_ROW)):
            continue
        if character == last and character in (" ", REPLACEMENT):
            continue
        marks = marks + 1 if is_mark else 0
        shown.append(character)
    return shown


def _shown_as(character: str) -> str:
    if character in _BLANKS or character in _BREAKS or unicodedata.category(character)[0] == "Z":
        return " "
    if character in _SELECTORS or character in _SKIN_TONES:
        return ""
    if ord(character) in _FLAG_LETTERS:
        # A flag is two of these; terminals do not agree how wide it is, and its letters say as much.
        return chr(ord(character) - _FLAG_LETTERS[0] + ord("A"))
    return REPLACEMENT if unicodedata.category(character)[0] == "C" else character


def _cut(line: str, limit_cells: int) -> str:
    if cells(line) <= limit_cells:
        return line
    room = limit_cells - cells(ELLIPSIS)
    if room < 0:
        return ""
    kept = 0
    for character in line:
        room -= _cells_of(character)
        if room < 0:
            break
        kept += 1
    return line[:kept].rstrip() + ELLIPSIS


@lru_cache(2048)
def _cells_of(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me"):
        return 0
    if unicodedata.east_asian_width(character) in "WF":
        return 2
    return 2 if any(first <= ord(character) <= last for first, last in _WIDE_OF_LATE) else 1
