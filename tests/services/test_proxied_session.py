"""The session of a proxied account: the coldkey's holdings, the proxy's key."""

from pathlib import Path

import pytest

from dtao_tui.ports.errors import WalletTrouble
from dtao_tui.ports.wallet import SignerState
from tests.fakes import ALICE, BOB, CHARLIE, PASSWORD, World, a_proxied_account, a_world, an_account, some_facts


def a_proxied_world(tmp_path: Path, **wanted: object) -> World:
    accounts = [an_account("trader", ALICE), an_account("saver", CHARLIE), a_proxied_account("cold", BOB, ALICE)]
    return a_world(tmp_path, accounts=accounts, has_practice=False, network="test", **wanted)


async def unlocked(world: World, address: str) -> None:
    world.session.choose(address)
    await world.session.unlock(PASSWORD)


async def test_the_proxys_key_is_opened_and_the_coldkey_is_the_owner(tmp_path: Path) -> None:
    world = a_proxied_world(tmp_path)
    await unlocked(world, BOB)
    chosen = world.session.chosen
    assert chosen is not None
    assert (chosen.owner, chosen.signer, chosen.keyholder.name) == (BOB, ALICE, "trader")
    assert world.session.is_unlocked
    assert world.signer.address == ALICE


async def test_both_addresses_are_read_with_each_block(tmp_path: Path) -> None:
    world = a_proxied_world(tmp_path)
    world.session.choose(BOB)
    assert world.session.addresses() == (BOB, ALICE, CHARLIE)


async def test_the_key_stays_open_between_the_proxy_and_its_coldkey(tmp_path: Path) -> None:
    world = a_proxied_world(tmp_path)
    await unlocked(world, ALICE)
    world.session.choose(BOB)
    assert world.session.is_unlocked
    assert not world.session.needs_password
    world.session.choose(CHARLIE)
    assert not world.session.is_unlocked


async def test_the_password_in_the_keyring_is_the_proxys(tmp_path: Path) -> None:
    world = a_proxied_world(tmp_path)
    await unlocked(world, BOB)
    await world.session.remember(PASSWORD)
    assert world.passwords.kept == {ALICE: PASSWORD}
    await world.session.lock()
    assert await world.session.unlock_remembered()


async def test_a_coldkey_whose_own_key_is_here_too_is_another_account(tmp_path: Path) -> None:
    accounts = [an_account("trader", ALICE), an_account("main", BOB), a_proxied_account("main", BOB, ALICE)]
    world = a_world(tmp_path, accounts=accounts, has_practice=False, network="test")
    world.session.choose(BOB, "main", BOB)
    await world.session.unlock(PASSWORD)
    assert world.signer.address == BOB
    world.session.choose(BOB, "main", ALICE)
    assert not world.session.is_unlocked
    await world.session.unlock(PASSWORD)
    assert world.signer.address == ALICE


async def test_a_proxied_account_that_is_removed_locks_the_key(tmp_path: Path) -> None:
    world = a_proxied_world(tmp_path)
    world.wallets.known.append(an_account("main", BOB))
    world.session.refresh()
    world.session.choose(BOB, "cold", ALICE)
    await world.session.unlock(PASSWORD)
    world.wallets.unwatch(BOB)
    world.session.refresh()
    assert not world.session.is_unlocked
    await world.session.lock()
    assert world.signer.state is SignerState.LOCKED


async def test_without_the_proxys_key_nothing_can_be_signed(tmp_path: Path) -> None:
    world = a_world(tmp_path, accounts=[a_proxied_account("cold", BOB, CHARLIE)], has_practice=False, network="test")
    world.session.choose(BOB)
    assert "is not among the wallets here" in world.session.signing_check(some_facts(network="test")).sentence
    with pytest.raises(WalletTrouble):
        await world.session.unlock(PASSWORD)


async def test_what_is_wrong_with_the_proxys_wallet_is_told(tmp_path: Path) -> None:
    accounts = [an_account("trader", ALICE, is_encrypted=False), a_proxied_account("cold", BOB, ALICE)]
    world = a_world(tmp_path, accounts=accounts, has_practice=False, network="finney")
    world.session.choose(BOB)
    facts = some_facts(network="finney", genesis="0x2f0555cc76fc2840a25a6ea3b9637146806f1f44b090c175ffde2a7e5ab36c03")
    assert "not encrypted" in world.session.signing_check(facts).sentence
