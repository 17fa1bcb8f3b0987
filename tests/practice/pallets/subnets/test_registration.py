"""Subnets that are registered: what it costs, which number they get, and what becomes of the ones they replace."""

import pytest

from dtao_tui.practice.pallets import balances, pools
from dtao_tui.practice.pallets.pools import MOVING_PRICE
from dtao_tui.practice.pallets.registry import Context, Event
from dtao_tui.practice.pallets.subnets import deregistration, registration, subnet_slots
from dtao_tui.practice.pallets.subnets.token_symbols import symbol_of
from dtao_tui.practice.state.derived_accounts import AUTHOR, registration_account, subnet_account
from dtao_tui.practice.state.storage import Value
from tests.practice.economy import ALICE, BOB, TAO, Economy, an_economy

SUBNETS = 6
COST = 1_000 * TAO
HOTKEY = b"hotkey".ljust(32, b"\5")
ANOTHER = b"another".ljust(32, b"\6")
NAME: dict[str, Value] = {
    "subnet_name": b"newcomer",
    **dict.fromkeys(("github_repo", "subnet_contact", "subnet_url", "discord", "description", "logo_url"), b""),
    "additional": b"",
}


@pytest.fixture
def economy() -> Economy:
    """Six subnets, emission on, at a block where none is immune; Alice and Bob can pay for several."""
    economy = an_economy(subnets=SUBNETS, still=False)
    for who in (ALICE, BOB):
        economy.give(who, 20_000 * TAO)
    economy.block = 400
    economy.run_to(402)
    return economy


def register(economy: Economy, who: bytes = ALICE, hotkey: bytes = HOTKEY) -> list[Event]:
    return economy.call(who, "SubtensorModule.register_network", hotkey=hotkey)


def refusal(economy: Economy, who: bytes = ALICE, hotkey: bytes = HOTKEY) -> str:
    return economy.failure(who, "SubtensorModule.register_network", hotkey=hotkey)


def fill_up(economy: Economy) -> int:
    """Let there be no room for another subnet; says which one has to leave."""
    economy.storage.put(subnet_slots.LIMIT, value=SUBNETS)
    leaving = subnet_slots.lowest(economy.storage, economy.block)
    assert leaving is not None
    return leaving


def remove(economy: Economy, netuid: int) -> None:
    deregistration.dissolve(Context(economy.storage, economy.block, None, AUTHOR), netuid)


def test_a_registration_takes_the_lowest_free_number_and_its_payment_becomes_the_pool(economy: Economy) -> None:
    median = subnet_slots.median_price(economy.storage)
    free = economy.free(ALICE)
    events = register(economy)
    netuid = SUBNETS + 1
    assert events[-1].name == "NetworkAdded"
    assert events[-1].values == (netuid, 1)
    assert (
        free - economy.free(ALICE)
        == COST
        == economy.number("SubnetTAO", netuid)
        == economy.number("SubnetLocked", netuid)
    )
    assert economy.free(subnet_account(netuid)) == COST
    assert economy.number("SubnetAlphaIn", netuid) == (COST << 64) // median
    assert economy.number("NetworkRegisteredAt", netuid) == economy.block
    assert economy.number("RegisteredSubnetCounter", netuid) == 1
    assert economy.storage.raw("SubtensorModule.SubnetOwner", netuid) == ALICE
    assert economy.storage.raw("SubtensorModule.Keys", netuid, 0) == HOTKEY
    assert economy.storage.raw("SubtensorModule.Owner", HOTKEY) == ALICE
    assert economy.storage.raw(registration.SYMBOL, netuid) == symbol_of(netuid)
    assert economy.number("TotalNetworks") == SUBNETS + 2


def test_a_number_that_was_freed_is_registered_anew(economy: Economy) -> None:
    remove(economy, 3)
    symbol = symbol_of(3)
    economy.storage.put(registration.SYMBOL, 5, value=symbol)
    register(economy)
    assert pools.exists(economy.storage, 3)
    assert economy.number("NetworkRegisteredAt", 3) == economy.block
    assert not deregistration.holders(economy.storage, 3)
    taken = economy.storage.raw(registration.SYMBOL, 3)
    assert taken != symbol
    assert [held for _, held in economy.storage.entries(registration.SYMBOL)].count(taken) == 1


