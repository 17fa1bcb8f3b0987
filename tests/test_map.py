"""The map of the code is true: it names every folder and only modules that exist, and every folder has its sign."""

import re
from importlib.util import find_spec
from pathlib import Path

import pytest

import dtao_tui

PACKAGE = Path(dtao_tui.__file__).parent
FOLDERS = sorted(path.parent for path in PACKAGE.rglob("__init__.py") if path.parent != PACKAGE)
MAP = dtao_tui.__doc__ or ""
LEAST_SIGN = 150
"""Characters of a sign that says what lives there, who may call it and what it never does."""


def sign_of(folder: Path) -> str:
    return (folder / "__init__.py").read_text(encoding="utf-8").split('"""')[1]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_every_folder_has_a_sign(folder: Path) -> None:
    sign = sign_of(folder)
    assert len(sign) >= LEAST_SIGN
    assert len(sign.splitlines()) <= 7


@pytest.mark.parametrize("folder", [f for f in FOLDERS if f.parent == PACKAGE], ids=lambda path: path.name)
def test_the_map_names_every_folder(folder: Path) -> None:
    assert re.search(rf"(?<![\w.]){folder.name}(?!\w)", MAP)


def test_the_map_names_only_what_is_there() -> None:
    named = [name for name in re.findall(r"`([a-z_]+(?:\.[a-z_]+)+)`", MAP) if not name.endswith((".toml", ".py"))]
    assert len(named) > 15
    assert [name for name in named if not _exists(name)] == []


def test_signs_name_only_modules_that_are_there() -> None:
    wrong = [
        (folder.name, name)
        for folder in FOLDERS
        for name in re.findall(r"`([a-z_]+)`", sign_of(folder))
        if not ((PACKAGE / name).exists() or (PACKAGE / f"{name}.py").exists() or _is_in(folder, name))
    ]
    assert wrong == []


def _is_in(folder: Path, name: str) -> bool:
    return any((place / name).exists() or (place / f"{name}.py").exists() for place in (folder, folder.parent))


def _exists(name: str) -> bool:
    try:
        return find_spec(f"dtao_tui.{name}") is not None
    except ModuleNotFoundError:
        parent, _, member = name.rpartition(".")
        return (PACKAGE / f"{parent.replace('.', '/')}.py").exists() and f"def {member}" in (
            PACKAGE / f"{parent.replace('.', '/')}.py"
        ).read_text(encoding="utf-8")
