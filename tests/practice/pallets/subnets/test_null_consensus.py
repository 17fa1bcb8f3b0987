"""Null consensus as the pallet's public tests describe it: a single permit, dividends by stake, miners alike."""

import pytest

from dtao_tui.practice.pallets import shares
from dtao_tui.practice.pallets.subnets import consensus_modes, epochs
from dtao_tui.practice.pallets.subnets.dividends import stake_weights
from tests.practice.economy import ALICE, TAO, Economy, an_economy

NET = 3
SWITCH = "AdminUtils.sudo_set_epoch_consensus"


@pytest.fixture
def economy() -> Economy:
    economy = an_economy(still=False)
    economy.storage.put("Practice.Play", value={"seed": 1, "traders": 0, "intensity": 100})
    economy.storage.put("SubtensorModule.SubnetOwner", NET, value=ALICE)
    for netuid in range(1, 13):
        economy.storage.put("SubtensorModule.PendingEpochAt", netuid, value=0)
    economy.next_block()
    return economy


def switch(economy: Economy, mode: str = "Null") -> None:
    economy.call(ALICE, SWITCH, netuid=NET, mode=mode)


def permits(economy: Economy) -> list[bool]:
    return epochs.permits_on(economy.storage, NET)


def run_epoch(economy: Economy) -> None:
    economy.storage.put("SubtensorModule.PendingEpochAt", NET, value=economy.block + 1)
    economy.next_block()


def test_the_hotkey_with_the_most_stake_gets_the_only_permit(economy: Economy) -> None:
    hotkeys = epochs.hotkeys_on(economy.storage, NET)
    economy.call(ALICE, "SubtensorModule.add_stake", hotkey=hotkeys[6], netuid=NET, amount_staked=900 * TAO)
    weights = [sum(each) for each in stake_weights(economy.storage, NET, hotkeys)]
    switch(economy)
    assert [event.values for event in economy.events] == [(NET, "Null")]
    assert economy.number("MaxAllowedValidators", NET) == 1
    assert permits(economy) == [weight == max(weights) for weight in weights]


def test_of_equal_stakes_the_first_uid_wins_and_of_none_nobody(economy: Economy) -> None:
    unknown = [bytes([uid]) * 32 for uid in range(1, 4)]
    consensus_modes.choose_validator(economy.storage, NET, unknown)
    assert permits(economy) == [False] * 3
    for hotkey in unknown[1:]:
        shares.deposit(economy.storage, hotkey, ALICE, NET, TAO)
    consensus_modes.choose_validator(economy.storage, NET, unknown)
    assert permits(economy) == [False, True, False]
    shares.deposit(economy.storage, unknown[2], ALICE, NET, 1)
    consensus_modes.choose_validator(economy.storage, NET, unknown)
    assert permits(economy) == [False, False, True]


def test_all_with_stake_earn_dividends_though_one_alone_may_validate(economy: Economy) -> None:
    switch(economy)
    hotkeys = epochs.hotkeys_on(economy.storage, NET)
    before = [shares.hotkey_alpha(economy.storage, hotkey, NET) for hotkey in hotkeys]
    run_epoch(economy)
    dividends = economy.storage.get("SubtensorModule.Dividends", NET)
    assert isinstance(dividends, list)
    assert sum(permits(economy)) == 1
    assert all(dividends[:5])
    assert [bool(alpha) for alpha in before] == [bool(part) for part in dividends]


