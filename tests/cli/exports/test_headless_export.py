"""`dtao-tui export`: what it writes and where, what it refuses, and that nothing is written over unasked."""

import stat
from pathlib import Path

import pytest

from dtao_tui.cli.commands import run
from dtao_tui.cli.console import Stopped
from dtao_tui.cli.exports.headless_export import ExportWish, export, write_file
from dtao_tui.settings import Settings, places_of


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        (ExportWish("spreadsheet"), "there are orders, fills, positions, transactions, worth, hledger"),
        (ExportWish("hledger", as_json=True), "is text"),
        (ExportWish("hledger", since="7d"), "all that is known"),
        (ExportWish("positions", since="7d"), "all that is known"),
        (ExportWish("orders", rates=Path("rates.csv")), "--rates is of"),
        (ExportWish("fills", wallets=("trader",)), "those of all accounts"),
        (ExportWish("orders", force=True), "--force is of"),
    ],
)
def test_what_does_not_go_together_is_refused_before_anything_is_read(
    wish: ExportWish, said: str, tmp_path: Path
) -> None:
    with pytest.raises(Stopped, match=said) as refused:
        export(Settings(places_of({"DTAO_TUI_HOME": str(tmp_path)})), wish)
    assert refused.value.status == 2


def test_a_file_that_is_there_stays_unless_that_is_said(tmp_path: Path) -> None:
    place = tmp_path / "mine" / "fills.csv"
    place.parent.mkdir()
    write_file(place, "a\nb", force=False)
    assert place.read_text() == "a\nb\n"
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    with pytest.raises(Stopped, match=r"is there already\. Name another file, or replace it by --force\."):
        write_file(place, "c", force=False)
    assert place.read_text() == "a\nb\n"
    write_file(place, "c", force=True)
    assert place.read_text() == "c\n"
    assert [each.name for each in place.parent.iterdir()] == ["fills.csv"]


@pytest.mark.parametrize("force", [True, False])
def test_a_link_is_never_followed(tmp_path: Path, force: bool) -> None:
    other, place = tmp_path / "other", tmp_path / "fills.csv"
    other.write_text("mine")
    place.symlink_to(other)
    with pytest.raises(Stopped):
        write_file(place, "c", force=force)
    assert other.read_text() == "mine"


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(Stopped, match="was not written: No such file"):
        write_file(tmp_path / "no" / "fills.csv", "c", force=False)


def test_rates_that_cannot_be_read_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DTAO_TUI_HOME", str(tmp_path))
    (tmp_path / "rates.csv").write_text("date,EUR\n2026-13-01,4\n")
    assert run(["export", "transactions", "--rates", str(tmp_path / "rates.csv")]) == 1
    assert "is no day and rate" in capsys.readouterr().err
