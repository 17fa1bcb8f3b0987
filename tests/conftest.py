"""What every test shares: nobody's home folder is touched, and in CI a skip is a failure."""

import gc
import os
import shutil
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from textual import constants

from dtao_tui.records import account_locks
from tests.metadata.releases import NotFetched, golden, metadata

_TEMP_ROOT = "PYTEST_DEBUG_TEMPROOT"
"""Where pytest makes its temporary folders."""

_MEMORY, _ROOM = Path("/dev/shm"), 4 * 1024**3
NOBODY_LISTENS = "http://127.0.0.1:9"
_TESTS = count()
_SWEPT_EACH = 12.0
"""Seconds of CPU between two walks of the whole heap."""

_swept_at = [0.0]
_LEAKY = ("BT_NETWORK", "BT_WALLET", "BT_WALLET_PATH", "BT_WALLET_PASSWORD", "BT_CHAIN_ENDPOINT", "TEXTUAL_THEME")


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of the test's own; nothing outside it is written, and no other machine is reached."""
    home = tmp_path / "dtao-home"
    home.mkdir(mode=0o700)
    for name in _LEAKY:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DTAO_TUI_HOME", str(home))
    monkeypatch.setenv("BITTENSOR_RUNTIME_CACHE_DIR", str(home / "cache" / "runtime"))
    monkeypatch.setenv("BTCLI_TOKEN_SYMBOLS_CACHE", str(home / "cache" / "symbols.json"))
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    monkeypatch.setenv("DTAO_TUI_NO_TOUR", "1")
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    # Public endpoints are dialled by wss alone, through the proxy of the system. Other clients than this program would
    # take it for loopback as well.
    for name in ("https_proxy", "wss_proxy"):
        monkeypatch.setenv(name, NOBODY_LISTENS)
    monkeypatch.setenv("no_proxy", "127.0.0.1,localhost")
    return home


@pytest.fixture(autouse=True)
def own_locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Locks on accounts that no other test shares, though all tests use the same few accounts."""
    # The name of a folder is given again after its test has passed, whose locks may still wait to be collected.
    monkeypatch.setattr(account_locks, "_SCOPE", f"{tmp_path} {next(_TESTS)}")


@pytest.fixture(scope="session")
def real_metadata() -> Callable[..., bytes]:
    """The metadata of a real runtime: `real_metadata(461)`, or its V14 with `real_metadata(461, 14)`.

    A test that asks for what was not fetched is skipped; where nothing may be skipped, it fails.
    """

    def fetched(spec: int, version: int = 15) -> bytes:
        try:
            return metadata(spec, version)
        except NotFetched as error:
            pytest.skip(f"{error}.")

    return fetched


@pytest.fixture(scope="session")
def real_recording() -> Callable[[int], dict[str, Any]]:
    """All that was recorded from a real node of a spec version: calls, payloads, events; skipped as `real_metadata`."""

    def fetched(spec: int) -> dict[str, Any]:
        try:
            return golden(spec)
        except NotFetched as error:
            pytest.skip(f"{error}.")

    return fetched


def pytest_configure() -> None:
    """Walk the whole heap a tenth as often, and keep the tests' folders in memory.

    With all modules loaded a walk takes an eighth of a screen test's time. A journal waits for the disk at each step of
    an order, and no test needs a folder to survive the loss of power.
    """
    gc.set_threshold(700, 10, 100)
    # The app has a palette of its own for terminals with 256 colours; pictures are of one with all of them.
    constants.COLOR_SYSTEM = "truecolor"  # type: ignore[misc]
    if _TEMP_ROOT not in os.environ and _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ROOM:
        os.environ[_TEMP_ROOT] = str(_MEMORY)


def pytest_runtest_teardown() -> None:
    """Free what the screens of the last seconds left in cycles.

    Python walks the whole heap only when a quarter of it is new. A worker grew to 2.8 GB that way within 373 tests of
    screens, and the memory that was never used twice made them take 374 s of CPU; with this it is 0.3 GB and 221 s.
    """
    if time.process_time() - _swept_at[-1] > _SWEPT_EACH:
        gc.collect()
        _swept_at[-1] = time.process_time()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Two workers a core: a test of a screen waits half of its time."""
    return 2 * (os.cpu_count() or 1)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the long trials to `make soak`."""
    if "soak" in (config.option.markexpr or ""):
        return
    # By marks: the keywords of a test hold the names of all its folders, too.
    kept = [item for item in items if item.get_closest_marker("soak") is None]
    config.hook.pytest_deselected(items=[item for item in items if item.get_closest_marker("soak")])
    items[:] = kept


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Turn a skip into a failure where DTAO_TUI_NO_SKIP=1 promises a machine that has everything."""
    outcome = yield
    report = outcome.get_result()
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get("DTAO_TUI_NO_SKIP") == "1":
        report.outcome = "failed"
        report.longrepr = f"skipped where nothing may be skipped: {report.longrepr}"
