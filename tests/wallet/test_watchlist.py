"""Watched addresses are kept in a file of their own."""

import json
import os
import stat
from pathlib import Path

import pytest
from bittensor_core import Keypair

from dtao_tui.domain.accounts import Account, AccountKind
from dtao_tui.domain.ledger_path import LedgerPath
from dtao_tui.ports.errors import WalletTrouble
from dtao_tui.wallet.watchlist import Watchlist

ALICE = Keypair.create_from_uri("//Alice").ss58_address
BOB = Keypair.create_from_uri("//Bob").ss58_address
CHARLIE = Keypair.create_from_uri("//Charlie").ss58_address


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "watched.json"


def test_a_watched_address_is_there_after_a_restart(path: Path) -> None:
    Watchlist(path).add("cold storage", ALICE)
    Watchlist(path).add("", BOB)
    assert Watchlist(path).accounts() == (
        Account("cold storage", ALICE, AccountKind.WATCH),
        Account(f"{BOB[:6]}…{BOB[-4:]}", BOB, AccountKind.WATCH),
    )


def test_the_file_is_closed_to_others(path: Path) -> None:
    Watchlist(path).add("a", ALICE)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [entry.name for entry in path.parent.iterdir()] == ["watched.json"]


def test_an_address_is_forgotten_once_and_then_still_forgotten(path: Path) -> None:
    watchlist = Watchlist(path)
    watchlist.add("a", ALICE)
    watchlist.remove(ALICE)
    watchlist.remove(ALICE)
    assert watchlist.accounts() == ()


def test_the_same_address_is_watched_once(path: Path) -> None:
    watchlist = Watchlist(path)
    watchlist.add("a", ALICE)
    with pytest.raises(WalletTrouble, match="already watched, as “a”"):
        watchlist.add("b", ALICE)


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("", "Type or paste"),
        (ALICE[:-1], "checksum"),
        (ALICE[:-1] + "Q", "checksum"),
        (ALICE + " ", "letters and digits"),
        (ALICE + "\n", "letters and digits"),
        ("\uff15" + ALICE[1:], "letters and digits"),
        ("15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5", "an address of Polkadot"),
    ],
)
def test_what_is_no_address_is_refused(path: Path, address: str, words: str) -> None:
    with pytest.raises(WalletTrouble, match=words):
        Watchlist(path).add("a", address)
    assert not path.exists()


@pytest.mark.parametrize("content", ["", "[]", "{", '{"schema": 1}', '{"schema": 1, "watched": [{"address": "x"}]}'])
def test_a_damaged_file_is_shown_and_never_overwritten(path: Path, content: str) -> None:
    path.parent.mkdir()
    path.write_text(content)
    (shown,) = Watchlist(path).accounts()
    assert "damaged" in str(shown.trouble)
    with pytest.raises(WalletTrouble, match="damaged"):
        Watchlist(path).add("a", ALICE)
    assert path.read_text() == content


def test_a_file_of_a_later_version_is_left_alone(path: Path) -> None:
    path.parent.mkdir()
    path.write_text(json.dumps({"schema": 2, "watched": []}))
    with pytest.raises(WalletTrouble, match="another version"):
        Watchlist(path).add("a", ALICE)


def test_a_pipe_in_its_place_is_not_waited_for(path: Path) -> None:
    path.parent.mkdir()
    os.mkfifo(path)
    (shown,) = Watchlist(path).accounts()
    assert "not a regular file" in str(shown.trouble)


def test_hostile_names_come_back_clean(path: Path) -> None:
    Watchlist(path).add("a\x1b]52;c;eA==\x07\u202eb", ALICE)
    (shown,) = Watchlist(path).accounts()
    assert "\x1b" not in shown.name
    assert "\u202e" not in shown.name


def test_a_hostile_name_that_somebody_wrote_into_the_file_is_shown_clean(path: Path) -> None:
    path.parent.mkdir()
    watched = [{"address": ALICE, "name": "a\x1b]0;b\x07\u202e[@click=app.quit]"}]
    path.write_text(json.dumps({"schema": 1, "watched": watched}))
    (shown,) = Watchlist(path).accounts()
    assert shown.name.isprintable()
    with pytest.raises(WalletTrouble) as told:
        Watchlist(path).add("b", ALICE)
    assert str(told.value).isprintable()


def test_there_is_a_most_that_can_be_watched(path: Path) -> None:
    watchlist = Watchlist(path)
    path.parent.mkdir()
    many = [{"address": Keypair.create_from_seed(bytes([n] * 32)).ss58_address, "name": "x"} for n in range(256)]
    path.write_text(json.dumps({"schema": 1, "watched": many}))
    with pytest.raises(WalletTrouble, match="256 addresses"):
        watchlist.add("a", ALICE)


def test_a_coldkey_is_watched_with_the_key_that_is_its_proxy(path: Path) -> None:
    added = Watchlist(path).add("vault", ALICE, BOB)
    assert (added.kind, added.owner, added.signer) == (AccountKind.PROXIED, ALICE, BOB)
    assert not added.can_sign
    assert Watchlist(path).accounts() == (added,)


