"""A key opens when asked, closes when told, forgotten or cancelled, and leaves nothing behind."""

import asyncio
import dataclasses
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from dtao_tui.domain.accounts import Account
from dtao_tui.ports.errors import SigningRefused, WalletLocked, WalletTrouble, WrongPassword
from dtao_tui.ports.extrinsics import Signed
from dtao_tui.ports.wallet import SignerState
from dtao_tui.wallet.signer.idle_clock import Patience
from dtao_tui.wallet.signer.signer_client import SignerClient
from tests.wallet.conftest import PASSWORD, Turning, children_of_ours, eventually, longest_gap
from tests.wallet.signer.orders import PRACTICE_ACCOUNT, a_call, an_order, the_chain

MakeSigner = Callable[..., SignerClient]


async def open_signer(make_signer: MakeSigner, **patience: object) -> SignerClient:
    signer = make_signer(Patience(tick=0.02, **patience))  # type: ignore[arg-type]  # tests name the fields they set
    await signer.send_chain_facts(the_chain())
    await signer.unlock(PRACTICE_ACCOUNT, "")
    return signer


async def test_locking_kills_the_process_and_the_next_signature_is_refused(signer: SignerClient) -> None:
    await signer.unlock(PRACTICE_ACCOUNT, "")
    pid = signer.pid
    assert signer.state is SignerState.UNLOCKED
    began = time.perf_counter()
    await signer.lock()
    assert time.perf_counter() - began < 1
    assert pid not in children_of_ours()
    assert (signer.state, signer.address, signer.seconds_left()) == (SignerState.LOCKED, None, None)
    with pytest.raises(WalletLocked):
        await signer.sign(an_order())


async def test_locking_twice_is_locking(signer: SignerClient) -> None:
    await signer.lock()
    await signer.lock()
    assert signer.state is SignerState.LOCKED


async def test_after_a_lock_calls_are_still_read_and_keys_open_again(signer: SignerClient) -> None:
    await signer.unlock(PRACTICE_ACCOUNT, "")
    await signer.lock()
    assert (await signer.decode(a_call())).call.name == "add_stake_limit"
    await signer.unlock(PRACTICE_ACCOUNT, "")
    assert (await signer.sign(an_order())).decoded.call.name == "add_stake_limit"


async def test_a_second_unlock_does_not_disturb_the_first(signer: SignerClient) -> None:
    first = asyncio.create_task(signer.unlock(PRACTICE_ACCOUNT, ""))
    await asyncio.sleep(0)
    with pytest.raises(WalletTrouble, match="Another unlock"):
        await signer.unlock(PRACTICE_ACCOUNT, "")
    await first
    assert signer.state is SignerState.UNLOCKED


@pytest.mark.parametrize("steps", range(4))
async def test_a_lock_that_comes_while_an_unlock_begins_wins(signer: SignerClient, steps: int) -> None:
    await signer.unlock(PRACTICE_ACCOUNT, "")
    unlocking = asyncio.create_task(signer.unlock(PRACTICE_ACCOUNT, ""))
    for _ in range(steps + 1):
        await asyncio.sleep(0)
    await signer.lock()
    with pytest.raises(WalletLocked, match="locked meanwhile"):
        await unlocking
    assert signer.state is SignerState.LOCKED


async def test_opening_another_account_closes_the_first(signer: SignerClient, plain_wallet: Account) -> None:
    await signer.unlock(PRACTICE_ACCOUNT, "")
    first = signer.pid
    await signer.unlock(plain_wallet, "")
    assert first not in children_of_ours()
    assert signer.address == plain_wallet.address
    with pytest.raises(SigningRefused, match="another account"):
        await signer.sign(an_order())


async def test_opening_and_closing_many_times_leaves_no_file_and_no_process(signer: SignerClient) -> None:
    await signer.unlock(PRACTICE_ACCOUNT, "")
    await signer.lock()
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(15):
        await signer.unlock(PRACTICE_ACCOUNT, "")
        await signer.sign(an_order())
        await signer.lock()
    assert len(os.listdir("/proc/self/fd")) == before
    assert children_of_ours() == []


async def test_locking_during_signatures_never_breaks_one(signer: SignerClient) -> None:
    await signer.unlock(PRACTICE_ACCOUNT, "")
    signing = [asyncio.create_task(signer.sign(an_order(nonce=7))) for _ in range(40)]
    await signing[0]
    await signer.lock()
    results = await asyncio.gather(*signing, return_exceptions=True)
    assert all(isinstance(result, Signed | WalletLocked) for result in results), results
    assert children_of_ours() == []


async def test_a_failed_unlock_leaves_nothing_open(signer: SignerClient, plain_wallet: Account) -> None:
    await signer.unlock(PRACTICE_ACCOUNT, "")
    with pytest.raises(SigningRefused, match="does not match"):
        await signer.unlock(dataclasses.replace(plain_wallet, address=PRACTICE_ACCOUNT.address), "")
    assert signer.state is SignerState.LOCKED
    assert children_of_ours() == []


