"""Against a real Secret Service: gnome-keyring on a private session bus."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dtao_tui.domain.accounts import Account
from dtao_tui.ports.errors import KeyringTrouble
from dtao_tui.wallet.keyring.keyring_store import SERVICE, KeyringStore
from dtao_tui.wallet.signer.signer_client import SignerClient
from tests.wallet.conftest import PASSWORD
from tests.wallet.keyring.desktop import Desktop, session
from tests.wallet.signer.orders import a_call, an_order, the_chain

pytestmark = pytest.mark.keyring_real

ONE = "5CZyhhKDJVbJss4gBhxCMS5d3FLMKdP46WZWgSC1r7ymzWAY"
OTHER = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"


@pytest.fixture
def desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desktop]:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    with session(tmp_path) as desktop:
        for name, value in desktop.environment.items():
            monkeypatch.setenv(name, value)
        yield desktop


async def test_a_password_is_remembered_for_its_address_and_forgotten(desktop: Desktop) -> None:
    store = KeyringStore()
    with desktop.keyring():
        assert await store.state() == "ready"
        assert await store.recall(ONE) is None
        await store.remember(ONE, "first word")
        await store.remember(OTHER, "other word")
        assert await store.recall(ONE) == "first word"
        assert await store.remembers(OTHER)
        assert desktop.lookup(SERVICE, ONE) == "first word"
        await store.forget(ONE)
        await store.forget(ONE)
        assert desktop.lookup(SERVICE, ONE) == ""
        assert not await store.remembers(ONE)
        assert await store.recall(OTHER) == "other word"


async def test_a_new_password_takes_the_place_of_the_old(desktop: Desktop) -> None:
    store = KeyringStore()
    with desktop.keyring():
        await store.remember(ONE, "old")
        await store.remember(ONE, "new")
        assert await store.recall(ONE) == "new"
        await store.forget(ONE)
        assert await store.recall(ONE) is None


@pytest.mark.parametrize(
    "password",
    [PASSWORD, " leading and trailing ", "a\ttab", "ü" * 1200, '"\\{}$(x)'],
    ids=["letters of all kinds", "spaces", "a tab", "the longest", "a shell's own"],
)
async def test_unusual_passwords_come_back_as_they_went(desktop: Desktop, password: str) -> None:
    with desktop.keyring():
        await KeyringStore().remember(ONE, password)
        assert await KeyringStore().recall(ONE) == password


async def test_a_locked_keyring_is_named_and_asks_for_nothing(desktop: Desktop) -> None:
    store = KeyringStore()
    with desktop.keyring():
        await store.remember(ONE, "word")
    with desktop.keyring(unlocked=False):
        assert await store.state() == "locked"
        for deed in (store.remember(ONE, "x"), store.recall(ONE), store.forget(ONE), store.remembers(ONE)):
            with pytest.raises(KeyringTrouble, match="locked") as trouble:
                await deed
            assert trouble.value.state == "locked"
        assert "Prompter" not in desktop.names()


async def test_a_keyring_without_a_collection_opens_no_dialog_to_make_one(desktop: Desktop) -> None:
    with desktop.keyring(unlocked=False):
        assert await KeyringStore().state() == "no-default-collection"
        with pytest.raises(KeyringTrouble, match="no default collection"):
            await KeyringStore().remember(ONE, "word")
        assert "Prompter" not in desktop.names()


async def test_where_a_keyring_answers_what_others_configure_is_still_not_loaded(
    desktop: Desktop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    evil, marker = tmp_path / "evil", tmp_path / "evil-ran"
    evil.mkdir()
    code = f"open({str(marker)!r}, 'w').close()\nfrom keyring.backends.null import Keyring\n"
    (evil / "evil_keyring.py").write_text(code)
    settings = desktop.root / "home" / ".config" / "python_keyring" / "keyringrc.cfg"
    settings.parent.mkdir(parents=True)
    settings.write_text(f"[backend]\ndefault-keyring=evil_keyring.Keyring\nkeyring-path={evil}\n")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "evil_keyring.Keyring")
    monkeypatch.setenv("PYTHONPATH", str(evil))
    with desktop.keyring():
        await KeyringStore().remember(ONE, "word")
        assert desktop.lookup(SERVICE, ONE) == "word"
    assert not marker.exists()


async def test_a_bus_without_any_keyring_has_no_backend(desktop: Desktop) -> None:
    assert await KeyringStore().state() == "no-backend"
    with pytest.raises(KeyringTrouble, match="No system keyring here"):
        await KeyringStore().remember(ONE, "word")


async def test_a_daemon_that_never_comes_up_is_given_up(desktop: Desktop) -> None:
    desktop.offer("org.freedesktop.secrets", "/bin/sleep 15")
    began = time.monotonic()
    assert await KeyringStore().state() == "activatable-not-running"
    assert time.monotonic() - began < 2
    with pytest.raises(KeyringTrouble, match="does not answer") as trouble:
        await KeyringStore(seconds=1).remember(ONE, "word")
    assert trouble.value.state == "timeout"
    assert time.monotonic() - began < 4


@pytest.mark.real_key
async def test_a_remembered_password_opens_its_wallet_after_a_restart(
    desktop: Desktop, encrypted_wallet: Account, make_signer: Callable[..., SignerClient]
) -> None:
    with desktop.keyring():
        await KeyringStore().remember(encrypted_wallet.address, PASSWORD)
    with desktop.keyring():
        password = await KeyringStore().recall(encrypted_wallet.address)
        assert password is not None
        signer = make_signer()
        await signer.send_chain_facts(the_chain())
        await signer.unlock(encrypted_wallet, password)
        signed = await signer.sign(an_order(a_call(), encrypted_wallet.address))
        assert signed.decoded.call.name == "add_stake_limit"
