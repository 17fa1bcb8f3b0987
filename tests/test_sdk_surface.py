"""Only the public surface of the SDK is used, and reading a chain does not load its package at all."""

import ast
import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import dtao_tui
from dtao_tui.domain.practice_account import ADDRESS
from dtao_tui.practice.node.node import Node
from dtao_tui.practice.options import PracticeOptions
from dtao_tui.practice.world.genesis import genesis_world

PACKAGE = Path(dtao_tui.__file__).parent
SDK = ("bittensor", "bittensor_core")
DRAWN = ("app.py", "screens", "widgets")
"""What imports Textual; its private members have a test of their own."""

MODULES = {
    path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in PACKAGE.rglob("*.py")
}
READ = """
import atexit, sys
from dtao_tui.cli import main
atexit.register(lambda: print(*sys.modules, file=sys.stderr))
main()
"""
"""The program, which names at its end what it has loaded."""

FOLLOW = """
import asyncio, sys
from contextlib import aclosing
from pathlib import Path
from dtao_tui.chain.chain_market import ChainMarket
from dtao_tui.chain.network_connection import NetworkConnection
from dtao_tui.domain.market import Snapshot
from dtao_tui.ports.networks import network_of
from dtao_tui.services.clock import SystemClock
from dtao_tui.services.feed import Feed

async def follow():
    connection = NetworkConnection(network_of(sys.argv[1]), Path(sys.argv[2]))
    async with aclosing(Feed(ChainMarket(connection), tuple, SystemClock()).events()) as events:
        assert isinstance(await anext(events), Snapshot)
    await connection.close()

asyncio.run(follow())
print(*sys.modules)
"""
"""A feed that ends with its first snapshot, and names what it has loaded."""


def is_private(name: str) -> bool:
    return any(part.startswith("_") and not part.endswith("__") for part in name.split("."))


def imported(tree: ast.AST) -> Iterator[str]:
    """Each name that is imported from the SDK, with its module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] in SDK)
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] in SDK:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def own_names() -> set[str]:
    """Everything that a module of ours defines or assigns."""
    found: set[str] = set()
    for node in (node for tree in MODULES.values() for node in ast.walk(tree)):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                found.add(node.name)
            case ast.Name(ctx=ast.Store()):
                found.add(node.id)
            case ast.Attribute(value=ast.Name(id="self"), ctx=ast.Store()):
                found.add(node.attr)
    return found


def test_nothing_private_is_imported_from_the_sdk() -> None:
    assert [(module, name) for module, tree in MODULES.items() for name in imported(tree) if is_private(name)] == []


def test_something_is_imported_from_the_sdk() -> None:
    assert {"bittensor_core.Runtime", "bittensor_core.metadata_digest"} <= {
        name for tree in MODULES.values() for name in imported(tree)
    }


def test_no_private_member_of_others_is_used() -> None:
    ours = own_names() | {"_replace"}
    used = [
        (module, node.lineno, node.attr)
        for module, tree in MODULES.items()
        if not module.startswith(DRAWN)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and is_private(node.attr) and node.attr not in ours
    ]
    assert used == []


@pytest.mark.parametrize(
    "text",
    ["import bittensor._transport", "from bittensor._transport import x", "from bittensor_core import _x"],
)
def test_a_private_import_would_be_found(text: str) -> None:
    assert [is_private(name) for name in imported(ast.parse(text))] == [True]


def test_no_module_is_put_in_the_place_of_another() -> None:
    assert [module for module, tree in MODULES.items() for node in ast.walk(tree) if _is(node, "sys", "modules")] == []


def test_no_variable_of_the_environment_is_set() -> None:
    written = [
        (module, node.lineno)
        for module, tree in MODULES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store) and _is(node.value, "os", "environ")
    ]
    assert written == []


def _is(node: ast.AST, owner: str, name: str) -> bool:
    match node:
        case ast.Attribute(value=ast.Name(id=found), attr=attribute):
            return (found, attribute) == (owner, name)
    return False


@pytest.mark.parametrize(
    "command",
    [("market",), ("portfolio", "--address", ADDRESS), ("quote", "stake", "--netuid", "1", "--tao", "1")],
    ids=lambda command: command[0],
)
async def test_a_command_that_reads_never_loads_the_sdk_package(tmp_path: Path, command: tuple[str, ...]) -> None:
    options = PracticeOptions(block_seconds=0, subnets=3, still=True)
    async with Node(genesis_world(options), options) as node:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", READ, "-n", node.url, *command, "--json"),
            env={**os.environ, "DTAO_TUI_HOME": str(tmp_path / "home")},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        said = (await asyncio.wait_for(process.communicate(), 60))[1]
    loaded = set(said.decode().split())
    assert "bittensor_core" in loaded, said.decode()
    assert not {"bittensor", "eth_account", "pydantic", "textual"} & loaded


async def test_following_blocks_never_loads_the_sdk_package(tmp_path: Path) -> None:
    options = PracticeOptions(block_seconds=0, subnets=3, still=True)
    async with Node(genesis_world(options), options) as node:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", FOLLOW, node.url, str(tmp_path / "cache")), stdout=subprocess.PIPE
        )
        said = (await asyncio.wait_for(process.communicate(), 60))[0]
    loaded = set(said.decode().split())
    assert {"bittensor_core", "dtao_tui.services.feed"} <= loaded
    assert not {"bittensor", "eth_account", "pydantic", "textual"} & loaded
