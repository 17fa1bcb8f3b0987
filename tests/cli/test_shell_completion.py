"""What a shell offers after `dtao-tui`: by the stock bash, and by what zsh and fish ask."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dtao_tui.cli import shell_completion as completion
from dtao_tui.cli.orders.order_arguments import operation_named
from dtao_tui.domain.history.chart_ranges import ChartRange
from dtao_tui.ports.networks import NAMES
from dtao_tui.settings import load

SCRIPT = Path(sys.executable).with_name("dtao-tui")
IN_BASH = """
eval "$(_DTAO_TUI_COMPLETE=source_bash dtao-tui)"
COMP_WORDS=({words}) COMP_CWORD={last}
_dtao_tui_completion dtao-tui
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


def asked(home: Path, **variables: str) -> str:
    environment = {**os.environ, "DTAO_TUI_HOME": str(home), **variables}
    return subprocess.run([SCRIPT], env=environment, capture_output=True, text=True, timeout=60, check=True).stdout


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (("dtao-tui", "qu"), "quote"),
        (("dtao-tui", "quote", "end"), "end-lock"),
        (("dtao-tui", "-n", "fin"), "finney"),
        (("dtao-tui", "history", "3", "--range", "3"), "30d"),
    ],
)
def test_bash_completes_commands_and_their_words(own_home: Path, words: tuple[str, ...], offered: str) -> None:
    if shutil.which("bash") is None:
        pytest.skip("needs bash")
    environment = {**os.environ, "PATH": f"{SCRIPT.parent}{os.pathsep}{os.environ['PATH']}"}
    script = IN_BASH.format(words=" ".join(words), last=len(words) - 1)
    done = subprocess.run(
        ["bash", "--norc", "-c", script], env=environment, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.split() == [offered], done.stderr


def test_zsh_and_fish_are_answered(own_home: Path) -> None:
    assert "_arguments" in asked(own_home, _DTAO_TUI_COMPLETE="complete_zsh", _TYPER_COMPLETE_ARGS="dtao-tui rec")
    fish = asked(
        own_home,
        _DTAO_TUI_COMPLETE="complete_fish",
        _TYPER_COMPLETE_FISH_ACTION="get-args",
        _TYPER_COMPLETE_ARGS="dtao-tui rec",
    )
    assert fish.startswith("record")


def test_only_plain_names_of_wallets_are_offered(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = tmp_path / "wallets"
    monkeypatch.setenv("BT_WALLET_PATH", str(folder))
    for name in ("trader", "tr$(touch x)", "other"):
        (folder / name).mkdir(parents=True)
    assert load().places.wallets == folder
    assert completion.wallet_names("tr") == ["trader"]
    assert completion.wallet_names("") == ["other", "trader"]


def test_a_missing_wallet_folder_offers_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BT_WALLET_PATH", str(tmp_path / "none"))
    assert completion.wallet_names("") == []


def test_all_that_is_offered_is_understood() -> None:
    assert set(completion.NETWORKS) == NAMES
    assert {operation_named(word).value.replace(" ", "-") for word in completion.OPERATIONS} == set(
        completion.OPERATIONS
    )
    assert tuple(each.value for each in ChartRange) == completion.RANGES
