"""The session: one chosen account, and a lock on its key that closes by itself."""

import asyncio
import time
from pathlib import Path

import pytest

from dtao_tui.domain.accounts import AccountKind
from dtao_tui.domain.market import Snapshot
from dtao_tui.ports.errors import KeyringTrouble, WalletTrouble, WrongPassword
from dtao_tui.ports.keyring_states import KeyringState
from dtao_tui.ports.wallet import SignerState
from dtao_tui.services.clock import SystemClock
from tests.fakes import (
    ALICE,
    BOB,
    CHARLIE,
    FINNEY_GENESIS,
    PASSWORD,
    PRACTICE_ADDRESS,
    FakeSigner,
    World,
    a_world,
    an_account,
    some_facts,
    until,
)

MINUTE = 60.0


def a_wallet_world(tmp_path: Path, **wanted: object) -> World:
    accounts = [
        an_account("trader", ALICE),
        an_account("saver", BOB),
        an_account("idol", CHARLIE, kind=AccountKind.WATCH),
    ]
    return a_world(tmp_path, accounts=accounts, has_practice=False, network="test", **wanted)


async def test_the_practice_account_is_chosen_first_and_opens_without_a_password(tmp_path: Path) -> None:
    world = a_world(tmp_path, accounts=[an_account()])
    assert world.session.chosen is not None
    assert world.session.chosen.address == PRACTICE_ADDRESS
    assert not world.session.needs_password
    await world.session.unlock_practice()
    assert world.session.is_unlocked


async def test_the_wallet_of_the_settings_is_chosen(tmp_path: Path) -> None:
    world = a_world(tmp_path, accounts=[an_account("trader", ALICE)], settings={"wallet": "trader"})
    assert world.session.chosen is not None
    assert world.session.chosen.address == ALICE
    assert world.session.needs_password


async def test_another_accounts_key_never_opens_without_a_password(tmp_path: Path) -> None:
    world = a_wallet_world(tmp_path)
    with pytest.raises(WalletTrouble, match="practice"):
        await world.session.unlock_practice()
    with pytest.raises(WrongPassword, match="empty"):
        await world.session.unlock("")
    assert world.signer.unlocks == 0


async def test_five_idle_minutes_lock_the_key(tmp_path: Path) -> None:
    world = a_wallet_world(tmp_path)
    await world.session.unlock(PASSWORD)
    world.clock.turn(5 * MINUTE - 1)
    assert (world.session.is_unlocked, world.session.tick()) == (True, False)
    world.clock.turn(1)
    assert not world.session.is_unlocked
    assert world.session.tick()
    assert not world.session.tick()
    await until(lambda: world.signer.state is SignerState.LOCKED)
    assert world.signer.locks == 1


async def test_a_key_press_begins_the_idle_time_anew(tmp_path: Path) -> None:
    world = a_wallet_world(tmp_path)
    await world.session.unlock(PASSWORD)
    for _ in range(10):
        world.clock.turn(4 * MINUTE)
        world.session.touch()
    assert world.session.is_unlocked
    assert world.session.seconds_left() == 5 * MINUTE
    assert world.signer.touches == 10


async def test_a_press_after_the_time_is_over_opens_nothing(tmp_path: Path) -> None:
    world = a_wallet_world(tmp_path)
    await world.session.unlock(PASSWORD)
    world.clock.turn(6 * MINUTE)
    world.session.touch()
    assert not world.session.is_unlocked
    assert world.signer.touches == 0


async def test_eight_hours_lock_even_a_busy_session(tmp_path: Path) -> None:
    world = a_wallet_world(tmp_path)
    await world.session.unlock(PASSWORD)
    for _ in range(8 * 30):
        world.clock.turn(2 * MINUTE)
        world.session.touch()
    assert not world.session.is_unlocked
    assert world.session.tick()


async def test_a_machine_that_slept_finds_the_key_locked(tmp_path: Path) -> None:
    world = a_wallet_world(tmp_path)
    await world.session.unlock(PASSWORD)
    world.clock.turn(9 * 60 * MINUTE)
    assert not world.session.is_unlocked
    assert world.session.seconds_left() is None


def test_the_systems_clock_counts_while_the_machine_sleeps() -> None:
    assert abs(SystemClock().now() - time.clock_gettime(time.CLOCK_BOOTTIME)) < 5
    assert abs(SystemClock().wall() - time.time()) < 5


