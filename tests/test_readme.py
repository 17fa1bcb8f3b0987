"""What the README promises exists: its keys, options, targets, settings and pictures."""

import itertools
import re
from dataclasses import fields
from pathlib import Path

import pytest
import typer.main

from dtao_tui.cli.commands import app
from dtao_tui.settings import Settings
from dtao_tui.widgets.keys.key_table import COMMANDS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
KEYS = README.split("## Keys")[1].split("\n## ")[0]
SPELT = {"Enter": "enter", "Esc": "escape", "/": "slash", "?": "question_mark"}
ONE_KEY = re.compile(r"`([^`…]{1,6})`")


def known_keys() -> set[str]:
    commands = [command for group in COMMANDS.values() for command in group]
    return {key for command in commands for key in command.key.split(",")}


def options_of(*path: str) -> set[str]:
    """The options of a command, and of the program itself."""
    command = typer.main.get_command(app)
    found = {option for parameter in command.params for option in parameter.opts}
    for name in path:
        command = command.commands[name]  # type: ignore[attr-defined]  # each of these is a group
        found |= {option for parameter in command.params for option in parameter.opts}
    return found | {"--help"}


def test_each_key_of_the_table_is_a_command() -> None:
    named = {SPELT.get(key, key) for key in ONE_KEY.findall(KEYS)}
    assert len(named) > 15
    assert named - known_keys() == set()


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
    tables = "".join(re.findall(r"```toml\n(.*?)```", README, re.DOTALL))
    names = set(re.findall(r"^\[?([a-z_]+)(?:\]| = (?!\[))", tables, re.MULTILINE))
    assert names
    assert names - {field.name for field in fields(Settings)} == set()
