"""Hotkeys that take another's place: what goes along, what it costs, and when it is refused (spec 475)."""

import pytest

from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.practice.blocks.transactions import Transaction, TransactionRefused, check_call
from dtao_tui.practice.pallets import balances, shares
from dtao_tui.practice.pallets.baskets import basket_dividends, basket_fund, basket_trades
from dtao_tui.practice.pallets.hotkeys import hotkey_swaps
from dtao_tui.practice.pallets.hotkeys.hotkey_moves import MEMBER
from dtao_tui.practice.pallets.locks import lock_sums, stake_locks
from dtao_tui.practice.pallets.subnets.root_parents import CHILDREN
from dtao_tui.practice.runtime.plain_values import Invocation
from dtao_tui.practice.state.derived_accounts import subnet_account
from dtao_tui.practice.state.storage import Value
from tests.practice.economy import ALICE, BOB, TAO, Economy, an_economy

NET = 3
NEW, ANOTHER = (name.ljust(32, b"\5") for name in (b"new", b"another"))
TOO_SOON = "SubtensorModule.HotKeySwapOnSubnetIntervalNotPassed"


@pytest.fixture
def economy() -> Economy:
    """Alice owns a validator that serves on NET and on root; Bob has stake with it on both."""
    economy = an_economy()
    old = economy.validator(NET)
    economy.block = 1_000
    economy.storage.put(shares.OWNER, old, value=ALICE)
    economy.storage.put(shares.OWNED_HOTKEYS, ALICE, value=[old])
    assert all(economy.storage.has("SubtensorModule.Uids", netuid, old) for netuid in (NET, ROOT))
    for netuid in (NET, ROOT):
        economy.call(BOB, "SubtensorModule.add_stake", hotkey=old, netuid=netuid, amount_staked=100 * TAO)
    return economy


def old_of(economy: Economy) -> bytes:
    [hotkey] = [each for each in owned(economy) if each not in (NEW, ANOTHER)]
    return hotkey


def owned(economy: Economy) -> list[bytes]:
    listed = economy.storage.get(shares.OWNED_HOTKEYS, ALICE)
    assert isinstance(listed, list)
    return [each for each in listed if isinstance(each, bytes)]


def arguments(old: bytes, new: bytes = NEW, netuid: int | None = None) -> dict[str, Value]:
    return {"hotkey": old, "new_hotkey": new, "netuid": netuid}


def swap(economy: Economy, old: bytes, new: bytes = NEW, netuid: int | None = None) -> None:
    economy.call(ALICE, "SubtensorModule.swap_hotkey", **arguments(old, new, netuid))


def refused(economy: Economy, old: bytes, new: bytes = NEW, netuid: int | None = None, who: bytes = ALICE) -> str:
    return economy.failure(who, "SubtensorModule.swap_hotkey", **arguments(old, new, netuid))


def keep(economy: Economy, old: bytes, netuid: int | None = None) -> None:
    economy.call(ALICE, "SubtensorModule.swap_hotkey_v2", **arguments(old, netuid=netuid), keep_stake=True)


def test_everywhere_the_new_hotkey_has_all_that_the_old_one_had(economy: Economy) -> None:
    old = old_of(economy)
    uids = {netuid: economy.storage.get("SubtensorModule.Uids", netuid, old) for netuid in (NET, ROOT)}
    held = {netuid: economy.stake(BOB, netuid, old) for netuid in (NET, ROOT)}
    take, staked = economy.number("Delegates", old), economy.alpha_staked(NET)
    swap(economy, old)
    assert [event.name for event in economy.events][-1] == "HotkeySwapped"
    assert economy.events[-1].values == (ALICE, old, NEW)
    for netuid in (NET, ROOT):
        assert economy.storage.get("SubtensorModule.Uids", netuid, NEW) == uids[netuid]
        assert not economy.storage.has("SubtensorModule.Uids", netuid, old)
        assert economy.storage.raw("SubtensorModule.Keys", netuid, economy.number("Uids", netuid, NEW)) == NEW
        assert economy.stake(BOB, netuid, NEW) == pytest.approx(held[netuid], abs=1)
        assert economy.stake(BOB, netuid, old) == 0
    assert economy.alpha_staked(NET) == pytest.approx(staked, abs=5)
    assert owned(economy) == [NEW]
    assert not economy.storage.has(shares.OWNER, old)
    assert economy.number("Delegates", NEW) == take
    known = shares.hotkeys_of(economy.storage, BOB)
    assert NEW in known
    assert old not in known


