"""Settings written into a person's file: one value changes, comments, order and everything else stay."""

from pathlib import Path

import pytest

from dtao_tui.settings_file import UnusableSettings, settings_in
from dtao_tui.settings_writer import (
    ChangedMeanwhile,
    Given,
    Place,
    SettingsNotWritten,
    read_text,
    with_value,
    write_text,
)

FILE = """\
# Settings of the desk

tolerance = "2"   # mine
lock_after_minutes = 9

# How much may go
[limits.finney] # real money
order = "10" # one
day = "25"

[keys]
list.filter = "f"
"list.sort" = ["z", "f5"] # two of them
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


def change(path: Path, place: Place, given: Given | None) -> str:
    """Write one change; the file's text then."""
    before = read_text(path)
    write_text(before, with_value(before, place, given))
    return path.read_bytes().decode()


@pytest.mark.parametrize(
    ("place", "given", "old", "new"),
    [
        (("tolerance",), "0.5", '"2"   # mine', '"0.5"   # mine'),
        (("lock_after_minutes",), 60, "= 9", "= 60"),
        (("calm",), True, "= 9\n", "= 9\ncalm = true\n"),
        (("tolerance",), None, 'tolerance = "2"   # mine', "# mine"),
        (("lock_after_minutes",), None, "lock_after_minutes = 9\n", ""),
        (("limits", "finney", "order"), "8", '"10" # one', '"8" # one'),
        (("limits", "finney", "order"), None, 'order = "10" # one', "# one"),
        (("limits", "finney", "reauth_above"), "1", 'day = "25"\n', 'day = "25"\nreauth_above = "1"\n'),
        (("keys", "list.filter"), ["g"], 'list.filter = "f"', 'list.filter = ["g"]'),
        (("keys", "list.sort"), None, '"list.sort" = ["z", "f5"] # two', "# two"),
        (("keys", "quit"), ["Q"], "# two of them\n", '# two of them\nquit = ["Q"]\n'),
        (("keys", "row.up"), ["K"], "# two of them\n", '# two of them\n"row.up" = ["K"]\n'),
        (
            ("endpoints", "test"),
            ["wss://a.example"],
            "two of them\n",
            'two of them\n\n[endpoints]\ntest = ["wss://a.example"]\n',
        ),
    ],
)
def test_one_change_leaves_every_other_character(path: Path, place: Place, given: Given, old: str, new: str) -> None:
    path.write_text(FILE)
    assert FILE.count(old) == 1
    assert change(path, place, given) == FILE.replace(old, new)


def test_a_table_of_another_network_comes_behind_those_that_are_there(path: Path) -> None:
    path.write_text(FILE)
    text = change(path, ("limits", "test", "order"), "3")
    assert settings_in(path)["limits"] == {"finney": {"order": "10", "day": "25"}, "test": {"order": "3"}}
    assert [line for line in text.splitlines() if line in FILE.splitlines()] == FILE.splitlines()


def test_a_sign_in_quotes_is_no_comment(path: Path) -> None:
    path.write_text("wallet = 'a#b'\ntheme = '#1' # one\n")
    assert change(path, ("wallet",), None) == "theme = '#1' # one\n"
    assert change(path, ("theme",), None) == "# one\n"


def test_a_file_that_has_only_tables_gets_its_first_line_above_their_comment(path: Path) -> None:
    path.write_text("# How much\n[limits.finney]\norder = '1'\n")
    assert change(path, ("calm",), True) == "calm = true\n\n# How much\n[limits.finney]\norder = '1'\n"


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [(b"", "utf-8"), (b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")],
)
def test_the_encoding_and_the_line_ends_of_another_system_stay(path: Path, mark: bytes, encoding: str) -> None:
    path.write_bytes(mark + 'theme = "nord" # für τ\r\n[keys]\r\nquit = "Q"\r\n'.encode(encoding))
    before = read_text(path)
    write_text(before, with_value(before, ("calm",), True))
    expected = 'theme = "nord" # für τ\r\ncalm = true\r\n[keys]\r\nquit = "Q"\r\n'
    assert path.read_bytes() == mark + expected.encode(encoding)


def test_a_first_setting_makes_a_private_file(path: Path) -> None:
    path = path.parent / "config" / "settings.toml"
    assert change(path, ("limits", "finney", "order"), "10") == '[limits.finney]\norder = "10"\n'
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o640])
def test_permissions_stay(path: Path, mode: int) -> None:
    path.write_text(FILE)
    path.chmod(mode)
    change(path, ("calm",), True)
    assert path.stat().st_mode & 0o777 == mode
    assert list(path.parent.glob(".settings*")) == []


