"""Changed keys: the `[keys]` of the settings, checked against the table of keys, and what it shows with them.

Nothing that signs can get a key here. Review, its confirmation and every other dialog have keys of their own, which are
no commands of the table; and what works while a field has the cursor (ticket, filter, forms) stays as it is, since
letters are text there and sentences about an order name those keys.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from types import MappingProxyType

from textual.binding import Binding, BindingsMap, Keymap

from dtao_tui.domain.text import quoted
from dtao_tui.widgets.keys.command import Command
from dtao_tui.widgets.keys.key_table import (
    ALERT_FORM,
    COMMANDS,
    EVERYWHERE,
    FILTER,
    PLAN_TICKET,
    SORTING,
    TICKET,
)
from dtao_tui.widgets.keys.shown_keys import NESTED

MOST_KEYS = 4
"""Keys that one command can be given."""

_FIXED_SCOPES = frozenset({TICKET, PLAN_TICKET, FILTER, ALERT_FORM, SORTING})
_RESERVED = frozenset({"ctrl+c", "ctrl+q", "ctrl+p", "ctrl+i", "ctrl+m", "ctrl+j", "ctrl+h"})
"""What quits, copies or searches everywhere, and other names of Tab, Enter and Backspace."""

_HELD_OR_NUMBERED = re.compile(r"ctrl\+[a-z]|f([1-9]|1[0-2])")
_WRITTEN = re.compile(r"ctrl\+[A-Z]|\^[A-Za-z]|F([1-9]|1[0-2])")
_NAMED = re.compile(
    r"(shift\+|ctrl\+)*(enter|return|escape|esc|tab|up|down|left|right|home|end|pageup|pagedown|backspace|delete|insert)"
)
_CANNOT_BE = "a key is a sign such as f, F or ?, or space, ctrl+f or f5"


_ID_IN_TEXT = re.compile(r"\{([a-z_]+(?:\.[a-z_]+)?)\}")
_BY_ID = {command.id: command for commands in COMMANDS.values() for command in commands if command.key}


@dataclass(frozen=True, slots=True)
class ChangedKeys:
    """The keys that a person gave to commands, and what was wrong with others."""

    keys: Mapping[str, tuple[str, ...]]
    """Keys as Textual names them, by the command's id."""

    faults: tuple[str, ...] = ()
    """One sentence for each entry that is not followed; its command has its usual key."""

    def shown(self, command: Command) -> Command:
        """The command with the keys it has now."""
        changed = self.keys.get(command.id)
        return command if changed is None else replace(command, key=",".join(changed))

    def keymap(self) -> Keymap:
        """The same for Textual."""
        return {id: ",".join(keys) for id, keys in self.keys.items()}

    def worded(self, text: str) -> str:
        """A sentence with the first key that a command has now in the place of each id in braces."""
        return _ID_IN_TEXT.sub(self._key_in_text, text)

    def _key_in_text(self, found: re.Match[str]) -> str:
        command = _BY_ID.get(found[1])
        return found[0] if command is None else replace(self.shown(command), key=self.shown(command).keys[0]).key_words

    def usual(self, key: str, commands: Sequence[Command]) -> Command | None:
        """Which of these commands has this key usually, and another one now."""
        return next((each for each in commands if each.id in self.keys and key in each.keys), None)


def changed_keys(wanted: Mapping[str, Sequence[str]]) -> ChangedKeys:
    """The keys wanted by the ids of commands, as far as they can be given."""
    keys: dict[str, tuple[str, ...]] = {}
    faults: list[str] = []
    for id, written in wanted.items():
        try:
            keys[id] = _checked(id, written)
        except ValueError as error:
            faults.append(str(error))
    while clash := next(_clashes(keys), None):
        id, sentence = clash
        faults.append(sentence)
        del keys[id]
    return ChangedKeys(MappingProxyType(keys), tuple(faults))


def is_changeable(command: Command, scope: str) -> bool:
    """Whether the command's keys can be others."""
    named = [key for key in command.keys if _NAMED.fullmatch(key) or key in _RESERVED]
    return scope not in _FIXED_SCOPES and not command.is_reserved and not (named and len(named) == len(command.keys))


def _checked(id: str, written: Sequence[str]) -> tuple[str, ...]:
    """The keys as Textual names them. Raises ValueError with a sentence."""
    found = [(scope, command) for scope, commands in COMMANDS.items() for command in commands if command.id == id]
    if not found or found[0][1].is_reserved:
        raise ValueError(f"{quoted(id, 40)} is the id of no command; dtao-tui help ids lists them.")
    scope, command = found[0]
    if scope in _FIXED_SCOPES:
        raise ValueError(f"{quoted(id)} keeps {command.key_words}: what works beside a field cannot be changed.")
    if not is_changeable(command, scope):
        raise ValueError(f"{quoted(id)} keeps {command.key_words}: Enter, Esc, Tab, arrows and ^p stay what they are.")
    if not 1 <= len(written) <= MOST_KEYS:
        raise ValueError(f"{quoted(id)} needs one key, or a list of up to {MOST_KEYS}.")
    keys = tuple(_key_named(id, each) for each in written)
    kept = tuple(key for key in command.keys if _NAMED.fullmatch(key))
    return tuple(dict.fromkeys((*keys, *kept)))


def _key_named(id: str, written: str) -> str:
    """The key as Textual names it. Raises ValueError with a sentence."""
    key = written.lower().replace("^", "ctrl+") if _WRITTEN.fullmatch(written) else written
    if key in _RESERVED or _NAMED.fullmatch(key.lower()):
        raise ValueError(f"{quoted(id)} cannot have {quoted(written, 20)}: that key has the same meaning everywhere.")
    if len(key) == 1 and key.isprintable():
        return "space" if key == " " else next(iter(BindingsMap([Binding(_unsplit(key), "none")])))[0]
    if key == "space" or _HELD_OR_NUMBERED.fullmatch(key):
        return key
    signs = {name for commands in COMMANDS.values() for command in commands for name in command.keys}
    if key in signs and "+" not in key:
        return key
    raise ValueError(f"{quoted(id)} cannot have {quoted(written, 20)}: {_CANNOT_BE}.")


def _unsplit(sign: str) -> str:
    """A sign as Textual takes it in a list of keys, which commas separate."""
    return "comma" if sign == "," else sign


def _clashes(changed: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    """Each changed command whose key another one has where both apply, with the sentence; the later one gives way."""
    table = ChangedKeys(changed)
    order = {id: place for place, id in enumerate(changed)}
    for scopes in NESTED:
        here = [table.shown(command) for scope in (*scopes, EVERYWHERE) for command in COMMANDS[scope]]
        for one, other in combinations((command for command in here if not command.is_reserved), 2):
            both = [key for key in one.keys if key in other.keys]
            if not both or one.id in other.replaces or other.id in one.replaces:
                continue
            loser, winner = sorted((one, other), key=lambda command: order.get(command.id, -1), reverse=True)
            if loser.id in order:
                key = replace(loser, key=both[0]).key_words or both[0]
                has = f"{key} is {winner.words.rstrip(' …')} ({winner.id}) on the same screen"
                yield loser.id, f"{quoted(loser.id)} cannot have {key}: {has}."
