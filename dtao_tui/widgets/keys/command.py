"""Command: one row of the table of keys."""

from dataclasses import dataclass
from string import punctuation
from types import MappingProxyType

from textual.binding import Binding
from textual.keys import format_key

_WRITTEN = MappingProxyType(
    {
        "question_mark": "?",
        "slash": "/",
        "colon": ":",
        "escape": "esc",
        "up": "↑",
        "down": "↓",
        "left": "←",
        "right": "→",
        "pageup": "pgup",
        "pagedown": "pgdn",
        "delete": "del",
        "plus": "+",
        "equals_sign": "=",
        "exclamation_mark": "!",
        "left_square_bracket": "[",
        "right_square_bracket": "]",
        "left_curly_bracket": "{",
        "right_curly_bracket": "}",
    }
)
"""How keys are written whose names in Textual are no signs."""

_HELD = MappingProxyType({"ctrl": "^", "shift": "⇧"})

PRESSED = "{key}"
"""Stands in an action for the key that was pressed."""

_LEFT_OUT = frozenset({"backspace", "ctrl+home", "ctrl+end"})
"""Second keys of a command that are not written."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command of the user: its key, its name and its description."""

    key: str
    """As Textual names keys; several are separated by commas. Empty: only in help and palette."""

    id: str
    words: str
    """One or two words for footer, help and palette."""

    tooltip: str
    """One sentence for help and palette."""

    action: str = ""
    """What Textual runs; empty for a reserved key."""

    replaces: tuple[str, ...] = ()
    """The ids of commands of outer scopes whose key this one takes where both apply."""

    is_listed: bool = True
    """Whether the palette lists it before anything is typed; moves of the cursor come only when they are looked for."""

    opens: bool = False
    """Whether it opens a dialog or a field a moment later; keys pressed in between are typed there."""

    is_reserved: bool = False
    """Whether the key only waits for its command: it does nothing yet and is shown nowhere."""

    @property
    def keys(self) -> tuple[str, ...]:
        """Its keys, one by one."""
        return tuple(self.key.split(",")) if self.key else ()

    @property
    def key_words(self) -> str:
        """The keys as footer, help and README write them."""
        keys = [key for key in self.keys if key not in _LEFT_OUT]
        if len(keys) > 2 and all(key.isdecimal() for key in keys):
            return f"{keys[0]}…{keys[-1]}"
        return " ".join(map(_written, keys))

    @property
    def name(self) -> str:
        """Its words as the command line takes them, such as "copy-hash"."""
        return line_name(self.words)

    def bindings(self) -> list[Binding]:
        """The bindings that make Textual run it, one for each key: an action may name the key that was pressed.

        A command without a key is bound to one that does not exist, so that the settings can give it another.
        """
        return [
            Binding(
                key,
                self.action.replace(PRESSED, key),
                self.words,
                show=False,
                key_display=self.key_words,
                tooltip=self.tooltip,
                id=self.id,
            )
            for key in self.keys or (unset_key(self.id),)
        ]


def unset_key(id: str) -> str:
    """The key of a command that has none: no terminal sends it."""
    return f"unset+{id}"


def reserved(key: str, id: str, words: str, tooltip: str) -> Command:
    """A key that waits for its command."""
    return Command(key, id, words, tooltip, is_reserved=True)


def line_name(words: str) -> str:
    """Words as one word of the command line: "Copy hash" is "copy-hash"."""
    return words.lower().rstrip(" …").replace(" ", "-")


def _written(key: str) -> str:
    held, _, single = key.rpartition("+")
    return f"{_HELD.get(held, '')}{_WRITTEN.get(single) or _signed(single)}"


def _signed(key: str) -> str:
    """A key that only the settings give, such as "dollar_sign", as its sign; space and F keys by their names."""
    sign = format_key(key)
    return sign if sign in set(punctuation) or "_" in key else key
