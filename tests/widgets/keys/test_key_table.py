"""The one table of keys: no key is double, none is another name of Enter or Tab, and each that works is shown."""

import pytest

from dtao_tui.domain.operations.operation_rows import OPERATIONS
from dtao_tui.widgets.keys.command import Command
from dtao_tui.widgets.keys.key_bindings import active, bindings, commands_of, footer
from dtao_tui.widgets.keys.key_table import (
    COMMANDS,
    EVERYWHERE,
    OPERATION,
)
from dtao_tui.widgets.keys.shown_keys import FOOTERS, HELP_GROUPS, NESTED

ALL = [(scope, command) for scope, commands in COMMANDS.items() for command in commands]
SAME_AS_OTHERS = {"ctrl+i", "ctrl+m", "ctrl+j", "ctrl+h", "ctrl+left_square_bracket"}
"""Keys that terminals send for Tab, Enter, Backspace and Esc."""


def test_no_key_is_double_within_a_scope() -> None:
    for scope, commands in COMMANDS.items():
        keys = [key for command in commands for key in command.keys]
        assert len(keys) == len(set(keys)), scope


@pytest.mark.parametrize("scopes", NESTED)
def test_no_key_is_double_where_scopes_nest_unless_it_says_which_it_replaces(scopes: tuple[str, ...]) -> None:
    found = [command for scope in (*scopes, EVERYWHERE) for command in COMMANDS[scope]]
    replaced = {id for command in found for id in command.replaces}
    keys = [key for command in found if command.id not in replaced for key in command.keys]
    assert sorted(key for key in set(keys) if keys.count(key) > 1) == []


def test_a_command_replaces_only_one_with_the_same_key() -> None:
    known = {command.id: command for _, command in ALL}
    for _, command in ALL:
        for replaced in command.replaces:
            assert set(command.keys) & set(known[replaced].keys), command.id


def test_every_scope_is_one_that_some_screen_has() -> None:
    assert {scope for scopes in NESTED for scope in scopes} | {EVERYWHERE} == set(COMMANDS)


def test_no_key_is_another_name_of_enter_tab_backspace_or_escape() -> None:
    assert [command.id for _, command in ALL if SAME_AS_OTHERS & set(command.keys)] == []


def test_every_key_that_works_is_in_the_help() -> None:
    helped = {command.id for scopes in HELP_GROUPS.values() for command in active(*scopes)}
    working = {command.id for _, command in ALL if not command.is_reserved}
    assert working - helped == set()


@pytest.mark.parametrize("scopes", NESTED)
def test_a_reserved_key_does_nothing_and_is_shown_nowhere(scopes: tuple[str, ...]) -> None:
    reserved = {command.id for scope in (*scopes, EVERYWHERE) for command in COMMANDS[scope] if command.is_reserved}
    assert not reserved & {command.id for command in commands_of(scopes)}
    assert not reserved & {binding.id for binding in bindings(*scopes)}
    assert not reserved & {command.id for command in footer(scopes)}


def test_a_reserved_key_has_no_action_and_every_other_has_one() -> None:
    assert [command.id for _, command in ALL if bool(command.action) is command.is_reserved] == []


def test_every_operation_has_its_key_by_itself() -> None:
    for spec in OPERATIONS.values():
        command = next(command for command in COMMANDS[OPERATION] if command.id == f"operation.{spec.op}")
        assert (command.key, command.words, command.action) == (spec.key, spec.title, f"trade('{spec.op}')")


def test_the_keys_of_operations_to_come_are_reserved() -> None:
    keys = {key for command in COMMANDS[OPERATION] for key in command.keys}
    assert set("sumxtpXCKB") <= keys


def test_no_two_commands_have_the_same_id() -> None:
    ids = [command.id for _, command in ALL]
    assert len(ids) == len(set(ids))


def test_every_command_has_a_sentence_and_at_most_two_words() -> None:
    for _, command in ALL:
        assert command.tooltip.endswith("."), command.id
        assert 1 <= len(command.words.removesuffix(" …").split()) <= 2, command.id


@pytest.mark.parametrize("scopes", NESTED)
def test_each_screen_has_a_footer_of_commands_that_work_there(scopes: tuple[str, ...]) -> None:
    named = FOOTERS[scopes[0]]
    here = {command.id for scope in (*scopes, EVERYWHERE) for command in COMMANDS[scope]}
    to_come = {id for id in named if id.startswith("operation.")}
    assert set(named) - here - to_come == set()
    assert "palette" in named


@pytest.mark.parametrize(
    ("key", "written"),
    [
        ("ctrl+p", "^p"),
        ("shift+left", "⇧←"),
        ("j,down", "j ↓"),
        ("delete,backspace", "del"),
        ("left_curly_bracket", "{"),
        ("L", "L"),
        ("", ""),
    ],
)
def test_keys_are_written_as_people_know_them(key: str, written: str) -> None:
    assert Command(key, "x", "X", "Do.").key_words == written


def test_no_action_opens_a_dialog_on_one_screen_and_none_on_another() -> None:
    """Keys behind one that opens a dialog are held for it: on the other screen they would come a moment late."""
    opening: dict[str, set[bool]] = {}
    for command in (command for group in COMMANDS.values() for command in group if command.action):
        opening.setdefault(command.action, set()).add(command.opens)
    assert [action for action, kinds in opening.items() if len(kinds) > 1] == []