def test_on_one_subnet_the_old_hotkey_stays_what_it_was_elsewhere(economy: Economy) -> None:
    old = old_of(economy)
    held = {netuid: economy.stake(BOB, netuid, old) for netuid in (NET, ROOT)}
    swap(economy, old, netuid=NET)
    assert economy.events[-1].name == "HotkeySwappedOnSubnet"
    assert economy.events[-1].values == (ALICE, old, NEW, NET)
    assert economy.stake(BOB, NET, NEW) == pytest.approx(held[NET], abs=1)
    assert economy.stake(BOB, ROOT, old) == held[ROOT]
    assert owned(economy) == [old, NEW]
    assert {old, NEW} <= set(shares.hotkeys_of(economy.storage, BOB))
    assert economy.storage.has("SubtensorModule.Uids", ROOT, old)
    assert not economy.storage.has("SubtensorModule.Uids", NET, old)


@pytest.mark.parametrize("netuid", [None, NET])
def test_stake_may_stay_with_the_old_hotkey(economy: Economy, netuid: int | None) -> None:
    old = old_of(economy)
    held = economy.stake(BOB, NET, old)
    keep(economy, old, netuid)
    assert economy.stake(BOB, NET, old) == held
    assert economy.storage.has("SubtensorModule.Uids", NET, NEW)
    assert owned(economy) == [old, NEW]
    assert not economy.storage.has(hotkey_swaps.STAYS_UNTIL, NET, NEW)


@pytest.mark.parametrize(("netuid", "cost"), [(None, TAO // 10), (NET, TAO // 1_000)])
def test_its_cost_is_recycled(economy: Economy, netuid: int | None, cost: int) -> None:
    free, issued = economy.free(ALICE), economy.storage.number(balances.ISSUANCE)
    swap(economy, old_of(economy), netuid=netuid)
    assert (free - economy.free(ALICE), issued - economy.storage.number(balances.ISSUANCE)) == (cost, cost)
    assert economy.tao_everywhere() == economy.storage.number(balances.ISSUANCE)


def test_without_its_cost_it_is_refused(economy: Economy) -> None:
    balances.set_free(economy.storage, ALICE, 999_999)
    assert refused(economy, old_of(economy), netuid=NET) == "SubtensorModule.NotEnoughBalanceToPaySwapHotKey"


def test_who_swapped_on_a_subnet_waits_a_day_until_the_next(economy: Economy) -> None:
    keep(economy, old_of(economy), NET)
    economy.block += hotkey_swaps.INTERVAL
    assert refused(economy, NEW, ANOTHER, NET) == TOO_SOON
    economy.block += 1
    swap(economy, NEW, ANOTHER, NET)
    first = economy.storage.raw(hotkey_swaps.FIRST, NET, ANOTHER)
    assert economy.storage.raw(hotkey_swaps.SUCCESSOR, NET, first) == NEW
    assert economy.storage.raw(hotkey_swaps.SUCCESSOR, NET, NEW) == ANOTHER


def test_stake_that_went_along_stays_a_day_whoever_owns_its_hotkey(economy: Economy) -> None:
    swap(economy, old_of(economy), netuid=NET)
    # Another coldkey has not swapped anything, but the stake may not go on yet.
    economy.storage.put(shares.OWNER, NEW, value=BOB)
    economy.block += hotkey_swaps.INTERVAL - 1
    assert refused(economy, NEW, ANOTHER, NET, BOB) == TOO_SOON
    economy.block += 1
    economy.call(BOB, "SubtensorModule.swap_hotkey", **arguments(NEW, ANOTHER, NET))


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"netuid": 4_000}, "SubnetNotExists"),
        ({"who": BOB}, "NonAssociatedColdKey"),
        ({"new": b"mine"}, "NewHotKeyIsSameWithOld"),
    ],
)
def test_what_is_wrong_is_named(economy: Economy, wrong: dict[str, object], error: str) -> None:
    old = old_of(economy)
    call = {**arguments(old), **{name: value for name, value in wrong.items() if name == "netuid"}}
    call["new_hotkey"] = old if "new" in wrong else NEW
    who = BOB if "who" in wrong else ALICE
    assert economy.failure(who, "SubtensorModule.swap_hotkey", **call) == f"SubtensorModule.{error}"  # type: ignore[arg-type]