def test_every_uid_is_paid_alike_as_a_miner(economy: Economy) -> None:
    switch(economy)
    run_epoch(economy)
    incentives = economy.storage.get("SubtensorModule.Incentive", NET)
    assert incentives == [65_535 // 8] * 8
    assert economy.storage.get("SubtensorModule.Consensus", NET) == [0] * 8
    assert economy.storage.get("SubtensorModule.ValidatorTrust", NET) == [0] * 8


@pytest.mark.parametrize(("alpha", "expected"), [(16, [2] * 8), (17, [3, *[2] * 7]), (7, [*[1] * 7, 0]), (0, [0] * 8)])
def test_what_does_not_divide_goes_to_the_first_and_nothing_is_lost(alpha: int, expected: list[int]) -> None:
    hotkeys = [bytes([uid]) * 32 for uid in range(8)]
    assert list(consensus_modes.alike(hotkeys, alpha).values()) == expected


def test_a_block_with_such_an_epoch_has_no_other(economy: Economy) -> None:
    switch(economy)
    for netuid in (2, NET, 4):
        economy.storage.put("SubtensorModule.PendingEpochAt", netuid, value=economy.block + 1)
    events = economy.next_block()
    assert [event.values[0] for event in events if event.name == "EpochDeferred"] == [NET, 4]


def test_back_under_yuma_the_former_validators_may_validate_again(economy: Economy) -> None:
    former = permits(economy)
    economy.storage.put("SubtensorModule.MaxAllowedValidators", NET, value=61)
    switch(economy)
    assert economy.storage.get("SubtensorModule.SavedYumaMaxAllowedValidators", NET) == 61
    economy.run_to(economy.block + 720)
    economy.storage.put("SubtensorModule.LastEpochBlock", NET, value=economy.block)
    switch(economy, "Yuma")
    assert permits(economy) == former
    assert economy.number("MaxAllowedValidators", NET) == 61
    assert economy.storage.get("SubtensorModule.SavedYumaMaxAllowedValidators", NET) is None
    assert economy.storage.get(consensus_modes.MODE, NET) == "Yuma"


def test_only_the_owner_may_switch_and_not_twice_in_two_tempos(economy: Economy) -> None:
    stranger = b"stranger".ljust(32, b"\3")
    assert economy.failure(stranger, SWITCH, netuid=NET, mode="Null").endswith("BadOrigin")
    assert economy.failure(ALICE, SWITCH, netuid=0, mode="Null").endswith("BadOrigin")
    switch(economy)
    assert economy.failure(ALICE, SWITCH, netuid=NET, mode="Yuma") == "SubtensorModule.TxRateLimitExceeded"


def test_the_permit_goes_to_who_has_the_most_stake_by_the_next_epoch(economy: Economy) -> None:
    switch(economy)
    former, hotkeys = permits(economy), epochs.hotkeys_on(economy.storage, NET)
    economy.storage.put(shares.VALUE, hotkeys[6], NET, value=10**18)
    assert permits(economy) == former
    run_epoch(economy)
    assert permits(economy) == [uid == 6 for uid in range(8)] != former


def test_the_mode_that_is_set_already_can_be_set_again_and_keeps_what_was_saved(economy: Economy) -> None:
    former = permits(economy)
    economy.storage.put("SubtensorModule.MaxAllowedValidators", NET, value=61)
    for mode in ("Yuma", "Null", "Null", "Yuma"):
        switch(economy, mode)
        assert [event.values for event in economy.events] == [(NET, mode)]
        economy.block += 720
        economy.storage.put("SubtensorModule.LastEpochBlock", NET, value=economy.block)
    assert (permits(economy), economy.number("MaxAllowedValidators", NET)) == (former, 61)


def test_who_may_not_switch_is_told_before_that_it_is_too_soon_and_that_before_an_epoch_is_near(
    economy: Economy,
) -> None:
    stranger = b"stranger".ljust(32, b"\3")
    switch(economy)
    economy.storage.put("SubtensorModule.LastEpochBlock", NET, value=economy.block - 355)
    assert economy.failure(stranger, SWITCH, netuid=NET, mode="Yuma").endswith("BadOrigin")
    assert economy.failure(ALICE, SWITCH, netuid=NET, mode="Yuma") == "SubtensorModule.TxRateLimitExceeded"
    economy.block += 720
    economy.storage.put("SubtensorModule.LastEpochBlock", NET, value=economy.block - 355)
    error = economy.failure(ALICE, SWITCH, netuid=NET, mode="Yuma")
    assert error == "SubtensorModule.AdminActionProhibitedDuringWeightsWindow"


def test_an_epoch_that_was_asked_for_lets_nothing_be_switched_until_it_ran(economy: Economy) -> None:
    economy.storage.put("SubtensorModule.LastEpochBlock", NET, value=economy.block)
    economy.storage.put("SubtensorModule.PendingEpochAt", NET, value=economy.block + 200)
    error = economy.failure(ALICE, SWITCH, netuid=NET, mode="Null")
    assert error == "SubtensorModule.AdminActionProhibitedDuringWeightsWindow"
    economy.storage.put("SubtensorModule.PendingEpochAt", NET, value=economy.block)
    switch(economy)


def test_nothing_is_switched_right_before_an_epoch(economy: Economy) -> None:
    economy.storage.put("SubtensorModule.LastEpochBlock", NET, value=economy.block - 351)
    error = economy.failure(ALICE, SWITCH, netuid=NET, mode="Null")
    assert error == "SubtensorModule.AdminActionProhibitedDuringWeightsWindow"
    economy.storage.put("SubtensorModule.LastEpochBlock", NET, value=economy.block - 350)
    switch(economy)
    assert economy.storage.get(consensus_modes.MODE, NET) == "Null"
