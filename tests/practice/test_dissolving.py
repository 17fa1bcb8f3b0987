import pytest

from dtao_tui.practice import balances, dissolving, locks, pools, shares
from dtao_tui.practice.dispatch import Context
from dtao_tui.practice.keys import AUTHOR, subnet_account
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
    return dissolving.dissolve(Context(economy.storage, economy.block, None, AUTHOR), NET)


def test_all_that_the_pool_has_is_paid_by_alpha_held(economy: Economy):
    vault, held, free = economy.free(subnet_account(NET)), economy.stake(ALICE, NET), economy.free(ALICE)
    everything = sum(dissolving.holders(economy.storage, NET).values())
    paid = dissolve(economy)
    assert sum(paid.values()) == vault == economy.number("SubnetTAO", NET) + vault
    assert economy.free(ALICE) - free == paid[ALICE] == pytest.approx(vault * held / everything, abs=1)
    assert economy.free(subnet_account(NET)) == 0
    assert economy.tao_everywhere() == economy.storage.number(balances.ISSUANCE)


def test_nothing_of_the_subnet_stays_behind(economy: Economy):
    dissolve(economy)
    for item in (shares.SHARE, shares.VALUE, shares.DENOMINATOR, locks.LOCK):
        assert [key for key, _ in economy.storage.entries(item) if NET in key] == []
    for name in ("SubnetAlphaIn", "SubnetAlphaOut", "PendingServerEmission", "PendingOwnerCut", "SubnetProtocolAlpha"):
        assert economy.number(name, NET) == 0
    assert locks.availability(economy.storage, economy.block, ALICE, NET) == (0, 0, 0)


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
