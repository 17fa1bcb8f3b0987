"""`doctor` shows the second endpoint: that it answers, that it does not, and that it is another chain's."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from dtao_tui.practice.node.node import Node
from tests.chain.conftest import a_node
from tests.chain.middleman import Middleman


@pytest.fixture
async def node() -> AsyncIterator[Node]:
    async with a_node() as running:
        yield running


def doctor(home: Path, *endpoints: str) -> tuple[int, dict[str, Any]]:
    """The finding about the second endpoint on `local` with these endpoints, and the exit status."""
    config = home / "config"
    config.mkdir(parents=True, exist_ok=True)
    (config / "settings.toml").write_text(f"[endpoints]\nlocal = {json.dumps(endpoints)}\n")
    environment = {**os.environ, "DTAO_TUI_HOME": str(home)}
    command = [sys.executable, "-m", "dtao_tui", "-n", "local", "doctor", "--json"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=90, check=False)
    findings = {finding["subject"]: finding for finding in json.loads(done.stdout)["findings"]}
    return done.returncode, findings["second endpoint"]


async def test_a_second_that_answers_is_named_with_its_block(node: Node, tmp_path: Path) -> None:
    async with Middleman(node.url) as second:
        status, finding = await asyncio.to_thread(doctor, tmp_path, node.url, second.url)
        port = second.url.rpartition(":")[2]
    assert (status, finding["is_well"]) == (0, True)
    assert finding["sentence"] == f"127.0.0.1:{port}, of another operator, block 3."


async def test_one_endpoint_only_is_no_fault(node: Node, tmp_path: Path) -> None:
    status, finding = await asyncio.to_thread(doctor, tmp_path, node.url)
    assert (status, finding["is_well"]) == (0, True)
    assert finding["sentence"].startswith("one endpoint only")


async def test_a_second_of_another_chain_is_a_fault(node: Node, tmp_path: Path) -> None:
    async with Middleman(node.url) as second:
        second.lies["chain_getBlockHash"] = lambda _: "0x" + "cd" * 32
        status, finding = await asyncio.to_thread(doctor, tmp_path, node.url, second.url)
    assert (status, finding["is_well"]) == (1, False)
    assert "could not be compared" in finding["sentence"]
    assert "serves another chain" in finding["sentence"]
