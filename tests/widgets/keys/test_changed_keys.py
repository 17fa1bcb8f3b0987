"""Changed keys: each is checked with a sentence, and what signs or works beside a field has none to change."""

import pytest
from textual.binding import BindingsMap

from dtao_tui.screens.orders.review_screen import ReviewScreen
from dtao_tui.widgets.keys.changed_keys import changed_keys, is_changeable
from dtao_tui.widgets.keys.key_table import COMMANDS
from dtao_tui.widgets.tables.sorting_table import SortingTable

KNOWN = {command.id: command for commands in COMMANDS.values() for command in commands}


@pytest.mark.parametrize(
    ("id", "written", "keys", "words"),
    [
        ("list.filter", "f5", "f5", "f5"),
        ("list.columns", "$", "dollar_sign", "$"),
        ("settings", ",", "comma", ","),
        ("list.mark", "^B", "ctrl+b", "^b"),
        ("row.down", "z", "z,down", "z ↓"),
        ("theme", "H", "H", "H"),
    ],
)
def test_a_key_is_given_and_written(id: str, written: str, keys: str, words: str) -> None:
    changed = changed_keys({id: (written,)})
    assert changed.faults == ()
    assert changed.keymap() == {id: keys}
    assert changed.shown(KNOWN[id]).key_words == words


def test_two_commands_can_change_places() -> None:
    changed = changed_keys({"operation.stake": ("u",), "operation.unstake": ("s",)})
    assert (changed.faults, changed.keymap()) == ((), {"operation.stake": "u", "operation.unstake": "s"})


@pytest.mark.parametrize(
    ("id", "written", "sentence"),
    [
        ("review.confirm", "y", "“review.confirm” is the id of no command; dtao-tui help ids lists them."),
        ("list.filter", "hyper+f", "a key is a sign such as f"),
        ("list.filter", "esc", "“list.filter” cannot have “esc”: that key has the same meaning everywhere."),
        ("list.filter", "ctrl+q", "that key has the same meaning everywhere."),
        ("list.filter", "s", "“list.filter” cannot have s: s is Stake (operation.stake) on the same screen."),
        ("row.open", "l", "“row.open” keeps enter: Enter, Esc, Tab, arrows and ^p stay what they are."),
        ("ticket.largest", "f5", "“ticket.largest” keeps ^n: what works beside a field cannot be changed."),
        ("list.filter", "", "cannot have “”"),
    ],
)
def test_what_cannot_be_keeps_its_usual_key(id: str, written: str, sentence: str) -> None:
    changed = changed_keys({id: (written,), "list.columns": ("f6",)})
    assert len(changed.faults) == 1
    assert sentence in changed.faults[0]
    assert changed.keymap() == {"list.columns": "f6"}


def test_a_change_that_fails_takes_those_with_it_that_needed_its_key() -> None:
    changed = changed_keys({"operation.stake": ("enter",), "operation.unstake": ("s",)})
    assert (len(changed.faults), changed.keymap()) == (2, {})


def test_the_later_of_two_that_want_one_key_gives_way() -> None:
    changed = changed_keys({"list.filter": ("f5",), "list.sort": ("f5",)})
    assert changed.keymap() == {"list.filter": "f5"}
    assert "f5 is Filter (list.filter)" in changed.faults[0]


def test_the_usual_keys_clash_nowhere() -> None:
    for scope, commands in COMMANDS.items():
        for command in commands:
            if is_changeable(command, scope):
                assert changed_keys({command.id: ("f12",)}).faults == (), command.id


def test_review_has_no_key_that_settings_can_change() -> None:
    bound = [binding for cls in ReviewScreen.__mro__ for _, binding in BindingsMap(cls.__dict__.get("BINDINGS", ()))]
    assert bound
    assert [binding.id for binding in bound if binding.id in KNOWN] == []


def test_a_changed_key_takes_none_from_the_others_of_its_table() -> None:
    """Textual takes a changed binding's old key from all that have it, such as the choice of a column."""
    usual = BindingsMap(SortingTable.BINDINGS)
    for id in ("row.down", "row.up", "row.top", "row.bottom"):
        changed = usual.copy()
        changed.apply_keymap(changed_keys({id: ("f12",)}).keymap())
        others = {(key, each.id) for key, each in usual if each.id != id}
        assert others == {(key, each.id) for key, each in changed if each.id != id}
