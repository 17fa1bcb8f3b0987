"""Texts and paths of other systems are understood where that is safe."""

from pathlib import Path

import pytest

from dtao_tui.foreign_files import decoded, looks_like_path, pasted_path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_a_text_is_the_same_whichever_editor_saved_it(encoding: str, ending: str) -> None:
    assert decoded(f"τ = 1{ending}μ = 2{ending}".encode(encoding)) == "τ = 1\nμ = 2\n"


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"caf\xe9", b"\xff\xfe\x00\x00abc"])
def test_what_is_no_text_is_refused(data: bytes) -> None:
    with pytest.raises(UnicodeDecodeError):
        decoded(data)


def test_a_path_is_the_same_however_it_was_pasted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "my wallet (1).json"
    file.write_text("{}")
    monkeypatch.setenv("HOME", str(tmp_path))
    escaped = str(file).replace(" ", "\\ ").replace("(", "\\(").replace(")", "\\)")
    addresses = (f"file://{file}", f"file://localhost{str(file).replace(' ', '%20')}", f"file:{file}")
    for text in (str(file), f"  {file}\n", f"'{file}'", f'"{file}"', escaped, *addresses, "~/my wallet (1).json"):
        assert looks_like_path(text), text
        assert pasted_path(text) == file, text


def test_a_name_that_looks_quoted_is_taken_as_it_is_where_there_is_such_a_file(tmp_path: Path) -> None:
    file = tmp_path / "it\\'s"
    file.write_text("")
    assert pasted_path(str(file)) == file


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "one file"),
        ("/a\n/b", "one file"),
        ("/a\0b", "one file"),
        ("'/a b' '/c d'", "several paths"),
        ("file://elsewhere/a", "another machine"),
    ],
)
def test_what_is_no_path_of_one_file_is_refused_with_the_reason(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        pasted_path(text)


def test_a_json_text_is_no_path() -> None:
    assert not looks_like_path('{"a": "/b"}')
