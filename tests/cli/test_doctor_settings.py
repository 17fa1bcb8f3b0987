"""`doctor` and the start tell every fault of the settings file, its keys and theme included."""

from pathlib import Path

import pytest

from dtao_tui.cli.commands import run
from dtao_tui.cli.doctor import settings_finding
from dtao_tui.settings import Folders, load, prepare


@pytest.fixture
def places(own_home: Path) -> Folders:
    places = load().places
    prepare(places)
    return places


def test_without_a_file_nothing_is_wrong(places: Folders) -> None:
    finding = settings_finding(load())
    assert (finding.is_well, finding.sentence) == (True, f"there is no {places.settings_file}; everything is as usual.")


def test_a_file_that_is_followed_in_all_is_well(places: Folders) -> None:
    places.settings_file.write_text('calm = true\n[keys]\n"list.filter" = "f9"\n')
    finding = settings_finding(load())
    assert (finding.is_well, finding.sentence) == (True, f"{places.settings_file}, keys changed: 1.")


def test_every_key_that_is_not_followed_is_told(places: Folders) -> None:
    wrong = [f'"nothing.{number}" = "f{number}"' for number in range(1, 6)]
    places.settings_file.write_text("\n".join(['theme = "nrod"', "[keys]", '"list.filter" = "f9"', *wrong]))
    finding = settings_finding(load())
    assert not finding.is_well
    assert "There is no theme “nrod”; known are " in finding.sentence
    assert finding.sentence.count("is the id of no command") == 5


def test_amounts_and_networks_are_checked_too(places: Folders) -> None:
    text = 'tolerance = "99"\n[limits.finney]\norder = "much"\n[endpoints]\nfiney = ["wss://node.example"]\n'
    places.settings_file.write_text(text)
    sentence = settings_finding(load()).sentence
    assert "It sets “tolerance” to '99': A tolerance is more than 0 % and at most 50 %." in sentence
    assert "It sets a limit that is no amount:" in sentence
    assert "endpoints of “finey”" in sentence


def test_all_faults_that_keep_a_command_from_starting_are_told_a_line_each(
    places: Folders, capsys: pytest.CaptureFixture[str]
) -> None:
    places.settings_file.write_text("calm = 1\nnoted_move = 0\ncolour = 2\n")
    assert run(["market"]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert [line.startswith("dtao-tui: ") for line in lines] == [True] * 3
    assert "“calm” to 1; it has to be true or false." in lines[0]
    assert "“noted_move” to 0; it can be 1 to 100 per cent." in lines[1]
    assert "“colour”, which is not a setting. Known are: " in lines[2]
