"""The keyring is used where it is real and answers, and the program works where it is neither."""

import asyncio
import time
from pathlib import Path

import pytest

from dtao_tui.ports.errors import KeyringTrouble
from dtao_tui.wallet.keyring import keyring_store
from dtao_tui.wallet.keyring.keyring_store import KeyringStore
from tests.wallet.conftest import children_of_ours, eventually

DOUBLE = "tests.wallet.keyring.keyring_double"
HANGING = "tests.wallet.keyring.keyring_hanging"
ADDRESS = "5CZyhhKDJVbJss4gBhxCMS5d3FLMKdP46WZWgSC1r7ymzWAY"


@pytest.fixture(autouse=True)
def no_session(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "home").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))


async def test_without_a_session_bus_the_state_says_so_quickly() -> None:
    began = time.monotonic()
    assert await KeyringStore().state() == "no-session-bus"
    assert time.monotonic() - began < 4


async def test_the_bus_of_a_session_that_has_ended_is_no_bus(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path}/gone")
    assert await KeyringStore().state() == "no-session-bus"
    assert children_of_ours() == []


@pytest.mark.parametrize("address", ["rubbish", "tcp:host=127.0.0.1,port=1", "unix:path=/dev/null", ""])
async def test_an_address_that_is_none_is_no_bus(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    assert await KeyringStore().state() in ("no-session-bus", "error")


async def test_deeds_without_a_bus_are_refused_in_words() -> None:
    store = KeyringStore()
    deeds = [store.remember(ADDRESS, "secret word"), store.recall(ADDRESS), store.forget(ADDRESS)]
    for deed in deeds:
        with pytest.raises(KeyringTrouble, match="No session bus") as trouble:
            await deed
        assert trouble.value.state == "no-session-bus"


async def test_a_keyring_that_is_switched_off_starts_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    store = KeyringStore(is_off=True, module="tests.wallet.there_is_no_such_module")
    assert await store.state() == "off"
    with pytest.raises(KeyringTrouble, match="switched off"):
        await store.remembers(ADDRESS)


@pytest.mark.parametrize("behaviour", ["forgetful", "cutting"])
async def test_a_keyring_that_does_not_keep_its_secret_is_found_out(behaviour: str) -> None:
    with pytest.raises(KeyringTrouble, match="lost what was written to it") as trouble:
        await KeyringStore(module=DOUBLE).remember(behaviour, "two words")
    assert trouble.value.state == "verify-failed"


@pytest.mark.parametrize(("behaviour", "copies"), [("cutting", 1), ("copying", 3)])
async def test_no_part_of_a_password_stays_behind(tmp_path: Path, behaviour: str, copies: int) -> None:
    with pytest.raises(KeyringTrouble):
        await KeyringStore(module=DOUBLE).remember(behaviour, "two words")
    assert (tmp_path / "home" / "deleted").read_text().count("one") == copies


async def test_a_failure_that_quotes_the_secret_does_not_pass_it_on() -> None:
    with pytest.raises(KeyringTrouble) as trouble:
        await KeyringStore(module=DOUBLE).remember("failing", "two words")
    assert "two words" not in str(trouble.value)
    assert trouble.value.state == "error"


async def test_a_keyring_that_dies_harms_nobody() -> None:
    with pytest.raises(KeyringTrouble) as trouble:
        await KeyringStore(module=DOUBLE).remember("dying", "two words")
    assert trouble.value.state == "error"


async def test_a_hanging_keyring_is_given_up_and_its_process_ended() -> None:
    began = time.monotonic()
    with pytest.raises(KeyringTrouble, match="does not answer") as trouble:
        await KeyringStore(module=DOUBLE, seconds=0.5).remember("hanging", "two words")
    assert trouble.value.state == "timeout"
    assert time.monotonic() - began < 10
    assert children_of_ours() == []


async def test_a_bus_that_answers_nothing_is_a_timeout() -> None:
    assert await KeyringStore(module=HANGING, seconds=0.5).state() == "timeout"


async def test_waiting_for_a_keyring_can_be_cancelled() -> None:
    asking = asyncio.create_task(KeyringStore(module=HANGING, seconds=60).state())
    await eventually(children_of_ours)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert children_of_ours() == []


@pytest.mark.parametrize("password", ["x" * 1201, "🔑" * 601], ids=["letters", "keys"])
async def test_a_secret_too_long_for_windows_is_refused_everywhere(password: str) -> None:
    store = KeyringStore(module="tests.wallet.there_is_no_such_module")
    with pytest.raises(KeyringTrouble, match="too long"):
        await store.remember(ADDRESS, password)


@pytest.mark.parametrize("password", ["", "\ud800"])
async def test_what_no_keyring_can_keep_is_refused_at_once(password: str) -> None:
    with pytest.raises(KeyringTrouble, match=r"no password|no keyring can keep"):
        await KeyringStore(module="tests.wallet.there_is_no_such_module").remember(ADDRESS, password)


async def test_what_others_configure_is_not_loaded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    evil = tmp_path / "evil"
    evil.mkdir()
    marker = tmp_path / "evil-ran"
    code = f"open({str(marker)!r}, 'w').close()\nfrom keyring.backends.null import Keyring\n"
    (evil / "evil_keyring.py").write_text(code)
    rc = tmp_path / "home" / ".config" / "python_keyring" / "keyringrc.cfg"
    rc.parent.mkdir(parents=True)
    rc.write_text(f"[backend]\ndefault-keyring=evil_keyring.Keyring\nkeyring-path={evil}\n")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "evil_keyring.Keyring")
    monkeypatch.setenv("PYTHONPATH", str(evil))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home" / ".config"))
    store = KeyringStore()
    assert await store.state() == "no-session-bus"
    with pytest.raises(KeyringTrouble):
        await store.remember(ADDRESS, "secret word")
    assert not marker.exists()
    assert not (tmp_path / "home" / ".local" / "share" / "python_keyring").exists()


def test_items_are_named_by_address_under_a_service_of_our_own() -> None:
    assert keyring_store.SERVICE == "dtao-tui/coldkey-password/v1"
