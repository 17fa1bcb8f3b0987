import pytest

from dtao_tui.practice.pallets import shares
from dtao_tui.practice.pallets.baskets import basket_fund
from dtao_tui.practice.pallets.subnets import consensus_modes, emission
from tests.practice.economy import ALICE, TAO, Economy, an_economy

NET = 3


@pytest.fixture
def economy() -> Economy:
    economy = an_economy(still=False)
    economy.storage.put("Practice.Play", value={"seed": 1, "traders": 0, "intensity": 100})
    for netuid in range(1, 13):
        economy.storage.put("SubtensorModule.PendingEpochAt", netuid, value=0)
    return economy


def due_in(economy: Economy, blocks: int, netuid: int = NET) -> None:
    economy.storage.put("SubtensorModule.PendingEpochAt", netuid, value=economy.block + blocks)


def pending(economy: Economy, netuid: int = NET) -> list[int]:
    names = ("PendingServerEmission", "PendingValidatorEmission", "PendingRootAlphaDivs", "PendingOwnerCut")
    return [economy.number(name, netuid) for name in names]


def test_the_next_epoch_is_a_tempo_after_the_last(economy: Economy):
    assert economy.ask("SubnetInfoRuntimeApi.get_next_epoch_start_block", netuid=NET) == 360
    due_in(economy, 7)
    assert economy.ask("SubnetInfoRuntimeApi.get_next_epoch_start_block", netuid=NET) == 7


def test_the_counters_count_and_start_again_at_the_epoch(economy: Economy):
    due_in(economy, 3)
    economy.run_to(2)
    assert economy.number("BlocksSinceLastStep", NET) == 2
    economy.next_block()
    assert economy.number("BlocksSinceLastStep", NET) == 0
    assert economy.number("LastEpochBlock", NET) == 3
    assert economy.number("LastMechansimStepBlock", NET) == 3
    assert economy.number("SubnetEpochIndex", NET) == 1
    assert economy.ask("SubnetInfoRuntimeApi.get_next_epoch_start_block", netuid=NET) == 363


def test_an_epoch_comes_when_as_many_blocks_as_the_tempo_have_passed(economy: Economy):
    economy.storage.put("SubtensorModule.Tempo", NET, value=4)
    last = []
    for _ in range(9):
        economy.next_block()
        last.append(economy.number("LastEpochBlock", NET))
    assert last == [0, 0, 0, 4, 4, 4, 4, 8, 8]


def test_more_epochs_than_a_block_may_hold_wait_for_the_next(economy: Economy):
    for netuid in (1, 2, 3):
        due_in(economy, 1, netuid)
    events = economy.next_block()
    assert [event.values for event in events if event.name == "EpochDeferred"] == [(3, 1, 2)]
    assert economy.ask("SubnetInfoRuntimeApi.get_next_epoch_start_block", netuid=3) == 2
    assert [economy.number("LastEpochBlock", netuid) for netuid in (1, 2, 3)] == [1, 1, 0]
    economy.next_block()
    assert economy.number("LastEpochBlock", 3) == 2


def test_an_epoch_pays_out_everything_but_a_few_roundings(economy: Economy):
    due_in(economy, 4)
    staked, out = economy.alpha_staked(NET), economy.number("SubnetAlphaOut", NET)
    economy.run_to(4)
    paid = economy.alpha_staked(NET) - staked
    made = economy.number("SubnetAlphaOut", NET) - out - economy.number("SubnetProtocolAlpha", NET)
    assert pending(economy) == [0, 0, 0, 0]
    # Four amounts are cut to whole rao in each block, and a few more for each validator at the epoch.
    assert made - 4 * 4 - 5 * 4 <= paid <= made


