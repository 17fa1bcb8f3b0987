import pytest

from dtao_tui.practice.pallets.locks import stake_locks
from dtao_tui.practice.pallets.registry import DispatchFailure
from dtao_tui.practice.state.storage import Value
from tests.practice.economy import ALICE, BOB, TAO, Economy, an_economy

NET = 3


@pytest.fixture
def economy() -> Economy:
    """Alice has stake on one subnet."""
    economy = an_economy()
    hotkey = economy.validator(NET)
    economy.call(ALICE, "SubtensorModule.add_stake", hotkey=hotkey, netuid=NET, amount_staked=100 * TAO)
    return economy


def remove(economy: Economy, amount: int) -> None:
    arguments: dict[str, Value] = {"hotkey": economy.validator(NET), "netuid": NET, "amount_unstaked": amount}
    economy.call(ALICE, "SubtensorModule.remove_stake_limit", **arguments, limit_price=1, allow_partial=False)


def test_locked_alpha_cannot_leave_the_subnet(economy: Economy):
    held, hotkey = economy.stake(ALICE, NET), economy.validator(NET)
    economy.call(ALICE, "SubtensorModule.lock_stake", hotkey=hotkey, netuid=NET, amount=held // 2)
    arguments = {"hotkey": hotkey, "netuid": NET, "limit_price": 1, "allow_partial": False}
    assert economy.failure(ALICE, "SubtensorModule.remove_stake_limit", amount_unstaked=held, **arguments) == (
        "SubtensorModule.StakeUnavailable"
    )
    remove(economy, held // 2)
    lock = economy.ask("StakeInfoRuntimeApi.get_coldkey_lock", coldkey=ALICE, netuid=NET)
    assert isinstance(lock, dict)
    assert lock["locked_mass"] == held // 2


def test_a_lock_needs_its_stake_and_keeps_its_hotkey(economy: Economy):
    held, hotkey = economy.stake(ALICE, NET), economy.validator(NET)
    other = economy.storage.raw("SubtensorModule.Keys", NET, 1)
    lock = "SubtensorModule.lock_stake"
    assert economy.failure(ALICE, lock, hotkey=hotkey, netuid=NET, amount=held + 1).endswith("InsufficientStakeForLock")
    economy.call(ALICE, lock, hotkey=hotkey, netuid=NET, amount=held // 2)
    assert economy.failure(ALICE, lock, hotkey=other, netuid=NET, amount=1).endswith("LockHotkeyMismatch")
    assert economy.failure(BOB, lock, hotkey=hotkey, netuid=NET, amount=1).endswith("InsufficientStakeForLock")


def test_a_lock_decays_by_the_unlock_rate(economy: Economy):
    held, hotkey = economy.stake(ALICE, NET), economy.validator(NET)
    economy.call(ALICE, "SubtensorModule.lock_stake", hotkey=hotkey, netuid=NET, amount=held)
    economy.block += economy.number("UnlockRate")
    lock = economy.ask("StakeInfoRuntimeApi.get_coldkey_lock", coldkey=ALICE, netuid=NET)
    assert isinstance(lock, dict)
    # exp(-1) of it is left after as many blocks as the rate.
    assert lock["locked_mass"] == held * 367_879_441_171_442_321 // 10**18


def test_a_lock_that_ran_out_makes_room_for_another_once_its_coldkey_stakes_or_unstakes(economy: Economy):
    held, other = economy.stake(ALICE, NET), economy.storage.raw("SubtensorModule.Keys", NET, 1)
    for rate in ("UnlockRate", "MaturityRate"):
        economy.storage.put(f"SubtensorModule.{rate}", value=10)
    economy.call(ALICE, "SubtensorModule.lock_stake", hotkey=economy.validator(NET), netuid=NET, amount=held)
    economy.block += 1_000
    elsewhere: dict[str, Value] = {"hotkey": other, "netuid": NET, "amount": held // 2}
    assert economy.failure(ALICE, "SubtensorModule.lock_stake", **elsewhere).endswith("LockHotkeyMismatch")
    remove(economy, TAO)
    economy.call(ALICE, "SubtensorModule.lock_stake", **elsewhere)
    total, locked, _ = stake_locks.availability(economy.storage, economy.block, ALICE, NET)
    assert (total, locked) == (pytest.approx(held - TAO, abs=1), held // 2)


@pytest.mark.parametrize(
    ("is_perpetual", "locked", "conviction"),
    [
        # exp(-10) of it is left; 1,000 ÷ (10,000 - 1,000) × (exp(-1) - exp(-10)) of it is conviction.
        (False, 0.000_045_400, (0.367_879_441 - 0.000_045_400) / 9),
        (True, 1.0, 1 - 0.367_879_441),
    ],
)
def test_conviction_ripens_by_the_maturity_rate(economy: Economy, is_perpetual: bool, locked: float, conviction: float):
    held, hotkey = economy.stake(ALICE, NET), economy.validator(NET)
    for name, blocks in (("UnlockRate", 1_000), ("MaturityRate", 10_000)):
        economy.storage.put(f"SubtensorModule.{name}", value=blocks)
    if is_perpetual:
        economy.storage.put("SubtensorModule.DecayingLock", ALICE, NET, value=False)
    economy.call(ALICE, "SubtensorModule.lock_stake", hotkey=hotkey, netuid=NET, amount=held)
    economy.block += 10_000
    state = economy.ask("StakeInfoRuntimeApi.get_coldkey_lock", coldkey=ALICE, netuid=NET)
    assert isinstance(state, dict)
    bits = state["conviction"]
    assert isinstance(bits, dict)
    assert state["locked_mass"] / held == pytest.approx(locked, abs=1e-8)
    assert bits["bits"] / 2**64 / held == pytest.approx(conviction, rel=1e-6)


def test_a_perpetual_lock_stands_still_until_it_is_ended_and_decays_from_then_on(economy: Economy):
    held, hotkey = economy.stake(ALICE, NET), economy.validator(NET)
    call = "SubtensorModule.set_perpetual_lock"
    economy.call(ALICE, "SubtensorModule.lock_stake", hotkey=hotkey, netuid=NET, amount=held)
    economy.call(ALICE, call, netuid=NET, enabled=True)
    economy.block += economy.number("UnlockRate")
    assert stake_locks.availability(economy.storage, economy.block, ALICE, NET) == (held, held, 0)
    events = economy.call(ALICE, call, netuid=NET, enabled=False)
    assert [event.name for event in events] == ["PerpetualLockUpdated"]
    assert stake_locks.availability(economy.storage, economy.block, ALICE, NET) == (held, held, 0)
    economy.block += economy.number("UnlockRate")
    left = held * 367_879_441_171_442_321 // 10**18
    assert stake_locks.availability(economy.storage, economy.block, ALICE, NET) == (held, left, held - left)


def test_a_lock_of_no_subnet_is_not_ended(economy: Economy):
    call = "SubtensorModule.set_perpetual_lock"
    assert economy.failure(ALICE, call, netuid=4_000, enabled=False) == "SubtensorModule.SubnetNotExists"


def give(economy: Economy, alpha: int, hotkey: bytes | None = None) -> None:
    hotkey = hotkey or economy.validator(NET)
    between: dict[str, Value] = {"origin_netuid": NET, "destination_netuid": NET, "alpha_amount": alpha}
    economy.call(ALICE, "SubtensorModule.transfer_stake", destination_coldkey=BOB, hotkey=hotkey, **between)


def accept(economy: Economy, who: bytes) -> None:
    [event] = economy.call(who, "SubtensorModule.set_reject_locked_alpha", enabled=False)
    assert (event.name, event.values) == ("RejectLockedAlphaUpdated", (who, False))


def convicted(economy: Economy, who: bytes) -> int:
    lock = stake_locks.lock_of(economy.storage, economy.block, who, NET)
    return lock.conviction_bits if lock else 0


def test_a_lock_follows_its_stake_to_who_opted_in_and_what_is_free_goes_first(economy: Economy):
    """By hand: of 100 parts 60 are locked; 70 go, 40 of them free, so 30 of the 60 locked go along."""
    held, hotkey = economy.stake(ALICE, NET), economy.validator(NET)
    part = held // 100
    economy.call(ALICE, "SubtensorModule.lock_stake", hotkey=hotkey, netuid=NET, amount=held - 40 * part)
    economy.call(ALICE, "SubtensorModule.set_perpetual_lock", netuid=NET, enabled=True)
    economy.block += 1_000
    ripe = convicted(economy, ALICE)
    accept(economy, BOB)
    give(economy, 70 * part)
    locked = held - 40 * part
    assert stake_locks.availability(economy.storage, economy.block, ALICE, NET)[1] == locked - 30 * part
    assert stake_locks.availability(economy.storage, economy.block, BOB, NET) == (
        pytest.approx(70 * part, abs=1),
        30 * part,
        pytest.approx(40 * part, abs=1),
    )
    assert convicted(economy, BOB) / ripe == pytest.approx(30 * part / locked, rel=1e-9)
    assert convicted(economy, ALICE) + convicted(economy, BOB) == ripe


def test_free_stake_goes_without_a_lock_and_without_consent(economy: Economy):
    held, hotkey = economy.stake(ALICE, NET), economy.validator(NET)
    economy.call(ALICE, "SubtensorModule.lock_stake", hotkey=hotkey, netuid=NET, amount=held // 2)
    give(economy, held // 4)
    assert stake_locks.lock_of(economy.storage, economy.block, BOB, NET) is None


def test_consent_to_locked_alpha_can_be_taken_back(economy: Economy):
    held, hotkey = economy.stake(ALICE, NET), economy.validator(NET)
    economy.call(ALICE, "SubtensorModule.lock_stake", hotkey=hotkey, netuid=NET, amount=held)
    accept(economy, BOB)
    economy.call(BOB, "SubtensorModule.set_reject_locked_alpha", enabled=True)
    assert not economy.storage.has(stake_locks.FLAGS, BOB)
    with pytest.raises(DispatchFailure, match="AccountRejectsLockedAlpha"):
        give(economy, held // 2)


def test_locked_stake_does_not_join_a_lock_with_another_hotkey(economy: Economy):
    held, hotkey = economy.stake(ALICE, NET), economy.validator(NET)
    other = economy.storage.raw("SubtensorModule.Keys", NET, 1)
    economy.call(BOB, "SubtensorModule.add_stake", hotkey=other, netuid=NET, amount_staked=100 * TAO)
    economy.call(BOB, "SubtensorModule.lock_stake", hotkey=other, netuid=NET, amount=TAO)
    economy.call(ALICE, "SubtensorModule.lock_stake", hotkey=hotkey, netuid=NET, amount=held)
    accept(economy, BOB)
    with pytest.raises(DispatchFailure, match="LockHotkeyMismatch"):
        give(economy, held // 2)


@pytest.mark.parametrize("is_same_owner", [True, False])
def test_conviction_goes_along_to_another_hotkeys_lock_with_one_owner_alone(economy: Economy, is_same_owner: bool):
    """Alice's stake is with two hotkeys and her lock with one of them; Bob's is with the other."""
    hotkey, other = (economy.storage.raw("SubtensorModule.Keys", NET, uid) for uid in (0, 1))
    if is_same_owner:
        economy.storage.put(stake_locks.OWNER, other, value=economy.storage.raw(stake_locks.OWNER, hotkey))
    for who in (ALICE, BOB):
        economy.call(who, "SubtensorModule.add_stake", hotkey=other, netuid=NET, amount_staked=100 * TAO)
    held = economy.stake(ALICE, NET) + economy.stake(ALICE, NET, other)
    economy.call(ALICE, "SubtensorModule.lock_stake", hotkey=hotkey, netuid=NET, amount=held)
    economy.call(BOB, "SubtensorModule.lock_stake", hotkey=other, netuid=NET, amount=TAO)
    for who in (ALICE, BOB):
        economy.call(who, "SubtensorModule.set_perpetual_lock", netuid=NET, enabled=True)
    accept(economy, BOB)
    economy.block += 1_000
    mine, his = convicted(economy, ALICE), convicted(economy, BOB)
    give(economy, held // 4, other)
    gone = mine - convicted(economy, ALICE)
    assert gone / mine == pytest.approx(1 / 4, rel=1e-6)
    assert convicted(economy, BOB) - his == (gone if is_same_owner else 0)


@pytest.mark.parametrize("is_same_owner", [True, False])
def test_a_lock_moves_to_another_hotkey_and_keeps_its_conviction_with_one_owner(economy: Economy, is_same_owner: bool):
    held, hotkey = economy.stake(ALICE, NET), economy.validator(NET)
    other = economy.storage.raw("SubtensorModule.Keys", NET, 1)
    if is_same_owner:
        economy.storage.put(stake_locks.OWNER, other, value=economy.storage.raw(stake_locks.OWNER, hotkey))
    economy.call(ALICE, "SubtensorModule.lock_stake", hotkey=hotkey, netuid=NET, amount=held)
    economy.block += 1_000
    before = stake_locks.lock_of(economy.storage, economy.block, ALICE, NET)
    [event] = economy.call(ALICE, "SubtensorModule.move_lock", destination_hotkey=other, netuid=NET)
    moved = stake_locks.lock_of(economy.storage, economy.block, ALICE, NET)
    assert (event.name, event.values) == ("LockMoved", (ALICE, hotkey, other, NET))
    assert before is not None
    assert moved is not None
    assert (moved.hotkey, moved.locked) == (other, before.locked)
    assert moved.conviction_bits == (before.conviction_bits if is_same_owner else 0)


def test_what_is_not_locked_does_not_move(economy: Economy):
    other = economy.storage.raw("SubtensorModule.Keys", NET, 1)
    call = "SubtensorModule.move_lock"
    assert economy.failure(ALICE, call, destination_hotkey=other, netuid=NET) == "SubtensorModule.NoExistingLock"
    assert economy.failure(ALICE, call, destination_hotkey=BOB, netuid=NET) == (
        "SubtensorModule.HotKeyAccountNotExists"
    )
    assert economy.failure(ALICE, call, destination_hotkey=other, netuid=4_000) == "SubtensorModule.SubnetNotExists"