def test_anothers_and_a_registered_hotkey_are_no_successors(economy: Economy) -> None:
    other = economy.storage.raw("SubtensorModule.Keys", NET, 1)
    assert refused(economy, old_of(economy), other) == "SubtensorModule.NonAssociatedColdKey"
    economy.storage.put(shares.OWNER, other, value=ALICE)
    for netuid in (NET, None):
        assert refused(economy, old_of(economy), other, netuid) == "SubtensorModule.HotKeyAlreadyRegisteredInSubNet"


def test_on_root_the_new_hotkey_has_to_have_nothing_yet(economy: Economy) -> None:
    shares.adopt_hotkey(economy.storage, ALICE, NEW)
    economy.call(BOB, "SubtensorModule.add_stake", hotkey=NEW, netuid=ROOT, amount_staked=TAO)
    for netuid in (ROOT, None):
        assert refused(economy, old_of(economy), netuid=netuid) == "SubtensorModule.NewHotKeyNotCleanForRootSwap"
    swap(economy, old_of(economy), netuid=NET)


def test_a_basket_goes_with_root_and_nobody_loses_a_claim(economy: Economy) -> None:
    old, storage = old_of(economy), economy.storage
    economy.pay_dividends(old, NET, 500 * TAO)
    basket_dividends.enqueue(storage, old, NET, 7)
    storage.put(basket_trades.BUCKET, old, value=(5, 900))
    storage.put(basket_trades.FROZEN, old, value=())
    owed, held = basket_fund.owed_shares(storage, old, BOB), basket_fund.rows(storage, old)
    assert owed > 0
    swap(economy, old, netuid=NET)
    assert basket_fund.rows(storage, old) == held
    swap(economy, old, ANOTHER, netuid=ROOT)
    assert basket_fund.rows(storage, old) == []
    assert [netuid for netuid, _ in basket_fund.rows(storage, ANOTHER)] == [netuid for netuid, _ in held]
    assert basket_fund.owed_shares(storage, ANOTHER, BOB) == pytest.approx(owed, abs=1)
    assert economy.number("PendingBasketDeposits", ANOTHER, NET) == 7
    assert storage.get(basket_trades.BUCKET, ANOTHER) == (5, 900)
    assert storage.has(basket_trades.FROZEN, old)
    assert storage.has(basket_trades.FROZEN, ANOTHER)
    economy.call(BOB, "SubtensorModule.claim_root_with_hotkey", hotkey=ANOTHER)
    assert "RootClaimed" in [event.name for event in economy.events]


def test_root_stake_keeps_its_age(economy: Economy) -> None:
    old = old_of(economy)
    economy.storage.put("SubtensorModule.RootStakeUnlockInterval", value=50)
    economy.block += 49
    swap(economy, old)
    out: dict[str, Value] = {"hotkey": NEW, "netuid": ROOT, "amount_unstaked": TAO}
    assert economy.failure(BOB, "SubtensorModule.remove_stake", **out) == "SubtensorModule.RootStakeLocked"
    economy.block += 1
    economy.call(BOB, "SubtensorModule.remove_stake", **out)


@pytest.mark.parametrize("ages", [(900, 950), (950, 900)])
def test_root_stake_of_two_ages_has_the_younger_one(economy: Economy, ages: tuple[int, int]) -> None:
    """Nobody frees fresh stake by a swap onto a hotkey that was touched long ago, nor the other way round."""
    old = old_of(economy)
    shares.adopt_hotkey(economy.storage, ALICE, NEW)
    for hotkey, block in zip((old, NEW), ages, strict=True):
        shares.stamp(economy.storage, hotkey, BOB, block)
    swap(economy, old)
    assert economy.storage.number(shares.LAST_CHANGE, BOB, NEW) == 950


def test_who_swapped_everywhere_waits_a_day_wherever_the_hotkey_served(economy: Economy) -> None:
    old = old_of(economy)
    served = [netuid for netuid in range(13) if economy.storage.has("SubtensorModule.Uids", netuid, old)]
    assert len(served) > 1
    keep(economy, old)
    assert [netuid for netuid in range(13) if economy.number("LastHotkeySwapOnNetuid", netuid, ALICE)] == served
    economy.block += hotkey_swaps.INTERVAL
    assert refused(economy, NEW, ANOTHER) == TOO_SOON
    for netuid in served:
        assert refused(economy, NEW, ANOTHER, netuid) == TOO_SOON
    economy.block += 1
    swap(economy, NEW, ANOTHER)