def test_a_watched_address_is_given_a_proxy_once(path: Path) -> None:
    Watchlist(path).add("vault", ALICE)
    Watchlist(path).add("vault by trader", ALICE, BOB)
    (found,) = Watchlist(path).accounts()
    assert (found.name, found.signer) == ("vault by trader", BOB)
    for proxy in ("", BOB, CHARLIE):
        with pytest.raises(WalletTrouble, match="already watched"):
            Watchlist(path).add("again", ALICE, proxy)


@pytest.mark.parametrize(("proxy", "told"), [(ALICE, "own proxy"), ("5abc", "address")])
def test_a_proxy_is_another_address(path: Path, proxy: str, told: str) -> None:
    with pytest.raises(WalletTrouble, match=told):
        Watchlist(path).add("vault", ALICE, proxy)
    assert Watchlist(path).accounts() == ()


@pytest.mark.parametrize("proxy", ["5abc", 7, ["x"], ALICE])
def test_a_file_with_a_proxy_that_is_none_is_told(path: Path, proxy: object) -> None:
    Watchlist(path).add("vault", ALICE, BOB)
    table = json.loads(path.read_text())
    table["watched"][0]["proxy"] = proxy
    path.write_text(json.dumps(table))
    (broken,) = Watchlist(path).accounts()
    assert broken.trouble is not None


def test_a_file_of_before_proxies_is_read(path: Path) -> None:
    Watchlist(path).add("vault", ALICE)
    assert "proxy" not in path.read_text()


@pytest.mark.parametrize(("scheme", "is_ed25519"), [("sr25519", False), ("ed25519", True)])
def test_an_address_may_have_its_key_on_another_device(path: Path, scheme: str, *, is_ed25519: bool) -> None:
    Watchlist(path).add("vault", ALICE, scheme=scheme)
    assert Watchlist(path).accounts() == (Account("vault", ALICE, AccountKind.ELSEWHERE, is_ed25519=is_ed25519),)


def test_a_watched_address_is_given_its_key_elsewhere_and_keeps_it(path: Path) -> None:
    Watchlist(path).add("a", ALICE)
    Watchlist(path).add("a", ALICE, scheme="sr25519")
    with pytest.raises(WalletTrouble, match="already watched"):
        Watchlist(path).add("a", ALICE, scheme="ed25519")
    (account,) = Watchlist(path).accounts()
    assert (account.kind, account.is_ed25519) == (AccountKind.ELSEWHERE, False)


def test_a_key_elsewhere_signs_by_a_scheme_of_the_chain_and_for_itself(path: Path) -> None:
    for scheme, proxy in (("ecdsa", ""), ("sr25519", BOB)):
        with pytest.raises(WalletTrouble, match="sr25519 or ed25519"):
            Watchlist(path).add("a", ALICE, proxy, scheme)
    assert Watchlist(path).accounts() == ()


def test_a_scheme_that_somebody_wrote_into_the_file_is_not_taken(path: Path) -> None:
    Watchlist(path).add("a", ALICE, scheme="sr25519")
    path.write_text(path.read_text(encoding="utf-8").replace("sr25519", "rot13"), encoding="utf-8")
    assert all(account.trouble for account in Watchlist(path).accounts())


def test_an_address_may_have_its_key_in_a_ledger(path: Path) -> None:
    added = Watchlist(path).add_ledger("vault", ALICE, LedgerPath(1, 5))
    assert Watchlist(path).accounts() == (added,)
    assert added == Account("vault", ALICE, AccountKind.LEDGER, is_ed25519=True, ledger=LedgerPath(1, 5))
    assert added.can_sign
    assert added.signs_elsewhere
    with pytest.raises(WalletTrouble, match="already watched"):
        Watchlist(path).add_ledger("vault", ALICE, LedgerPath())


def test_a_watched_address_is_given_its_key_in_a_ledger(path: Path) -> None:
    Watchlist(path).add("cold", ALICE)
    Watchlist(path).add_ledger("vault", ALICE, LedgerPath())
    (account,) = Watchlist(path).accounts()
    assert (account.kind, str(account.ledger)) == (AccountKind.LEDGER, "m/44'/354'/0'/0'/0'")


@pytest.mark.parametrize(
    "changes", [{"ledger": "0"}, {"ledger": "-1/0"}, {"ledger": "0/2147483648"}, {"scheme": "sr25519"}, {"proxy": BOB}]
)
def test_an_odd_path_in_a_ledger_is_not_read(path: Path, changes: dict[str, str]) -> None:
    Watchlist(path).add_ledger("vault", ALICE, LedgerPath())
    table = json.loads(path.read_text(encoding="utf-8"))
    table["watched"][0] |= changes
    path.write_text(json.dumps(table), encoding="utf-8")
    (account,) = Watchlist(path).accounts()
    assert account.trouble is not None
    assert "holds something that is no address" in account.trouble