async def test_choosing_another_wallet_locks_the_first_at_once(tmp_path: Path) -> None:
    world = a_wallet_world(tmp_path)
    await world.session.unlock(PASSWORD)
    world.session.choose(BOB)
    assert not world.session.is_unlocked
    await until(lambda: world.signer.state is SignerState.LOCKED)
    assert world.signer.locks == 1
    world.session.choose(ALICE)
    assert not world.session.is_unlocked


async def test_choosing_the_same_wallet_again_locks_nothing(tmp_path: Path) -> None:
    world = a_wallet_world(tmp_path)
    await world.session.unlock(PASSWORD)
    world.session.choose(ALICE)
    assert world.session.is_unlocked


async def test_unlocking_waits_for_a_lock_that_is_still_closing(tmp_path: Path) -> None:
    world = a_wallet_world(tmp_path)
    await world.session.unlock(PASSWORD)
    world.session.choose(BOB)
    await world.session.unlock(PASSWORD)
    assert world.session.is_unlocked
    assert (world.signer.locks, world.signer.address) == (1, BOB)


async def test_another_chain_locks_the_key(tmp_path: Path) -> None:
    world = a_wallet_world(tmp_path)
    await world.session.send_chain_facts(some_facts())
    await world.session.unlock(PASSWORD)
    await world.session.send_chain_facts(some_facts(spec_version=426))
    assert world.session.is_unlocked
    await world.session.send_chain_facts(some_facts(genesis="0x" + "cd" * 32))
    assert not world.session.is_unlocked


async def test_a_signer_that_died_by_itself_counts_as_locked(tmp_path: Path) -> None:
    world = a_wallet_world(tmp_path)
    await world.session.unlock(PASSWORD)
    await world.signer.lock()
    assert not world.session.is_unlocked
    assert world.session.tick()


async def test_giving_up_while_unlocking_leaves_it_locked(tmp_path: Path) -> None:
    world = a_wallet_world(tmp_path)
    world.signer.unlocking.clear()
    unlocking = asyncio.create_task(world.session.unlock(PASSWORD))
    await until(lambda: world.signer.state is SignerState.UNLOCKING)
    unlocking.cancel()
    await asyncio.gather(unlocking, return_exceptions=True)
    assert not world.session.is_unlocked
    assert world.session.seconds_left() is None


async def test_a_watched_account_is_seen_but_does_not_sign(tmp_path: Path) -> None:
    world = a_wallet_world(tmp_path)
    world.session.choose(CHARLIE)
    check = world.session.signing_check(some_facts())
    assert (check.passed, "watched only" in check.sentence) == (False, True)
    assert not world.session.needs_password
    with pytest.raises(WalletTrouble, match="watched only"):
        await world.session.unlock(PASSWORD)
    assert CHARLIE in world.session.addresses()


@pytest.mark.parametrize(
    "flaw", [{"warning": "Others can read this key file."}, {"is_encrypted": False}], ids=["permissions", "plain"]
)
async def test_a_careless_key_file_signs_on_testnet_but_not_on_mainnet(tmp_path: Path, flaw: dict[str, object]) -> None:
    world = a_world(tmp_path, accounts=[an_account(**flaw)], has_practice=False, network="test")
    assert world.session.signing_check(some_facts(network="test")).passed
    refused = world.session.signing_check(some_facts(network="finney", genesis=FINNEY_GENESIS))
    assert not refused.passed
    assert refused.sentence