def test_a_parent_of_a_subnet_waits_there_as_well(economy: Economy) -> None:
    old = old_of(economy)
    for netuid in range(13):
        economy.storage.put(MEMBER, old, netuid, value=False)
    economy.storage.put(CHILDREN, old, NET, value=[(2**64 - 1, BOB)])
    keep(economy, old)
    assert [netuid for netuid in range(13) if economy.number("LastHotkeySwapOnNetuid", netuid, ALICE)] == [NET]


def test_no_subnets_own_account_is_a_successor(economy: Economy) -> None:
    assert refused(economy, old_of(economy), subnet_account(4), NET) == "SubtensorModule.CannotUseSystemAccount"


@pytest.mark.parametrize("netuid", [None, NET])
def test_locks_and_their_sums_follow(economy: Economy, netuid: int | None) -> None:
    old = old_of(economy)
    economy.call(BOB, "SubtensorModule.set_perpetual_lock", netuid=NET, enabled=True)
    economy.call(BOB, "SubtensorModule.lock_stake", hotkey=old, netuid=NET, amount=TAO)
    economy.block += 500
    before = lock_sums.conviction_of(economy.storage, economy.block, old, NET)
    swap(economy, old, netuid=netuid)
    lock = stake_locks.lock_of(economy.storage, economy.block, BOB, NET)
    assert lock is not None
    assert (lock.hotkey, lock.locked) == (NEW, TAO)
    assert lock_sums.conviction_of(economy.storage, economy.block, NEW, NET) == before > 0
    assert lock_sums.conviction_of(economy.storage, economy.block, old, NET) == 0


def test_an_owners_hotkey_is_the_owners_still(economy: Economy) -> None:
    old = old_of(economy)
    economy.storage.put(lock_sums.OWNER_HOTKEY, NET, value=old)
    swap(economy, old, netuid=NET)
    assert economy.storage.raw(lock_sums.OWNER_HOTKEY, NET) == NEW
    assert ("SubnetOwnerHotkeySet", (NET, NEW)) in [(event.name, event.values) for event in economy.events]


def test_miners_who_staked_to_it_by_themselves_do_so_still(economy: Economy) -> None:
    old, item = old_of(economy), "SubtensorModule.AutoStakeDestination"
    economy.storage.put(item, BOB, NET, value=old)
    economy.storage.put(item, BOB, 4, value=old)
    swap(economy, old, netuid=NET)
    assert economy.storage.get(item, BOB, NET) == NEW
    assert economy.storage.get(item, BOB, 4) == old


@pytest.mark.parametrize("name", hotkey_swaps.CALLS)
def test_a_swap_of_anothers_hotkey_comes_into_no_block(economy: Economy, name: str) -> None:
    call = Invocation(name, {**arguments(old_of(economy)), "keep_stake": False})
    check_call(economy.storage, Transaction(b"", ALICE, 0, 0, call, 0, 0))
    with pytest.raises(TransactionRefused) as refusal:
        check_call(economy.storage, Transaction(b"", BOB, 0, 0, call, 0, 0))
    assert refusal.value.data == "Custom error: 25"


@pytest.mark.parametrize(("proxy_type", "is_allowed"), [("SwapHotkey", True), ("NonFungible", False)])
def test_a_proxy_of_its_own_type_swaps(economy: Economy, proxy_type: str, is_allowed: bool) -> None:
    old = old_of(economy)
    economy.call(ALICE, "Proxy.add_proxy", delegate=BOB, proxy_type=proxy_type, delay=0)
    call = Invocation("SubtensorModule.swap_hotkey", dict(arguments(old)))
    economy.call(BOB, "Proxy.proxy", real=ALICE, force_proxy_type=None, call=call)
    assert ("HotkeySwapped" in [event.name for event in economy.events]) == is_allowed


def test_the_chain_goes_on_with_the_new_hotkey() -> None:
    economy = an_economy(still=False)
    old = economy.validator(NET)
    economy.storage.put(shares.OWNER, old, value=ALICE)
    economy.block = 1_000
    swap(economy, old)
    economy.run_to(1_400)
    assert economy.number("AlphaDividendsPerSubnet", NET, NEW) > 0
    assert economy.number("AlphaDividendsPerSubnet", NET, old) == 0
    assert economy.tao_everywhere() == economy.storage.number(balances.ISSUANCE)
