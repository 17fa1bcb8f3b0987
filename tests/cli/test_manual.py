"""`dtao-tui help`: the README by topics, in a checkout and once it is installed."""

import os
import zipfile
from pathlib import Path

import pytest
from hatchling import build

from dtao_tui.cli import manual
from dtao_tui.cli.console import Stopped
from tests.cli.command_line import run

ROOT = Path(__file__).parents[2]


def test_every_topic_has_a_word_of_its_own() -> None:
    words = [topic.word for topic in manual.topics()]
    assert len(set(words)) == len(words) > 8
    assert {"keys", "networks", "practice", "wallets", "headless", "limits"} <= set(words)


def test_topics_are_listed_and_shown(own_home: Path) -> None:
    listed = run(own_home, "help").stdout
    assert "headless" in listed
    shown = run(own_home, "help", "keys")
    assert shown.returncode == 0
    assert shown.stdout.startswith("## Keys")
    assert "| Everywhere |" in shown.stdout
    assert "](screenshots/" not in shown.stdout
    assert "<!--" not in shown.stdout


def test_a_topic_is_found_by_a_word_of_its_title(own_home: Path) -> None:
    assert run(own_home, "help", "safety").stdout.startswith("## Wallets and safety")


def test_an_unknown_topic_is_told_with_the_known_ones(own_home: Path) -> None:
    told = run(own_home, "help", "weather")
    assert told.returncode == 2
    assert "no topic “weather”" in told.stderr
    assert "keys" in told.stderr


def test_headings_within_an_example_begin_no_topic(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    text = tmp_path / "README.md"
    text.write_text("# x\n\n## One\n```\n## not a heading\n```\n## Two\nb\n")
    monkeypatch.setattr(manual, "_PLACES", (tmp_path / "missing", text))
    assert [topic.word for topic in manual.topics()] == ["one", "two"]
    monkeypatch.setattr(manual, "_PLACES", ())
    with pytest.raises(Stopped, match="not installed"):
        manual.topics()


def test_the_text_is_part_of_what_is_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    wheel = tmp_path / build.build_wheel(os.fspath(tmp_path))
    with zipfile.ZipFile(wheel) as archive:
        assert archive.read("dtao_tui/README.md") == (ROOT / "README.md").read_bytes()
