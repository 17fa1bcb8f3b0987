"""Child processes answer in time or are gone, and never outlive their parent."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from dtao_tui.processes import child_process
from dtao_tui.processes.child_process import Child, ChildEnded, ChildTimedOut, ChildTrouble

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
async def child() -> AsyncIterator[Child]:
    started = await Child.start(child_process.isolated("tests.processes.child_at_work"))
    yield started
    await started.end()


async def ask(child: Child, question: dict[str, object], deadline: float) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(await child.ask(json.dumps(question).encode(), deadline))
    return answer


async def test_a_question_gets_its_answer(child: Child) -> None:
    assert await ask(child, {"do": "echo", "text": "ü🔑"}, 5) == {"said": "ü🔑"}


async def test_a_large_question_passes_the_pipe(child: Child) -> None:
    text = "x" * 2_000_000
    assert (await ask(child, {"do": "echo", "text": text}, 10))["said"] == text


async def test_questions_asked_together_get_their_own_answers(child: Child) -> None:
    answers = await asyncio.gather(*(ask(child, {"do": "echo", "text": str(n)}, 5) for n in range(20)))
    assert [answer["said"] for answer in answers] == [str(n) for n in range(20)]


async def test_a_child_that_does_not_answer_in_time_is_ended(child: Child) -> None:
    with pytest.raises(ChildTimedOut, match="no answer within"):
        await ask(child, {"do": "sleep", "seconds": 60}, 0.2)
    assert not child.is_running
    assert not _exists(child.pid)


@pytest.mark.parametrize("deed", ["die", "babble"])
async def test_a_child_that_dies_or_babbles_is_named_ended(child: Child, deed: str) -> None:
    with pytest.raises(ChildEnded):
        await ask(child, {"do": deed}, 5)
    with pytest.raises(ChildEnded):
        await ask(child, {"do": "echo", "text": "again"}, 5)


async def test_a_cancelled_caller_does_not_shift_the_answers(child: Child) -> None:
    first = asyncio.create_task(ask(child, {"do": "sleep", "seconds": 0.2}, 5))
    await asyncio.sleep(0)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    assert await ask(child, {"do": "echo", "text": "mine"}, 5) == {"said": "mine"}


async def test_what_a_library_prints_does_not_reach_the_answers(child: Child) -> None:
    assert await ask(child, {"do": "print"}, 5) == {"said": "fine"}


async def test_a_child_is_alone_sealed_and_without_environment(child: Child, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BT_WALLET_PASSWORD", "of no concern to it")
    seen = await ask(child, {"do": "look"}, 5)
    environment = seen["environment"]
    assert isinstance(environment, dict)
    assert set(environment) <= {"LC_CTYPE"}
    assert seen["core"] == [0, 0]
    assert seen["ignores_interrupt"] is True
    assert seen["session"] is True
    assert seen["flags"] == [1, 1, 1, 1]
    assert seen["is_dumpable"] == 0


async def test_a_child_loads_neither_asyncio_nor_any_package(child: Child) -> None:
    modules = (await ask(child, {"do": "look"}, 5))["modules"]
    assert isinstance(modules, list)
    ours = {name for name in modules if name.startswith("dtao_tui")}
    assert ours == {"dtao_tui", "dtao_tui.processes", "dtao_tui.processes.bootstrap"}
    assert not {"asyncio", "socket", "textual", "bittensor", "keyring"} & set(modules)


async def test_one_question_starts_and_ends_one_child() -> None:
    said = await child_process.answer(
        child_process.isolated("tests.processes.child_at_work"),
        json.dumps({"do": "echo", "text": "hello"}).encode(),
        deadline=5,
        environment={},
    )
    assert json.loads(said) == {"said": "hello"}


async def test_cancelling_one_question_ends_its_child() -> None:
    asking = asyncio.create_task(
        child_process.answer(
            child_process.isolated("tests.processes.child_at_work"),
            json.dumps({"do": "sleep", "seconds": 60}).encode(),
            deadline=70,
            environment={},
        )
    )
    pid = await _first_child()
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert not _exists(pid)


async def test_a_program_that_is_not_there_is_a_sentence() -> None:
    with pytest.raises(ChildTrouble, match="could not be started"):
        await Child.start(["/nonexistent/program"])


def test_a_child_ends_when_its_parent_is_killed() -> None:
    code = (
        "import asyncio, json, time\n"
        "from dtao_tui.processes import child_process\n"
        "async def go():\n"
        "    child = await child_process.Child.start(child_process.isolated('tests.processes.child_at_work'))\n"
        "    await child.ask(json.dumps({'do': 'echo', 'text': ''}).encode(), 10)\n"
        "    asyncio.create_task(child.ask(json.dumps({'do': 'sleep', 'seconds': 60}).encode(), 70))\n"
        "    await asyncio.sleep(0.1)\n"
        "    print(child.pid, flush=True)\n"
        "    time.sleep(60)\n"
        "asyncio.run(go())\n"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, cwd=ROOT, text=True) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        assert _exists(pid)
        parent.kill()
        parent.wait()
        assert _gone_within(pid, 2.0)


def test_only_named_variables_are_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/somewhere")
    monkeypatch.setenv("BT_WALLET_PASSWORD", "no")
    monkeypatch.delenv("DISPLAY", raising=False)
    assert child_process.passed_on("HOME", "DISPLAY") == {"HOME": "/somewhere"}


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"


def _gone_within(pid: int, seconds: float) -> bool:
    for _ in range(int(seconds / 0.02)):
        if not _exists(pid):
            return True
        signal.sigtimedwait([], 0.02)
    return False


async def _first_child() -> int:
    async with asyncio.timeout(5):
        while not (pids := _children()):  # noqa: ASYNC110  # the kernel has no event for it
            await asyncio.sleep(0.01)
    return int(pids[0])


def _children() -> list[str]:
    return Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()


def test_only_the_needed_folders_are_named_after_the_standard_library() -> None:
    command = child_process.isolated("tests.processes.child_at_work", needs=["pytest"])
    assert command[1:3] == ["-I", "-S"]
    assert command[-2] == str(ROOT)
    assert Path(command[-1], "pytest").is_dir()


def test_a_package_that_is_not_installed_is_a_sentence() -> None:
    with pytest.raises(ChildTrouble, match="no_such_package is not installed"):
        child_process.isolated("tests.processes.child_at_work", needs=["no_such_package"])
