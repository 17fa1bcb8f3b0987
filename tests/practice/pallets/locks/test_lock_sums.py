"""Sums of locks by hotkey follow every change of their locks."""

import pytest

from dtao_tui.practice.pallets.locks import lock_sums, stake_locks
from dtao_tui.practice.pallets.registry import Context
from dtao_tui.practice.pallets.subnets import deregistration
from dtao_tui.practice.state.derived_accounts import AUTHOR
from dtao_tui.practice.state.storage import Value
from tests.practice.economy import ALICE, BOB, TAO, Economy, an_economy

NET = 3
LOCK = "SubtensorModule.lock_stake"
PERPETUAL = "SubtensorModule.set_perpetual_lock"


@pytest.fixture
def economy() -> Economy:
    """Alice and Bob have stake with one hotkey that is not the owner's; what is locked decays by e in 2,000 blocks."""
    economy = an_economy()
    for coldkey in (ALICE, BOB):
        economy.call(
            coldkey, "SubtensorModule.add_stake", hotkey=a_hotkey(economy), netuid=NET, amount_staked=100 * TAO
        )
    for rate in ("UnlockRate", "MaturityRate"):
        economy.storage.put(f"SubtensorModule.{rate}", value=2_000)
    return economy


def a_hotkey(economy: Economy, uid: int = 1) -> bytes:
    """A hotkey that is not the owner's."""
    hotkey = economy.storage.raw("SubtensorModule.Keys", NET, uid)
    assert hotkey != economy.storage.raw(lock_sums.OWNER_HOTKEY, NET)
    return hotkey


def lock(economy: Economy, coldkey: bytes, amount: int, hotkey: bytes | None = None) -> None:
    arguments: dict[str, Value] = {"hotkey": hotkey or a_hotkey(economy), "netuid": NET, "amount": amount}
    economy.call(coldkey, LOCK, **arguments)


def summed(economy: Economy, item: str, *key: bytes) -> int:
    """The locked alpha of a stored sum."""
    state = economy.storage.get(item, NET, *key)
    if state is None:
        return 0
    assert isinstance(state, dict)
    assert isinstance(state["locked_mass"], int)
    return state["locked_mass"]


def asked(economy: Economy, hotkey: bytes) -> int:
    answer = economy.ask("StakeInfoRuntimeApi.get_hotkey_conviction", hotkey=hotkey, netuid=NET)
    assert isinstance(answer, dict)
    assert isinstance(answer["bits"], int)
    return answer["bits"]


def test_locks_with_one_hotkey_are_summed_decaying_and_perpetual_ones_apart(economy: Economy):
    hotkey = a_hotkey(economy)
    lock(economy, ALICE, 3 * TAO)
    lock(economy, BOB, 2 * TAO)
    assert summed(economy, lock_sums.DECAYING, hotkey) == 5 * TAO
    economy.call(BOB, PERPETUAL, netuid=NET, enabled=True)
    assert summed(economy, lock_sums.DECAYING, hotkey) == 3 * TAO
    assert summed(economy, lock_sums.PERPETUAL, hotkey) == 2 * TAO
    economy.call(BOB, PERPETUAL, netuid=NET, enabled=False)
    assert summed(economy, lock_sums.DECAYING, hotkey) == 5 * TAO
    assert not economy.storage.has(lock_sums.PERPETUAL, NET, hotkey)


def test_a_perpetual_sum_keeps_its_alpha_and_ripens(economy: Economy):
    economy.call(ALICE, PERPETUAL, netuid=NET, enabled=True)
    lock(economy, ALICE, 3 * TAO)
    assert asked(economy, a_hotkey(economy)) == 0
    economy.block += 2_000
    # 1 - exp(-1) of it is conviction after as many blocks as the rate.
    assert asked(economy, a_hotkey(economy)) / 2**64 == pytest.approx(3 * TAO * 0.632_120_558_8, rel=1e-9)


