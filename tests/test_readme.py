"""What the README promises exists: its keys, options, targets, settings and pictures."""

import itertools
import re
from dataclasses import fields
from pathlib import Path

import pytest
import typer.main

from dtao_tui.cli.commands import app
from dtao_tui.settings import Settings
from dtao_tui.widgets.keys.key_bindings import active
from dtao_tui.widgets.keys.shown_keys import HELP_GROUPS
from tests import tables

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def options_of(*path: str) -> set[str]:
    """The options of a command, and of the program itself."""
    command = typer.main.get_command(app)
    found = {option for parameter in command.params for option in parameter.opts}
    for name in path:
        # What follows a command that is no group is an argument of it.
        if not hasattr(command, "commands"):
            break
        command = command.commands[name]
        found |= {option for parameter in command.params for option in parameter.opts}
    return found | {"--help"}


def rows_of_keys() -> list[str]:
    """The rows of the README's table, from the one table of keys."""
    rows = []
    for title, scopes in HELP_GROUPS.items():
        commands = [command for scope in scopes for command in active(scope) if command.key]
        cells = [f"`{command.key_words}` {command.words.rstrip(' …').lower()}" for command in commands]
        rows += [f"| {title} | {' · '.join(cells)} |"] if cells else []
    return rows


def test_the_table_of_keys_is_that_of_the_program() -> None:
    written = README.split("<!-- keys:begin -->\n")[1].split("\n<!-- keys:end -->")[0]
    assert written.splitlines() == ["| where | keys |", "| --- | --- |", *rows_of_keys()]


@pytest.mark.parametrize("name", tables.TABLES)
def test_a_table_is_as_the_tests_make_it(name: str) -> None:
    """`make tables` writes them anew."""
    assert tables.part(name, README) == tables.TABLES[name]()


@pytest.mark.parametrize("line", re.findall(r"^dtao-tui .*", README, re.MULTILINE))
def test_each_command_line_can_be_typed(line: str) -> None:
    words = line.split("#")[0].split()[1:]
    path = list(itertools.takewhile(re.compile("[a-z]+$").match, words))
    options = {word for word in words if word.startswith("-")}
    assert options - options_of(*path) == set()


def test_each_option_of_the_practice_network_exists() -> None:
    section = README.split("### The practice network")[1].split("\n##")[0]
    options = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", section))
    assert len(options) > 5
    assert options - options_of("practice") == set()


def test_each_target_is_in_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"(?:^|`)make\s+([a-z]+)(?:`| )", README, re.MULTILINE))
    assert {"run", "test", "bench", "soak", "screenshots"} <= targets
    assert [target for target in targets if not re.search(rf"^{target}:.*##", makefile, re.MULTILINE)] == []


def test_each_picture_and_each_setting_exists() -> None:
    pictures = re.findall(r"\]\((screenshots/[^)]+)\)", README)
    assert pictures
    assert [picture for picture in pictures if not (ROOT / picture).is_file()] == []
    tables = "\n".join(re.findall(r"```toml\n(.*?)```", README, re.DOTALL))
    names = set(re.findall(r"^\[?([a-z_]+)(?:\]| = (?!\[))", tables, re.MULTILINE))
    assert names
    assert names - {field.name for field in fields(Settings)} == set()