async def test_the_practice_account_signs_nowhere_else(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    assert world.session.signing_check(some_facts()).passed
    assert not world.session.signing_check(some_facts(network="local")).passed
    assert not world.session.signing_check(some_facts(is_trusted=False)).passed
    assert not world.session.signing_check(None).passed


async def test_a_broken_wallet_says_what_is_wrong(tmp_path: Path) -> None:
    broken = an_account("broken", "", trouble="Its public key file cannot be read.")
    world = a_world(tmp_path, accounts=[broken, an_account()], has_practice=False)
    assert world.session.chosen is not None
    assert world.session.chosen.address == ALICE
    assert world.session.addresses() == (ALICE,)


async def test_no_account_at_all_is_said(tmp_path: Path) -> None:
    world = a_world(tmp_path, has_practice=False)
    assert world.session.chosen is None
    assert "make one" in world.session.signing_check(some_facts()).sentence
    with pytest.raises(WalletTrouble):
        world.session.choose(ALICE)


async def test_at_most_sixteen_addresses_are_read_and_the_chosen_one_first(tmp_path: Path) -> None:
    many = [an_account(f"w{n}", f"5{n:047d}") for n in range(40)]
    world = a_world(tmp_path, accounts=many)
    world.session.choose(many[39].address)
    assert len(world.session.addresses()) == 16
    assert world.session.addresses()[0] == many[39].address


async def test_a_new_wallet_appears_after_a_look_and_the_choice_stays(tmp_path: Path) -> None:
    world = a_wallet_world(tmp_path)
    world.session.choose(BOB)
    world.wallets.known.append(an_account("new", "5" + "N" * 47))
    world.session.refresh()
    assert world.session.chosen is not None
    assert (world.session.chosen.address, len(world.session.accounts)) == (BOB, 4)


async def test_a_wallet_that_is_gone_is_locked(tmp_path: Path) -> None:
    world = a_wallet_world(tmp_path)
    await world.session.unlock(PASSWORD)
    world.wallets.known = [account for account in world.wallets.known if account.address != ALICE]
    world.session.refresh()
    assert not world.session.is_unlocked
    await until(lambda: world.signer.state is SignerState.LOCKED)


async def test_blocks_that_come_do_not_keep_the_key_open(tmp_path: Path) -> None:
    world = a_wallet_world(tmp_path)
    await world.session.unlock(PASSWORD)
    events = world.parts.feed.events()
    for _ in range(60):
        assert isinstance(await anext(events), Snapshot)
        world.clock.turn(6)
        world.market.grow()
    assert not world.session.is_unlocked
    assert world.signer.touches == 0
    await events.aclose()


async def test_a_remembered_password_opens_the_key_in_one_attempt(tmp_path: Path) -> None:
    world = a_wallet_world(tmp_path)
    assert not await world.session.unlock_remembered()
    await world.session.unlock(PASSWORD)
    await world.session.remember(PASSWORD)
    await world.session.lock()
    assert await world.session.remembers(ALICE)
    assert await world.session.unlock_remembered()
    assert world.session.is_unlocked
    await world.session.forget(ALICE)
    assert not await world.session.remembers(ALICE)


async def test_a_stored_password_that_is_out_of_date_is_tried_once_and_said(tmp_path: Path) -> None:
    world = a_wallet_world(tmp_path)
    world.passwords.kept[ALICE] = "an older password"
    with pytest.raises(WrongPassword, match="out of date"):
        await world.session.unlock_remembered()
    assert (world.passwords.recalls, world.session.is_unlocked) == (1, False)


async def test_a_password_that_has_opened_nothing_is_not_stored(tmp_path: Path) -> None:
    world = a_wallet_world(tmp_path)
    with pytest.raises(KeyringTrouble):
        await world.session.remember("never tried")
    assert world.passwords.kept == {}


async def test_the_keyrings_state_is_passed_on(tmp_path: Path) -> None:
    world = a_wallet_world(tmp_path)
    world.passwords.answer = KeyringState.NO_SESSION_BUS
    assert await world.session.keyring_state() == "no-session-bus"


async def test_no_secret_is_in_the_sessions_representation(tmp_path: Path) -> None:
    world = a_wallet_world(tmp_path)
    await world.session.unlock(PASSWORD)
    held = [repr(value) for value in vars(world.session).values() if not isinstance(value, FakeSigner)]
    assert PASSWORD not in repr(world.session) + "".join(held)


async def test_of_two_wallets_with_one_key_the_chosen_one_names_the_address(tmp_path: Path) -> None:
    world = a_world(tmp_path, accounts=[an_account("first", ALICE), an_account("second", ALICE)], has_practice=False)
    assert world.session.account_names == {ALICE: "first"}
    world.session.choose(ALICE, "second")
    assert world.session.account_names == {ALICE: "second"}
    account = world.session.account_of(ALICE)
    assert account is not None
    assert account.name == "second"


async def test_of_two_wallets_with_one_key_the_named_one_is_used(tmp_path: Path) -> None:
    world = a_world(tmp_path, accounts=[an_account("first", ALICE), an_account("second", ALICE)], has_practice=False)
    world.session.choose(ALICE, "second")
    world.session.refresh()
    assert world.session.chosen is not None
    assert world.session.chosen.name == "second"