def test_a_sum_follows_the_one_lock_that_was_brought_up_to_a_block(economy: Economy):
    """By hand: Alice's 300 decayed to 300 x exp(-1), which her addition writes down; Bob's 200 still count whole."""
    lock(economy, ALICE, 30 * TAO)
    lock(economy, BOB, 20 * TAO)
    economy.block += 2_000
    lock(economy, ALICE, TAO)
    left = 30 * TAO * 367_879_441_171_442_321 // 10**18
    assert summed(economy, lock_sums.DECAYING, a_hotkey(economy)) == pytest.approx(left + TAO + 20 * TAO, abs=2)


@pytest.mark.parametrize("is_same_owner", [True, False])
def test_a_moved_lock_leaves_one_sum_and_joins_another(economy: Economy, is_same_owner: bool):
    old, new = a_hotkey(economy), a_hotkey(economy, 2)
    if is_same_owner:
        economy.storage.put(stake_locks.OWNER, new, value=economy.storage.raw(stake_locks.OWNER, old))
    economy.call(ALICE, PERPETUAL, netuid=NET, enabled=True)
    lock(economy, ALICE, 3 * TAO)
    economy.block += 500
    before = asked(economy, old)
    economy.call(ALICE, "SubtensorModule.move_lock", destination_hotkey=new, netuid=NET)
    assert summed(economy, lock_sums.PERPETUAL, old) == 0
    assert summed(economy, lock_sums.PERPETUAL, new) == 3 * TAO
    assert asked(economy, new) == (before if is_same_owner else 0)


def test_given_locked_alpha_counts_in_the_same_hotkey_still(economy: Economy):
    held = economy.stake(ALICE, NET, a_hotkey(economy))
    lock(economy, ALICE, held)
    economy.call(BOB, "SubtensorModule.set_reject_locked_alpha", enabled=False)
    between: dict[str, Value] = {"origin_netuid": NET, "destination_netuid": NET, "alpha_amount": held // 4}
    economy.call(ALICE, "SubtensorModule.transfer_stake", destination_coldkey=BOB, hotkey=a_hotkey(economy), **between)
    assert summed(economy, lock_sums.DECAYING, a_hotkey(economy)) == held
    # The index tells who locks with the hotkey.
    locking = [key[2] for key, _ in economy.storage.entries(stake_locks.LOCKING, NET, a_hotkey(economy))]
    assert sorted(map(str, locking)) == sorted(map(str, (ALICE, BOB)))


def test_locks_with_the_owners_hotkey_have_all_their_conviction_at_once_and_a_sum_of_the_subnet(economy: Economy):
    owner = economy.storage.raw(lock_sums.OWNER_HOTKEY, NET)
    lock(economy, ALICE, 3 * TAO, owner)
    economy.call(BOB, PERPETUAL, netuid=NET, enabled=True)
    lock(economy, BOB, 2 * TAO, owner)
    assert (summed(economy, lock_sums.DECAYING_OWNERS), summed(economy, lock_sums.OWNERS)) == (3 * TAO, 2 * TAO)
    assert not economy.storage.has(lock_sums.PERPETUAL, NET, owner)
    assert asked(economy, owner) == 5 * TAO << 64


def test_the_most_convicted_hotkey_is_told(economy: Economy):
    def strongest() -> Value:
        return economy.ask("StakeInfoRuntimeApi.get_most_convicted_hotkey_on_subnet", netuid=NET)

    before = strongest()
    economy.call(BOB, PERPETUAL, netuid=NET, enabled=True)
    lock(economy, BOB, 2 * TAO)
    economy.block += 2_000
    assert before is None
    assert strongest() == a_hotkey(economy)
    lock(economy, ALICE, 3 * TAO, economy.storage.raw(lock_sums.OWNER_HOTKEY, NET))
    assert strongest() == economy.storage.raw(lock_sums.OWNER_HOTKEY, NET)


def test_nothing_of_them_stays_behind_a_removed_subnet(economy: Economy):
    lock(economy, ALICE, 3 * TAO)
    lock(economy, BOB, 3 * TAO, economy.storage.raw(lock_sums.OWNER_HOTKEY, NET))
    context = Context(economy.storage, economy.block, None, AUTHOR)
    deregistration.dissolve(context, NET)
    for item in (lock_sums.DECAYING, lock_sums.DECAYING_OWNERS, stake_locks.LOCKING):
        assert [key for key, _ in economy.storage.entries(item) if key[0] == NET] == []
