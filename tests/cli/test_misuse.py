"""Command lines, surroundings and outputs that cannot work: a sentence and a status, never a traceback."""

import errno
import fcntl
import gc
import io
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from bittensor_core import ss58_encode

from dtao_tui.cli import commands, main
from dtao_tui.cli.commands import run
from dtao_tui.cli.composition import joined
from dtao_tui.cli.console import Stopped, answer
from dtao_tui.cli.launch import open_desk
from dtao_tui.ports.errors import NotConnected
from dtao_tui.ports.networks import network_of
from dtao_tui.services import practice_node
from dtao_tui.services.practice_node import PracticeNode
from dtao_tui.settings import Folders, NotASetting, Settings, load, prepare

PATIENCE_SECONDS = 30.0


@pytest.fixture
def places(own_home: Path) -> Folders:
    places = load().places
    prepare(places)
    return places


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("--nonsense",), "--nonsense"),
        (("nonsense",), "nonsense"),
        (("quote",), "OPERATION"),
        (("quote", "stake", "--tao", "1"), "--netuid"),
        (("quote", "stake", "--netuid", "3"), "Say either --tao or --max-impact."),
        (("quote", "move", "--netuid", "3", "--max-impact", "1"), "No pool is passed"),
        (("quote", "exit", "--netuid", "3", "--max-impact", "1"), "Say either an amount or --max-impact."),
        (("quote", "stake", "--netuid", "3", "--tao", "1", "--max-impact", "1"), "Say either"),
        (("quote", "swap", "--netuid", "3", "--alpha", "1"), "--to-netuid"),
        (("quote", "move", "--from", "3", "--to", "3", "--alpha", "1"), "Name two subnets"),
        (("quote", "swap", "--from", "3", "--to", "9", "--alpha", "1", "--part"), "Swap takes no --part"),
        (("quote", "pay", "--netuid", "3", "--tao", "1"), "Pay takes no --netuid: it is on no subnet."),
        (("quote", "lock", "--netuid", "3", "--tao", "1"), "Lock is counted in alpha"),
        (("quote", "stake", "--netuid", "3", "--alpha", "25%"), "Stake is counted in tao"),
        (("quote", "allow-proxy", "--netuid", "3"), "is no operation"),
        (("quote", "stake", "--netuid", "-1", "--tao", "1"), "--netuid"),
        (("quote", "stake", "--netuid", "x", "--tao", "1"), "--netuid"),
        (("practice", "--port", "x"), "--port"),
        (("market", "too", "much"), "too"),
    ],
)
def test_a_misuse_is_one_sentence_with_a_status_of_its_own(
    arguments: Sequence[str], word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(list(arguments)) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.startswith("dtao-tui: ")
    assert word in told.err
    assert told.err.count("\n") == 1


def test_more_addresses_than_a_block_is_asked_about_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    many = [ss58_encode(bytes([n]) * 32, 42) for n in range(65)]
    assert run(["portfolio", *(part for address in many for part in ("--address", address))]) == 1
    assert "At most 64 addresses" in capsys.readouterr().err


def test_an_address_of_another_network_is_not_asked_about(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["portfolio", "--address", "15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMo6zdM9p"]) == 1
    assert "not an address" in capsys.readouterr().err


def test_a_network_without_a_name_is_not_taken_for_practice(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["market", "-n", ""]) == 1
    assert "no network “”" in capsys.readouterr().err


def test_endpoints_of_a_network_that_is_none_are_named() -> None:
    with pytest.raises(NotASetting, match="finey"):
        network_of("finney", {"finey": ("wss://node.example",)})


def test_a_tolerance_of_the_settings_that_is_none_keeps_the_app_from_opening(places: Folders) -> None:
    places.settings_file.write_text('tolerance = "99"')
    with pytest.raises(NotASetting, match=r"settings\.toml.*at most 50"), joined(load()):
        pass


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        ({"finney": {"order": "much"}}, "sets a limit that is no amount"),
        ({"finney": {"order": "1,5"}}, "sets a limit that is no amount"),
        ({"elsewhere": {"order": "1"}}, "“elsewhere”, which is no network"),
    ],
)
def test_a_limit_of_the_settings_that_is_none_keeps_the_app_from_opening(
    places: Folders, limits: dict[str, dict[str, str]], words: str
) -> None:
    settings = Settings(places=places, network="ws://127.0.0.1:1", limits=limits)
    with pytest.raises(NotASetting, match=words), joined(settings):
        pass