def test_a_link_stays_one_and_its_file_is_written(path: Path) -> None:
    elsewhere = path.parent / "dotfiles" / "desk.toml"
    elsewhere.parent.mkdir()
    elsewhere.write_text("calm = true # c\n")
    path.symlink_to(elsewhere)
    change(path, ("calm",), False)
    assert path.is_symlink()
    assert elsewhere.read_text() == "calm = false # c\n"


def test_nothing_is_written_where_nothing_changes(path: Path) -> None:
    path.write_text(FILE)
    before = path.stat()
    change(path, ("lock_after_minutes",), 9)
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    path.unlink()
    nothing = read_text(path)
    write_text(nothing, with_value(nothing, ("calm",), None))
    assert not path.exists()


def test_what_someone_else_has_written_meanwhile_stays(path: Path) -> None:
    path.write_text(FILE)
    before = read_text(path)
    path.write_text("theme = 'nord'\n")
    with pytest.raises(ChangedMeanwhile, match=r"Someone else has changed settings\.toml meanwhile"):
        write_text(before, with_value(before, ("calm",), True))
    assert path.read_text() == "theme = 'nord'\n"
    assert list(path.parent.glob(".settings*")) == []
    path.unlink()
    with pytest.raises(SettingsNotWritten):
        write_text(before, with_value(before, ("calm",), True))
    assert not path.exists()
    nothing = read_text(path)
    path.write_text("theme = 'nord'\n")
    with pytest.raises(ChangedMeanwhile):
        write_text(nothing, with_value(nothing, ("calm",), True))
    assert path.read_text() == "theme = 'nord'\n"


def test_a_value_that_the_start_would_refuse_is_not_written(path: Path) -> None:
    path.write_text(FILE)
    with pytest.raises(UnusableSettings, match="it can be 1 to 60"):
        change(path, ("lock_after_minutes",), 61)
    assert path.read_text() == FILE


@pytest.mark.parametrize("text", ["calm = \n", "calm = 1\n", "colour = 3\n", "\ud800".encode("utf-8", "surrogatepass")])
def test_a_file_that_cannot_be_read_is_not_touched(path: Path, text: str | bytes) -> None:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    before = path.read_bytes()
    with pytest.raises(UnusableSettings):
        change(path, ("calm",), True)
    assert path.read_bytes() == before


def test_a_write_protected_file_is_not_replaced(path: Path) -> None:
    path.write_text(FILE)
    path.chmod(0o444)
    with pytest.raises(SettingsNotWritten, match="write-protected"):
        change(path, ("calm",), True)
    assert path.read_text() == FILE


@pytest.mark.parametrize(
    "text",
    [
        "limits.finney.order = '1' # o\nlimits.finney.day = '3'\n",
        "limits = { finney = { order = '1', day = '3' } } # o\n",
        "[limits]\nfinney = { order = '1', day = '3' } # o\n",
        "[limits.finney]\norder = '1' # o\n[keys]\nquit = 'Q'\n[limits.test]\nday = '2'\n",
        "limits.finney.order = '1' # o\n[keys]\n",
    ],
)
@pytest.mark.parametrize("given", ["7", None])
def test_every_way_to_write_a_table_can_be_changed(path: Path, text: str, given: str | None) -> None:
    path.write_text(text)
    before = read_text(path)
    after = with_value(before, ("limits", "finney", "order"), given)
    write_text(before, after)
    limits = settings_in(path).get("limits", {})
    assert isinstance(limits, dict)
    assert limits.get("finney", {}).get("order") == given
    assert "# o" in path.read_text()
    assert limits.get("test") == dict(before.values["limits"]).get("test")  # type: ignore[call-overload]  # a table
