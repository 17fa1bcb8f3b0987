import pytest

from dtao_tui.practice.pallets import locks
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


def test_a_lock_that_ran_out_makes_room_for_one_with_another_hotkey(economy: Economy):
    held, other = economy.stake(ALICE, NET), economy.storage.raw("SubtensorModule.Keys", NET, 1)
    for rate in ("UnlockRate", "MaturityRate"):
        economy.storage.put(f"SubtensorModule.{rate}", value=10)
    economy.call(ALICE, "SubtensorModule.lock_stake", hotkey=economy.validator(NET), netuid=NET, amount=held)
    economy.block += 1_000
    economy.call(ALICE, "SubtensorModule.lock_stake", hotkey=other, netuid=NET, amount=held // 2)
    assert locks.availability(economy.storage, economy.block, ALICE, NET) == (held, held // 2, held - held // 2)


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
    assert locks.availability(economy.storage, economy.block, ALICE, NET) == (held, held, 0)
    events = economy.call(ALICE, call, netuid=NET, enabled=False)
    assert [event.name for event in events] == ["PerpetualLockUpdated"]
    assert locks.availability(economy.storage, economy.block, ALICE, NET) == (held, held, 0)
    economy.block += economy.number("UnlockRate")
    left = held * 367_879_441_171_442_321 // 10**18
    assert locks.availability(economy.storage, economy.block, ALICE, NET) == (held, left, held - left)


def test_a_lock_of_no_subnet_is_not_ended(economy: Economy):
    call = "SubtensorModule.set_perpetual_lock"
    assert economy.failure(ALICE, call, netuid=4_000, enabled=False) == "SubtensorModule.SubnetNotExists"