def test_the_flag_makes_a_session_read_only_for_good(places: Folders) -> None:
    settings = Settings(places=places, network="ws://127.0.0.1:1").choosing(read_only=True)
    with joined(settings) as parts:
        assert "--read-only" in parts.session.read_only
        assert parts.session.stays_read_only


def test_the_app_does_not_run_unseen_without_a_terminal(places: Folders, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([]) == 1
    assert "needs a terminal" in capsys.readouterr().err


@pytest.mark.parametrize(("term", "encoding", "word"), [("dumb", "utf-8", "TERM=dumb"), ("xterm", "latin-1", "UTF-8")])
def test_a_terminal_that_cannot_be_drawn_on_is_told(
    places: Folders, monkeypatch: pytest.MonkeyPatch, term: str, encoding: str, word: str
) -> None:
    monkeypatch.setenv("TERM", term)
    for name in ("__stdin__", "__stderr__"):
        monkeypatch.setattr(sys, name, _Terminal(io.BytesIO(), encoding))
    with pytest.raises(Stopped, match=word):
        open_desk(load())


def test_a_wallet_that_is_not_there_is_not_replaced_by_another(
    places: Folders, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(gc, "disable", lambda: None)
    monkeypatch.setenv("TERM", "xterm")
    for name in ("__stdin__", "__stderr__"):
        monkeypatch.setattr(sys, name, _Terminal(io.BytesIO(), "utf-8"))
    assert run(["--wallet", "savings"]) == 1
    assert "no wallet “savings”" in capsys.readouterr().err


def test_an_interrupt_before_anything_is_loaded_leaves_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_arguments: Sequence[str]) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(commands, "run", interrupted)
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 130


@pytest.mark.parametrize("name", ["practice.lock", "practice.json", "practice.log"])
async def test_a_state_folder_that_cannot_be_used_is_said(places: Folders, name: str) -> None:
    (places.state / name).mkdir()
    link = PracticeNode(places)
    with pytest.raises(NotConnected, match="practice"):
        await link.endpoint()
    link.release()


async def test_a_program_that_was_stopped_while_it_started_the_node_is_not_waited_for_for_ever(
    places: Folders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(practice_node, "_LOCK_SECONDS", 0.2)
    with places.practice.with_suffix(".lock").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(NotConnected, match="Another dtao-tui"):
            await PracticeNode(places).endpoint()


def test_a_log_that_cannot_be_opened_is_said(places: Folders, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    for name in ("__stdin__", "__stderr__"):
        monkeypatch.setattr(sys, name, _Terminal(io.BytesIO(), "utf-8"))
    places.log.mkdir()
    with pytest.raises(NotASetting, match=r"log .* cannot be opened: it is a folder"):
        open_desk(load())


def test_a_full_disk_behind_the_output_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", _Full())
    with pytest.raises(Stopped, match=os.strerror(errno.ENOSPC)):
        answer("x")


def test_a_closed_output_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    with pytest.raises(Stopped, match="closed"):
        answer("x")


def test_a_reader_that_leaves_early_sees_no_traceback() -> None:
    imports = "import sys\nfrom dtao_tui.cli import commands, console\n"
    program = f"{imports}commands.app.command('long')(lambda: console.answer('x' * 10**6))\n"
    done = _started(program + "sys.exit(commands.run(['long']))")
    assert done.stdout is not None
    done.stdout.close()
    assert done.stderr is not None
    assert done.stderr.read() == b""
    assert done.wait(PATIENCE_SECONDS) == 1


def test_an_interrupt_ends_a_headless_command_without_a_traceback(places: Folders) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        silent.settimeout(PATIENCE_SECONDS)
        url = f"ws://127.0.0.1:{silent.getsockname()[1]}"
        done = _started(
            f"import sys\nfrom dtao_tui.cli import commands\nsys.exit(commands.run(['market', '-n', '{url}']))"
        )
        asking, _ = silent.accept()
        done.send_signal(signal.SIGINT)
        out, told = done.communicate(timeout=PATIENCE_SECONDS)
        asking.close()
    assert done.returncode == 130, told
    assert b"Traceback" not in out + told


class _Full(io.StringIO):
    def write(self, _text: str) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


class _Terminal(io.TextIOWrapper):
    def isatty(self) -> bool:
        return True


def _started(program: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
