"""What is made from the table of keys: bindings of a screen, its commands, and its footer."""

from collections.abc import Callable, Sequence

from textual.binding import Binding

from dtao_tui.widgets.keys.command import Command
from dtao_tui.widgets.keys.key_table import COMMANDS, EVERYWHERE
from dtao_tui.widgets.keys.shown_keys import FOOTERS

Scopes = Sequence[str]
"""Scopes of the table that apply together, the innermost first; that of all screens is always the outermost."""


def active(*scopes: str) -> tuple[Command, ...]:
    """The commands of these scopes that work: neither reserved, nor replaced by one of a scope further in."""
    found = [command for scope in scopes for command in COMMANDS[scope] if not command.is_reserved]
    replaced = {id for command in found for id in command.replaces}
    return tuple(command for command in found if command.id not in replaced)


def bindings(*scopes: str) -> list[Binding]:
    """The bindings of a screen or a table with these scopes."""
    return [binding for command in active(*scopes) for binding in command.bindings()]


def commands_of(scopes: Scopes) -> tuple[Command, ...]:
    """The commands of a screen with these scopes, then those of all screens."""
    return active(*scopes, EVERYWHERE)


def footer(scopes: Scopes, offers: Callable[[Command], bool] = lambda _: True) -> tuple[Command, ...]:
    """What the footer of a screen shows, most important first: what its innermost scope names and is offered now."""
    if not scopes:
        return ()
    known = {command.id: command for command in commands_of(scopes)}
    named = (known[id] for id in FOOTERS[scopes[0]] if id in known)
    return tuple(command for command in named if offers(command))


OPENING_ACTIONS = frozenset(command.action for group in COMMANDS.values() for command in group if command.opens)
"""The actions that open a dialog or a field a moment later."""