def test_a_new_subnet_is_closed_until_its_owner_opens_it_and_then_traded(economy: Economy) -> None:
    register(economy)
    netuid, amount = SUBNETS + 1, 10 * TAO
    order: dict[str, Value] = {"hotkey": HOTKEY, "netuid": netuid, "amount_staked": amount}
    assert economy.failure(BOB, "SubtensorModule.add_stake", **order) == "SubtensorModule.SubtokenDisabled"
    assert economy.failure(BOB, "SubtensorModule.start_call", netuid=netuid) == ".BadOrigin"
    events = economy.call(ALICE, "SubtensorModule.start_call", netuid=netuid)
    assert (events[0].name, events[0].values) == ("FirstEmissionBlockNumberSet", (netuid, economy.block + 1))
    again = economy.failure(ALICE, "SubtensorModule.start_call", netuid=netuid)
    assert again == "SubtensorModule.FirstEmissionBlockNumberAlreadySet"
    economy.call(BOB, "SubtensorModule.add_stake", **order)
    assert economy.stake(BOB, netuid, HOTKEY) > 0
    economy.run_to(economy.block + 370)
    assert economy.number("SubnetTaoInEmission", netuid) == 0, "root has not switched its emission on"
    assert economy.number("LastEpochBlock", netuid) > economy.number("NetworkRegisteredAt", netuid)


def test_a_subnet_can_be_opened_only_after_the_delay(economy: Economy) -> None:
    economy.storage.put("SubtensorModule.StartCallDelay", value=10)
    register(economy)
    early = economy.failure(ALICE, "SubtensorModule.start_call", netuid=SUBNETS + 1)
    assert early == "SubtensorModule.StartCallNotReady"
    economy.run_to(economy.block + 10)
    economy.call(ALICE, "SubtensorModule.start_call", netuid=SUBNETS + 1)


def test_a_name_can_be_given_and_may_not_be_too_long(economy: Economy) -> None:
    call = "SubtensorModule.register_network_with_identity"
    too_long = {**NAME, "subnet_name": b"n" * 257}
    assert economy.failure(ALICE, call, hotkey=HOTKEY, identity=too_long) == "SubtensorModule.InvalidIdentity"
    events = economy.call(ALICE, call, hotkey=HOTKEY, identity=NAME)
    assert ("SubnetIdentitySet", (SUBNETS + 1,)) in [(event.name, event.values) for event in events]
    assert economy.storage.get(registration.IDENTITY, SUBNETS + 1) == NAME