async def test_an_idle_key_locks_by_itself(make_signer: MakeSigner) -> None:
    clock = Turning()
    signer = await open_signer(make_signer, clock=clock)
    assert signer.seconds_left() == 300
    clock.now += 299
    assert signer.seconds_left() == 1
    clock.now += 2
    await eventually(lambda: children_of_ours() == [], 1)
    assert signer.state is SignerState.LOCKED
    with pytest.raises(WalletLocked, match="Unlock it first"):
        await signer.sign(an_order())


async def test_a_laptop_that_slept_finds_its_key_locked(make_signer: MakeSigner) -> None:
    clock = Turning()
    signer = await open_signer(make_signer, clock=clock)
    clock.now += 7 * 3600
    await eventually(lambda: children_of_ours() == [], 1)
    assert signer.state is SignerState.LOCKED


async def test_a_signature_in_the_moment_after_the_time_is_refused(make_signer: MakeSigner) -> None:
    clock = Turning()
    signer = make_signer(Patience(tick=60, clock=clock))
    await signer.send_chain_facts(the_chain())
    await signer.unlock(PRACTICE_ACCOUNT, "")
    clock.now += 301
    signer.touch()
    with pytest.raises(WalletLocked):
        await signer.sign(an_order())
    assert children_of_ours() == []


async def test_pressing_keys_keeps_it_open_but_not_for_ever(make_signer: MakeSigner) -> None:
    clock = Turning()
    signer = await open_signer(make_signer, clock=clock)
    for _ in range(7 * 15):
        clock.now += 4 * 60
        signer.touch()
    assert signer.state is SignerState.UNLOCKED
    assert signer.seconds_left() == 300
    for _ in range(16):
        clock.now += 4 * 60
        signer.touch()
    await eventually(lambda: signer.state is SignerState.LOCKED, 1)


async def test_reading_and_waiting_do_not_count_as_keys(make_signer: MakeSigner) -> None:
    clock = Turning()
    signer = await open_signer(make_signer, clock=clock)
    clock.now += 200
    await signer.decode(a_call())
    await signer.send_chain_facts(the_chain())
    assert signer.seconds_left() == 100


async def test_the_process_ends_itself_when_the_application_forgets_it(make_signer: MakeSigner) -> None:
    frozen = Turning()
    signer = make_signer(Patience(tick=0.02, clock=frozen, idle=0.2, grace=0.2))
    await signer.send_chain_facts(the_chain())
    began = time.monotonic()
    await signer.unlock(PRACTICE_ACCOUNT, "")
    await eventually(lambda: signer.state is SignerState.LOCKED, 10)
    assert time.monotonic() - began > 0.4
    with pytest.raises(WalletLocked):
        await signer.sign(an_order())


async def test_keys_pressed_here_reach_the_clock_of_the_process(make_signer: MakeSigner) -> None:
    frozen = Turning()
    signer = await open_signer(make_signer, clock=frozen, idle=1.0, grace=0.5)
    end = time.monotonic() + 1.8
    while time.monotonic() < end:
        await asyncio.sleep(0.05)
        signer.touch()
    assert signer.state is SignerState.UNLOCKED


async def test_a_process_that_somebody_killed_is_a_locked_account(signer: SignerClient) -> None:
    await signer.unlock(PRACTICE_ACCOUNT, "")
    assert signer.pid is not None
    os.kill(signer.pid, signal.SIGKILL)
    with pytest.raises(WalletLocked):
        await signer.sign(an_order())
    assert signer.state is SignerState.LOCKED


async def test_ctrl_c_in_the_terminal_does_not_end_it(signer: SignerClient) -> None:
    await signer.unlock(PRACTICE_ACCOUNT, "")
    assert signer.pid is not None
    os.kill(signer.pid, signal.SIGINT)
    assert (await signer.sign(an_order())).decoded.call.name == "add_stake_limit"


async def test_no_password_is_tried_where_memory_is_short(make_signer: MakeSigner, encrypted_wallet: Account) -> None:
    signer = make_signer(free_memory=lambda: 100 * 1024 * 1024)
    await signer.send_chain_facts(the_chain())
    with pytest.raises(WalletTrouble, match=r"needs 600 MB .* 100 MB are free"):
        await signer.unlock(encrypted_wallet, PASSWORD)
    await signer.unlock(PRACTICE_ACCOUNT, "")


