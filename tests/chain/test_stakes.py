"""What a block tells of an account's stakes beside their amounts: locks, owners, root's hold and the least rest."""

from pathlib import Path
from typing import Any

import pytest
from bittensor_core import ss58_decode

from dtao_tui.chain.reading.translate import StakeItems, holdings_of, locked_of, rules_of, staked_hotkeys
from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.market import Holdings, Snapshot, StakingRules
from dtao_tui.domain.practice_account import ADDRESS
from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.practice.node.node import Node
from dtao_tui.practice.runtime import metadata
from tests.chain.conftest import Desk, a_desk, a_node, placed
from tests.chain.middleman import Middleman
from tests.quoting import stake_call

ME = bytes(ss58_decode(ADDRESS))
HIGH = Price(10**12)


def key_of(address: str) -> bytes:
    return bytes(ss58_decode(address))


async def staked(desk: Desk, node: Node, netuid: int = 1) -> str:
    hotkey = await desk.hotkey(1)
    await placed(desk, node, stake_call(netuid, hotkey, Tao(10**10), HIGH))
    return hotkey


async def held(desk: Desk) -> Holdings:
    holdings = (await desk.snapshot()).holdings_of(ADDRESS)
    assert holdings is not None
    return holdings


async def test_what_is_locked_is_read_with_the_block(desk: Desk, node: Node) -> None:
    hotkey = await staked(desk, node)
    assert (await held(desk)).locked == {}
    lock = {"locked_mass": 5_000, "conviction": {"bits": 0}, "last_update": node.chain.height}
    node.chain.storage.put("SubtensorModule.Lock", ME, 1, key_of(hotkey), value=lock)
    node.chain.storage.put("SubtensorModule.DecayingLock", ME, 1, value=False)
    node.step()
    assert (await held(desk)).locked == {1: Alpha(5_000, 1)}


async def test_locks_that_the_runtime_has_and_does_not_tell_are_not_known(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    without = tuple(
        type(api)(api.name, tuple(m for m in api.methods if m.name != "get_stake_availability_for_coldkeys"))
        for api in metadata.APIS
    )
    monkeypatch.setattr(metadata, "APIS", without)
    async with a_node() as node, a_desk(node.url, cache=tmp_path) as desk:
        assert (await held(desk)).locked is None


async def test_the_least_rest_is_so_many_millionths_of_the_least_stake(desk: Desk, node: Node) -> None:
    node.chain.storage.put("SubtensorModule.NominatorMinRequiredStake", value=10_000_000)
    node.chain.storage.put("SubtensorModule.RootStakeUnlockInterval", value=50)
    node.step()
    assert (await desk.snapshot()).rules == StakingRules(Tao(20_000_000), 50, 360, 128)


async def test_the_owner_of_a_hotkey_and_the_age_of_root_stake_come_with_the_next_block(desk: Desk, node: Node) -> None:
    hotkey = await staked(desk, node, ROOT)
    touched = node.chain.storage.get("SubtensorModule.LastColdkeyHotkeyStakeBlock", ME, key_of(hotkey))
    await desk.snapshot()
    [stake] = (await held(desk)).stakes
    assert (stake.is_own, stake.touched_at) == (False, touched)
    node.chain.storage.put("SubtensorModule.Owner", key_of(hotkey), value=ME)
    node.step()
    [stake] = (await held(desk)).stakes
    assert stake.is_own is True


async def test_a_stake_tells_whether_its_hotkey_is_registered_there(desk: Desk, node: Node) -> None:
    hotkey = await staked(desk, node)
    [stake] = (await held(desk)).stakes
    assert stake.is_registered is True
    node.chain.storage.drop("SubtensorModule.Uids", 1, key_of(hotkey))
    node.step()
    [stake] = (await held(desk)).stakes
    assert stake.is_registered is False


async def test_a_first_block_knows_the_owners_at_once(desk: Desk, node: Node, tmp_path: Path) -> None:
    await staked(desk, node)
    async with a_desk(node.url, cache=tmp_path / "another") as fresh:
        [stake] = (await held(fresh)).stakes
        assert stake.is_own is False


async def test_a_block_with_a_new_stake_takes_no_request_more(node: Node, middleman: Middleman, tmp_path: Path) -> None:
    async with a_desk(middleman.url, cache=tmp_path) as desk:
        await held(desk)
        await staked(desk, node)
        head = await desk.market.head()
        middleman.asked.clear()
        snapshot: Snapshot = await desk.market.snapshot(head, (ADDRESS,))
        assert len(snapshot.holdings[ADDRESS].stakes) == 1
        assert len(middleman.asked) + 1 <= 8, middleman.asked


def test_a_rule_that_a_runtime_does_not_have_is_not_nothing() -> None:
    assert rules_of(None, 2_000_000, None, None) == StakingRules(None, 0)
    assert rules_of(10_000_000, None, 7, None) == StakingRules(None, 7)
    assert rules_of(0, 2_000_000, 0, 9) == StakingRules(Tao(0), 0, 9)
    assert rules_of(None, None, None, None, 128) == StakingRules(None, 0, None, 128)


@pytest.mark.parametrize("odd", [(-1, 2), (True, 2), (2**64, 2), ("1", 2), (1, 1.5)])
def test_odd_rules_are_refused(odd: tuple[Any, Any]) -> None:
    with pytest.raises((TypeError, ValueError)):
        rules_of(*odd, 0, 0)


@pytest.mark.parametrize("odd", [{7: {}}, {7: {"total": -1, "available": 0}}, {"7": {"total": 1, "available": 0}}, [7]])
def test_odd_locks_are_refused(odd: Any) -> None:
    with pytest.raises((TypeError, ValueError, KeyError)):
        locked_of(odd)


def test_more_available_than_there_is_locks_nothing() -> None:
    assert locked_of({7: {"total": 1, "locked": 0, "available": 9}}) == {}


def test_an_owner_is_compared_as_an_address() -> None:
    row = {"netuid": 7, "hotkey": "5Hot", "stake": 9}
    account = {"nonce": 0, "data": {"free": 5, "reserved": 0, "frozen": 0}}

    def owned_by(owner: str | None) -> bool | None:
        items = StakeItems(owner=owner)
        return holdings_of("5Me", account, [row], items_of=lambda _: items).stakes[0].is_own

    assert [owned_by(who) for who in ("5Me", "5Else", None)] == [True, False, None]


def test_hotkeys_are_asked_for_once_and_only_root_for_its_age() -> None:
    rows = [{"netuid": netuid, "hotkey": "5Hot", "stake": 1} for netuid in (0, 7)]
    assert staked_hotkeys({"5Me": rows, "5You": rows[1:]}) == (("5Hot",), (("5Me", "5Hot"),))


async def test_what_validators_keep_is_asked_for_at_once_and_one_that_never_chose_keeps_the_usual(
    desk: Desk, node: Node
) -> None:
    chosen, usual = await desk.hotkey(1), ADDRESS
    node.chain.storage.put("SubtensorModule.Delegates", key_of(chosen), value=5_898)
    node.step()
    takes = await desk.market.takes([chosen, usual], await desk.market.head())
    assert takes == {chosen: 5_898, usual: 11_796}
    assert await desk.market.takes([], await desk.market.head()) == {}