def test_the_cost_doubles_and_falls_back_over_time(economy: Economy) -> None:
    register(economy)
    assert subnet_slots.lock_cost(economy.storage, economy.block) == 2 * COST
    # Half a TAO is emitted per block, so the interval counts half.
    interval = economy.number("NetworkLockReductionInterval") // 2
    assert subnet_slots.lock_cost(economy.storage, economy.block + 10) == 2 * COST - 10 * (COST // interval)
    assert subnet_slots.lock_cost(economy.storage, economy.block + 2 * interval) == COST


def test_registrations_are_limited_over_the_whole_chain(economy: Economy) -> None:
    register(economy)
    assert refusal(economy, BOB, ANOTHER) == "SubtensorModule.NetworkTxRateLimitExceeded"
    economy.storage.put(registration.RATE_LIMIT, value=5)
    economy.run_to(economy.block + 5)
    register(economy, BOB, ANOTHER)


def test_who_cannot_pay_or_borrows_a_hotkey_is_refused(economy: Economy) -> None:
    assert refusal(economy, b"poor".ljust(32, b"\7")) == "SubtensorModule.CannotAffordLockCost"
    assert refusal(economy, hotkey=economy.validator(1)) == "SubtensorModule.NonAssociatedColdKey"
    assert refusal(economy, hotkey=subnet_account(4)) == "SubtensorModule.CannotUseSystemAccount"
    economy.storage.put("SubtensorModule.NetworkRegistrationStartBlock", value=economy.block + 1)
    assert refusal(economy) == "SubtensorModule.SubNetRegistrationDisabled"


def test_at_the_limit_the_lowest_subnet_leaves_and_the_registration_waits_for_its_number(economy: Economy) -> None:
    leaving = fill_up(economy)
    free, registered = economy.free(ALICE), economy.block
    events = {event.name: event.values for event in register(economy)}
    assert events["NetworkRemoved"] == (leaving,)
    assert events["NetworkRegistrationQueued"][:3] == (ALICE, HOTKEY, 1)
    assert "NetworkAdded" not in events
    assert economy.free(ALICE) == free - COST
    assert economy.free(registration_account(0)) == COST
    assert economy.storage.get(registration.ESCROW, 0) == (ALICE, COST)
    following = {event.name: event.values for event in economy.next_block()}
    assert following["NetworkDissolveCleanupCompleted"] == (leaving,)
    assert following["NetworkAdded"] == (leaving, 1)
    assert economy.number("NetworkRegisteredAt", leaving) == registered + 1
    assert economy.free(ALICE) == free - COST
    assert economy.free(registration_account(0)) == 0
    assert economy.free(subnet_account(leaving)) >= economy.number("SubnetTAO", leaving) >= COST
    assert not economy.storage.has(registration.ESCROW, 0)
    assert subnet_slots.waiting(economy.storage) == []


def test_what_waits_is_paid_already_and_the_rest_can_be_spent(economy: Economy) -> None:
    fill_up(economy)
    register(economy)
    rest = economy.free(ALICE)
    call = "Balances.transfer_allow_death"
    assert economy.failure(ALICE, call, dest=BOB, value=rest + 1) == "Token.FundsUnavailable"
    economy.call(ALICE, call, dest=BOB, value=rest)


def test_a_subnet_that_is_immune_stays_and_of_equals_the_oldest_goes(economy: Economy) -> None:
    leaving = fill_up(economy)
    economy.storage.put(deregistration.REGISTERED_AT, leaving, value=economy.block)
    second = subnet_slots.lowest(economy.storage, economy.block)
    assert second not in (leaving, None)
    for netuid, since in ((1, 30), (2, 20), (3, 30)):
        economy.storage.put(MOVING_PRICE, netuid, value={"bits": 1})
        economy.storage.put(deregistration.REGISTERED_AT, netuid, value=since)
    assert subnet_slots.lowest(economy.storage, economy.block) == 2
    economy.storage.put(subnet_slots.IMMUNITY, value=10**6)
    assert subnet_slots.lowest(economy.storage, economy.block) is None
    assert refusal(economy) == "SubtensorModule.SubnetLimitReached"
    assert economy.ask("SubnetInfoRuntimeApi.get_subnet_to_prune") is None


def test_two_registrations_at_the_limit_remove_two_subnets_and_both_get_a_number(economy: Economy) -> None:
    first = fill_up(economy)
    economy.storage.put(registration.RATE_LIMIT, value=0)
    register(economy)
    second = subnet_slots.lowest(economy.storage, economy.block)
    register(economy, BOB, ANOTHER)
    assert deregistration.queued(economy.storage) == [first, second]
    economy.next_block()
    assert economy.storage.raw(registration.SUBNET_OWNER, first) == ALICE
    economy.next_block()
    assert second is not None
    assert economy.storage.raw(registration.SUBNET_OWNER, second) == BOB
    assert subnet_slots.waiting(economy.storage) == []


def test_what_cannot_be_carried_out_is_cancelled_and_paid_back(economy: Economy) -> None:
    first = fill_up(economy)
    economy.storage.put(registration.RATE_LIMIT, value=0)
    register(economy)
    register(economy, BOB, ANOTHER)
    free = economy.free(ALICE)
    balances.set_free(economy.storage, registration_account(0), COST - 1)
    [cancelled] = [event.values for event in economy.next_block() if event.name == "NetworkRegistrationCancelled"]
    assert cancelled[:3] == (ALICE, HOTKEY, 0)
    assert str(cancelled[3]) == "SubtensorModule.CannotAffordLockCost"
    assert economy.free(ALICE) == free + COST - 1
    economy.next_block()
    assert economy.storage.raw(registration.SUBNET_OWNER, first) == BOB
    assert subnet_slots.waiting(economy.storage) == []


def test_registrations_and_removals_make_or_lose_no_rao(economy: Economy) -> None:
    fill_up(economy)
    economy.storage.put(registration.RATE_LIMIT, value=0)
    for who, hotkey in ((ALICE, HOTKEY), (BOB, ANOTHER)):
        register(economy, who, hotkey)
        for _ in range(3):
            economy.next_block()
            assert economy.tao_everywhere() == economy.storage.number(balances.ISSUANCE)
        for netuid in pools.netuids(economy.storage):
            inside = economy.number("SubnetTAO", netuid) + economy.storage.number(pools.TAO_RESERVOIR, netuid)
            assert economy.free(subnet_account(netuid)) >= inside


def test_the_cost_and_the_subnet_account_are_told_by_the_apis(economy: Economy) -> None:
    ask = economy.ask
    assert ask("SubnetRegistrationRuntimeApi.get_network_registration_cost") == COST
    assert ask("SubnetInfoRuntimeApi.get_subnet_to_prune") == subnet_slots.lowest(economy.storage, economy.block)
    deregistration.begin(Context(economy.storage, economy.block, None, AUTHOR), 2)
    assert ask("SubnetInfoRuntimeApi.get_subnet_account_id", netuid=2) == subnet_account(2)
    economy.next_block()
    assert ask("SubnetInfoRuntimeApi.get_subnet_account_id", netuid=2) is None