async def test_a_signer_that_gets_too_little_memory_says_so(
    make_signer: MakeSigner, encrypted_wallet: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dtao_tui.wallet.signer.signer_client.SIGNER", "tests.wallet.signer.poor_signer")
    signer = make_signer()
    await signer.send_chain_facts(the_chain())
    with pytest.raises(WalletTrouble, match="600 MB"):
        await signer.unlock(encrypted_wallet, PASSWORD)
    assert signer.state is SignerState.LOCKED


async def test_five_wrong_passwords_make_the_next_one_wait(make_signer: MakeSigner, damaged_wallet: Account) -> None:
    clock = Turning()
    signer = make_signer(Patience(clock=clock))
    await signer.send_chain_facts(the_chain())
    for _ in range(5):
        with pytest.raises(WrongPassword, match="Wrong password or damaged file"):
            await signer.unlock(damaged_wallet, "guess")
    with pytest.raises(WalletTrouble, match=r"5 wrong passwords\. The next try is possible in 1 s"):
        await signer.unlock(damaged_wallet, "guess")
    clock.now += 1
    with pytest.raises(WrongPassword):
        await signer.unlock(damaged_wallet, "guess")
    with pytest.raises(WalletTrouble, match="in 2 s"):
        await signer.unlock(damaged_wallet, "guess")


async def test_an_empty_password_is_refused_without_a_process(
    make_signer: MakeSigner, encrypted_wallet: Account
) -> None:
    signer = make_signer()
    with pytest.raises(WrongPassword, match="Type the wallet's password"):
        await signer.unlock(encrypted_wallet, "")
    assert children_of_ours() == []


@pytest.mark.real_key
async def test_a_real_key_opens_while_the_screen_stays_alive(signer: SignerClient, encrypted_wallet: Account) -> None:
    watching = asyncio.create_task(longest_gap())
    await signer.unlock(encrypted_wallet, PASSWORD)
    watching.cancel()
    assert await watching < 0.1
    assert signer.address == encrypted_wallet.address
    signed = await signer.sign(an_order(a_call(), encrypted_wallet.address))
    assert signed.decoded.call.name == "add_stake_limit"


@pytest.mark.real_key
async def test_a_wrong_password_is_said_and_nothing_is_open(signer: SignerClient, encrypted_wallet: Account) -> None:
    with pytest.raises(WrongPassword, match="Wrong password or damaged file"):
        await signer.unlock(encrypted_wallet, PASSWORD + " ")
    assert signer.state is SignerState.LOCKED
    assert children_of_ours() == []


@pytest.mark.real_key
async def test_an_unlock_can_be_cancelled_and_leaves_no_process(
    signer: SignerClient, encrypted_wallet: Account
) -> None:
    opening = asyncio.create_task(signer.unlock(encrypted_wallet, PASSWORD))
    await eventually(lambda: _memory_of(signer.pid) > 200_000)
    assert signer.state is SignerState.UNLOCKING
    with pytest.raises(WalletTrouble, match="under way"):
        await signer.unlock(PRACTICE_ACCOUNT, "")
    opening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await opening
    assert signer.state is SignerState.LOCKED
    assert children_of_ours() == []


@pytest.mark.real_key
async def test_locking_while_it_unlocks_wins(signer: SignerClient, encrypted_wallet: Account) -> None:
    opening = asyncio.create_task(signer.unlock(encrypted_wallet, PASSWORD))
    await eventually(lambda: _memory_of(signer.pid) > 200_000)
    await signer.lock()
    with pytest.raises(WalletLocked, match="locked meanwhile"):
        await opening
    assert signer.state is SignerState.LOCKED
    assert children_of_ours() == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can look into a sealed process; the next test is for others")
async def test_the_process_has_no_files_no_sockets_no_environment(signer: SignerClient) -> None:
    await signer.unlock(PRACTICE_ACCOUNT, "")
    proc = Path(f"/proc/{signer.pid}")
    open_files = {os.readlink(entry) for entry in (proc / "fd").iterdir()}
    assert all(name.startswith("pipe:") or name == "/dev/null" for name in open_files), open_files
    assert (proc / "environ").read_bytes().strip(b"\0") in (b"", b"LC_CTYPE=C.UTF-8")
    limits = (proc / "limits").read_text()
    assert [line.split()[4:6] for line in limits.splitlines() if line.startswith("Max core")] == [["0", "0"]]


async def test_its_own_user_cannot_look_into_the_process(signer: SignerClient) -> None:
    await signer.unlock(PRACTICE_ACCOUNT, "")
    assert _owner(f"/proc/{signer.pid}/mem") == 0
    if os.geteuid() != 0:
        with pytest.raises(PermissionError):
            os.close(os.open(f"/proc/{signer.pid}/mem", os.O_RDONLY))


def _owner(path: str) -> int:
    return Path(path).stat().st_uid


def _memory_of(pid: int | None) -> int:
    """Kilobytes that are resident, 0 for no process."""
    if pid is None:
        return 0
    status = Path(f"/proc/{pid}/status").read_text()
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")), 0)
