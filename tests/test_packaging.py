"""The wheel holds the style sheets and the licence; the locks are complete and name no address."""

import json
import os
import re
import zipfile
from pathlib import Path

import pytest
from hatchling import build

ROOT = Path(__file__).parents[1]
CLIENTS = "tests/clients"
LOCKS = ("requirements.lock", "requirements-test.lock", f"{CLIENTS}/python/py_substrate_interface.lock")


def test_every_style_sheet_reaches_the_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    wheel = tmp_path / build.build_wheel(os.fspath(tmp_path))
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    sheets = {f"dtao_tui/styles/{path.name}" for path in (ROOT / "styles").glob("*.tcss")}
    assert sheets
    assert sheets <= names
    assert any(name.endswith("licenses/LICENSE") for name in names)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_requirement_has_hashes_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    pinned = re.findall(r"^[a-z0-9][a-z0-9._-]*==", text, re.MULTILINE)
    blocks = re.split(r"^(?=[a-z0-9][a-z0-9._-]*==)", text, flags=re.MULTILINE)[1:]
    assert len(pinned) == len(blocks) > 20
    assert all("--hash=sha256:" in block for block in blocks)
    assert "://" not in text


def test_every_locked_client_in_javascript_has_a_hash_and_no_address() -> None:
    lock = json.loads((ROOT / CLIENTS / "javascript" / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: each for name, each in lock["packages"].items() if name}
    assert len(packages) > 100
    assert all(each["integrity"].startswith("sha512-") and "resolved" not in each for each in packages.values())


def test_users_never_get_a_second_btcli() -> None:
    assert "bittensor-cli==" not in (ROOT / "requirements.lock").read_text(encoding="utf-8")