def test_the_owner_gets_the_cut(economy: Economy):
    owner = economy.storage.raw("SubtensorModule.SubnetOwner", NET)
    hotkey = economy.storage.raw("SubtensorModule.SubnetOwnerHotkey", NET)
    before = economy.stake(owner, NET, hotkey)
    due_in(economy, 2)
    economy.run_to(2)
    assert economy.stake(owner, NET, hotkey) - before == pytest.approx(2 * (10**9 * 11_796 // 65_535), abs=1)


def test_stakers_earn_by_their_stake_after_the_validators_take(economy: Economy):
    """Worked by hand: a validator's dividends, less its take, raise every stake with it in the same proportion."""
    hotkey = economy.validator(NET)
    economy.call(ALICE, "SubtensorModule.add_stake", hotkey=hotkey, netuid=NET, amount_staked=500 * TAO)
    mine, whole = economy.stake(ALICE, NET), shares.hotkey_alpha(economy.storage, hotkey, NET)
    due_in(economy, 1)
    economy.next_block()
    shared = economy.number("AlphaDividendsPerSubnet", NET, hotkey)
    take = economy.number("Delegates", hotkey)
    gross = shared * 65_535 / (65_535 - take)
    kept = int(gross * take / 65_535)
    assert shared > 0
    # The take is deposited first, so it shares in what follows.
    assert economy.stake(ALICE, NET) == pytest.approx(mine + mine * shared / (whole + kept), abs=2)
    assert economy.number("TotalHotkeyAlphaLastEpoch", hotkey, NET) <= shares.hotkey_alpha(economy.storage, hotkey, NET)


def test_a_validator_without_take_keeps_nothing(economy: Economy):
    hotkey = economy.validator(NET)
    economy.storage.put("SubtensorModule.Delegates", hotkey, value=0)
    before = shares.hotkey_alpha(economy.storage, hotkey, NET)
    due_in(economy, 1)
    economy.next_block()
    shared = economy.number("AlphaDividendsPerSubnet", NET, hotkey)
    of_root = economy.number("RootAlphaDividendsPerSubnet", NET, hotkey)
    assert shares.hotkey_alpha(economy.storage, hotkey, NET) == before + shared + of_root


def test_roots_part_goes_to_the_validators_basket(economy: Economy):
    for netuid in range(1, 13):
        economy.storage.put("SubtensorModule.SubnetMovingPrice", netuid, value={"bits": 2**30})
    due_in(economy, 1)
    economy.next_block()
    hotkey = economy.validator(NET)
    earned = economy.number("RootAlphaDividendsPerSubnet", NET, hotkey)
    assert earned > 0
    assert economy.number("PendingBasketDeposits", hotkey, NET) == earned
    economy.pay_dividends(hotkey, NET, TAO)
    put_in = shares.stake_of(economy.storage, hotkey, basket_fund.ESCROW, NET)
    assert put_in == pytest.approx(earned + TAO, abs=1)


def test_without_miners_the_validators_get_their_half(economy: Economy):
    economy.storage.put(consensus_modes.PERMITS, NET, value=[True] * 8)
    before = economy.alpha_staked(NET)
    due_in(economy, 1)
    economy.next_block()
    assert economy.alpha_staked(NET) - before > 9 * 10**8 - 10**8
    incentive = economy.storage.get("SubtensorModule.Incentive", NET)
    assert incentive == [0] * 8


def test_the_metagraph_shows_the_epoch(economy: Economy):
    due_in(economy, 1)
    economy.next_block()
    metagraph = economy.ask("SubnetInfoRuntimeApi.get_metagraph", netuid=NET)
    assert isinstance(metagraph, dict)
    dividends, incentives, permits = (metagraph[name] for name in ("dividends", "incentives", "validator_permit"))
    assert isinstance(dividends, list)
    assert isinstance(incentives, list)
    assert permits == [True] * 5 + [False] * 3
    assert all(dividends[:5])
    assert dividends[5:] == [0, 0, 0]
    assert incentives[5] > incentives[6] > incentives[7] > 0
    assert sum(incentives) <= 65_535


def test_what_the_owner_mines_is_burned_and_lowers_the_subnets_emission(economy: Economy):
    """By hand: of three miners the second has 2 of 6 parts; a third of the miners' pay is withheld."""
    miner = economy.storage.raw("SubtensorModule.Keys", NET, 6)
    owner = economy.storage.raw("SubtensorModule.Owner", miner)
    economy.storage.put("SubtensorModule.SubnetOwner", NET, value=owner)
    economy.storage.put("SubtensorModule.SubnetOwnerHotkey", NET, value=miner)
    before, out = economy.stake(owner, NET, miner), economy.number("SubnetAlphaOut", NET)
    economy.storage.put("SubtensorModule.OwnerCutEnabled", NET, value=False)
    due_in(economy, 1)
    economy.next_block()
    # Half of a block's alpha is the miners'.
    assert economy.storage.number("AlphaAssets.AlphaBurned", NET) == 10**9 // 2 // 3
    assert economy.stake(owner, NET, miner) == before
    bits = economy.storage.get("SubtensorModule.MinerBurned", NET)
    assert isinstance(bits, dict)
    assert bits["bits"] / 2**32 == pytest.approx(1 / 3, rel=1e-6)
    assert economy.number("SubnetAlphaOut", NET) > out
    price = {NET: 2**64, 4: 2**64}
    shares_of = emission.emission_shares(economy.storage, price)
    # Of equal prices one counts for two thirds: 0.4 and 0.6.
    assert [shares_of[netuid] / 2**64 for netuid in (NET, 4)] == pytest.approx([0.4, 0.6], rel=1e-6)


def test_without_the_owner_among_the_miners_nothing_is_burned(economy: Economy):
    due_in(economy, 1)
    economy.next_block()
    assert economy.storage.get("SubtensorModule.MinerBurned", NET) == {"bits": 0}
    assert economy.storage.number("AlphaAssets.AlphaBurned", NET) == 0


def test_a_miner_is_staked_where_its_owner_chose(economy: Economy):
    miner, chosen = economy.storage.raw("SubtensorModule.Keys", NET, 5), economy.validator(NET)
    owner = economy.storage.raw("SubtensorModule.Owner", miner)
    economy.storage.put("SubtensorModule.AutoStakeDestination", owner, NET, value=chosen)
    mined, gained = economy.stake(owner, NET, miner), economy.stake(owner, NET, chosen)
    due_in(economy, 1)
    events = economy.next_block()
    [added] = [event.values for event in events if event.name == "AutoStakeAdded"]
    assert added[:4] == (NET, chosen, miner, owner)
    assert economy.stake(owner, NET, miner) == mined
    assert economy.stake(owner, NET, chosen) >= gained + int(str(added[4])) - 1
