import pytest

from dtao_tui.practice.pallets import balances, pools, shares
from dtao_tui.practice.pallets.baskets import basket_fund
from dtao_tui.practice.pallets.locks import stake_locks
from dtao_tui.practice.pallets.registry import Context, DispatchFailure
from dtao_tui.practice.pallets.subnets import deregistration
from dtao_tui.practice.runtime.declared.declaration_schema import NETUID
from dtao_tui.practice.runtime.declared.pallet_list import PALLETS
from dtao_tui.practice.state.derived_accounts import AUTHOR, subnet_account
from tests.practice.economy import ALICE, TAO, Economy, an_economy

NET = 3
LOCKED = 10**9


@pytest.fixture
def economy() -> Economy:
    """Subnets with emission that is not yet paid out; Alice has stake on one, part of it locked."""
    economy = an_economy(still=False)
    economy.run_to(2)
    hotkey = economy.validator(NET)
    economy.call(ALICE, "SubtensorModule.add_stake", hotkey=hotkey, netuid=NET, amount_staked=100 * TAO)
    economy.call(ALICE, "SubtensorModule.lock_stake", hotkey=hotkey, netuid=NET, amount=LOCKED)
    economy.storage.put(pools.TAO_RESERVOIR, NET, value=7 * TAO)
    economy.give(subnet_account(NET), 7 * TAO)
    return economy


def dissolve(economy: Economy) -> dict[bytes, int]:
    return deregistration.dissolve(Context(economy.storage, economy.block, None, AUTHOR), NET)


def test_all_that_the_pool_has_is_paid_by_alpha_held_the_chains_own_counted_too(economy: Economy):
    economy.run_to(20)
    pot, held, free = economy.free(subnet_account(NET)), economy.stake(ALICE, NET), economy.free(ALICE)
    chains = economy.number("SubnetProtocolAlpha", NET)
    everything = sum(deregistration.holders(economy.storage, NET).values()) + chains
    issued = economy.number("TotalIssuance")
    paid = dissolve(economy)
    assert economy.free(ALICE) - free == paid[ALICE] == pytest.approx(pot * held / everything, abs=2)
    recycled = issued - economy.number("TotalIssuance")
    left = economy.free(subnet_account(NET))
    assert chains > 0
    assert recycled + left == pytest.approx(pot * chains / everything, abs=len(paid))
    assert sum(paid.values()) + recycled + left == pot
    assert left == balances.EXISTENTIAL_DEPOSIT
    assert economy.tao_everywhere() == economy.storage.number(balances.ISSUANCE)


def test_without_alpha_of_its_own_the_chain_keeps_nothing(economy: Economy):
    economy.storage.put("SubtensorModule.SubnetProtocolAlpha", NET, value=0)
    pot = economy.free(subnet_account(NET))
    assert sum(dissolve(economy).values()) == pot
    assert economy.free(subnet_account(NET)) == 0


def test_the_pools_alpha_counts_where_the_subnet_is_newer_than_the_refund_gate(economy: Economy):
    economy.storage.put("SubtensorModule.SubnetProtocolAlpha", NET, value=0)
    before = deregistration.payouts(economy.storage, NET)[ALICE]
    held = sum(deregistration.holders(economy.storage, NET).values())
    inside = economy.number("SubnetAlphaIn", NET) + economy.storage.number(pools.ALPHA_RESERVOIR, NET)
    economy.storage.put(deregistration.REGISTERED_AT, NET, value=1)
    after = deregistration.payouts(economy.storage, NET)[ALICE]
    assert after == pytest.approx(before * held / (held + inside), rel=1e-6)


def test_what_is_told_before_is_what_is_paid(economy: Economy):
    told = deregistration.payouts(economy.storage, NET)
    assert dissolve(economy) == told


def test_the_baskets_sell_first_and_keep_their_tao_on_root(economy: Economy):
    hotkey = economy.validator(0)
    economy.pay_dividends(hotkey, NET, 50 * TAO)
    worth, on_root = basket_fund.worth(economy.storage, hotkey), economy.number("SubnetTAO", 0)
    owned, staked = economy.storage.number(basket_fund.SHARES, hotkey), economy.number("TotalStake")
    pot = economy.number("SubnetTAO", NET)
    told = deregistration.payouts(economy.storage, NET)
    context = Context(economy.storage, economy.block, None, AUTHOR)
    assert deregistration.dissolve(context, NET) == told
    assert basket_fund.ESCROW not in told
    [(keeper, netuid, tao)] = [each.values for each in context.events if each.name == "BasketHoldingConverted"]
    assert (keeper, netuid) == (hotkey, NET)
    assert (
        tao
        == shares.stake_of(economy.storage, hotkey, basket_fund.ESCROW, 0)
        == economy.number("SubnetTAO", 0) - on_root
    )
    # The reservoir came into the pool first, and the sale presses the price.
    assert basket_fund.worth(economy.storage, hotkey) == tao == pytest.approx(worth, rel=0.01)
    assert economy.storage.number(basket_fund.SHARES, hotkey) == owned
    assert economy.number("TotalStake") == staked - pot + tao
    assert economy.tao_everywhere() == economy.storage.number(balances.ISSUANCE)


def test_a_removal_is_told_and_its_number_is_free_once_it_is_cleaned_up(economy: Economy):
    context = Context(economy.storage, economy.block, None, AUTHOR)
    deregistration.begin(context, NET)
    assert [(event.name, event.values) for event in context.events] == [("NetworkRemoved", (NET,))]
    assert not pools.exists(economy.storage, NET)
    assert deregistration.queued(economy.storage) == [NET]
    assert economy.stake(ALICE, NET, hotkey=economy.validator(NET)) > 0
    assert ("NetworkDissolveCleanupCompleted", (NET,)) in [(each.name, each.values) for each in economy.next_block()]
    assert deregistration.queued(economy.storage) == []


@pytest.mark.parametrize("netuid", [0, 99])
def test_root_and_what_is_not_there_are_not_removed(economy: Economy, netuid: int):
    with pytest.raises(DispatchFailure, match="SubnetNotExists"):
        deregistration.begin(Context(economy.storage, economy.block, None, AUTHOR), netuid)


def test_nothing_of_the_subnet_stays_behind(economy: Economy):
    economy.storage.put(deregistration.TIMES_REGISTERED, NET, value=3)
    dissolve(economy)
    for item in (shares.SHARE, shares.VALUE, shares.DENOMINATOR, stake_locks.LOCK):
        assert [key for key, _ in economy.storage.entries(item) if NET in key] == []
    by_subnet = [f"{pallet.name}.{item.name}" for pallet in PALLETS for item in pallet.items if item.keys == (NETUID,)]
    assert len(by_subnet) > 80
    assert [item for item in by_subnet if economy.storage.has(item, NET)] == [deregistration.TIMES_REGISTERED]
    assert stake_locks.availability(economy.storage, economy.block, ALICE, NET) == (0, 0, 0)


def test_the_chain_goes_on_without_it(economy: Economy):
    others = [netuid for netuid in pools.netuids(economy.storage) if netuid != NET]
    dissolve(economy)
    issued = economy.number("TotalIssuance")
    economy.run_to(economy.block + 5)
    assert [*pools.netuids(economy.storage)] == others
    assert economy.number("TotalIssuance") - issued == pytest.approx(5 * 5 * 10**8, abs=200)
    hotkey = economy.validator(1)
    failure = economy.failure(ALICE, "SubtensorModule.add_stake", hotkey=hotkey, netuid=NET, amount_staked=TAO)
    assert failure == "SubtensorModule.SubnetNotExists"
