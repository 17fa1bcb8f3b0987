import pytest

from dtao_tui.practice.pallets import balances, batch_and_proxy
from dtao_tui.practice.pallets.fees import OTHER, fee_of, weight_of
from dtao_tui.practice.pallets.registry import DispatchFailure, Event
from dtao_tui.practice.runtime.plain_values import Invocation
from dtao_tui.practice.state.derived_accounts import AUTHOR
from tests.practice.economy import ALICE, BOB, TAO, Economy, an_economy

NET = 3
SEND = Invocation("Balances.transfer_keep_alive", {"dest": BOB, "value": TAO})
TOO_MUCH = Invocation("Balances.transfer_keep_alive", {"dest": BOB, "value": 10**18})


@pytest.fixture
def economy() -> Economy:
    return an_economy()


def staking(economy: Economy, tao: int = TAO) -> Invocation:
    arguments = {"hotkey": economy.validator(NET), "netuid": NET, "amount_staked": tao}
    return Invocation("SubtensorModule.add_stake", arguments)


def names(events: list[Event]) -> list[str]:
    return [event.name for event in events if event.pallet in ("Utility", "Proxy")]


def test_batch_all_does_all_or_nothing(economy: Economy):
    events = economy.call(ALICE, "Utility.batch_all", calls=[SEND, staking(economy)])
    assert names(events) == ["ItemCompleted", "ItemCompleted", "BatchCompleted"]
    before = economy.snapshot()
    failure = economy.failure(ALICE, "Utility.batch_all", calls=[SEND, staking(economy), TOO_MUCH])
    assert failure == "Token.FundsUnavailable"
    assert economy.snapshot() == before


def test_batch_stops_at_the_first_failure_and_keeps_what_was_done(economy: Economy):
    events = economy.call(ALICE, "Utility.batch", calls=[SEND, TOO_MUCH, SEND])
    assert names(events) == ["ItemCompleted", "BatchInterrupted"]
    index, error = events[-1].values
    assert index == 1
    assert isinstance(error, DispatchFailure)
    assert economy.free(BOB) == 1_001 * TAO


def test_force_batch_does_what_works(economy: Economy):
    events = economy.call(ALICE, "Utility.force_batch", calls=[TOO_MUCH, SEND])
    assert names(events) == ["ItemFailed", "ItemCompleted", "BatchCompletedWithErrors"]
    assert economy.free(BOB) == 1_001 * TAO


def test_a_failed_call_of_a_batch_leaves_no_events(economy: Economy):
    events = economy.call(ALICE, "Utility.force_batch", calls=[TOO_MUCH])
    assert [event.name for event in events] == ["ItemFailed", "BatchCompletedWithErrors"]


@pytest.mark.parametrize(
    ("batch", "calls", "run"),
    [
        ("batch", [SEND, TOO_MUCH, SEND, SEND], 2),
        ("batch_all", [SEND, TOO_MUCH, SEND, SEND], 2),
        ("force_batch", [SEND, TOO_MUCH, SEND, SEND], 4),
        ("batch_all", [SEND] * 4, 4),
    ],
)
def test_a_batch_that_stops_pays_nothing_for_the_calls_behind(
    economy: Economy, batch: str, calls: list[Invocation], run: int
):
    free, sent = economy.free(ALICE), economy.free(BOB)
    events = economy.include(ALICE, f"Utility.{batch}", calls=calls)
    [paid] = [event.values[1] for event in events if event.name == "TransactionFeePaid"]
    assert paid == fee_of(OTHER + run * weight_of(SEND.name), 200)
    assert free - economy.free(ALICE) - (economy.free(BOB) - sent) == paid


def allow(economy: Economy, proxy_type: str, delay: int = 0) -> None:
    economy.call(ALICE, "Proxy.add_proxy", delegate=BOB, proxy_type=proxy_type, delay=delay)


def as_alice(economy: Economy, call: Invocation, force: str | None = None) -> list[Event]:
    return economy.call(BOB, "Proxy.proxy", real=ALICE, force_proxy_type=force, call=call)


def test_a_staking_proxy_stakes_for_the_owner_but_sends_nothing(economy: Economy):
    allow(economy, "Staking")
    events = as_alice(economy, staking(economy))
    assert events[-1].values == ({"Ok": None},)
    assert economy.stake(ALICE, NET) > 0
    assert economy.stake(BOB, NET) == 0
    free = economy.free(ALICE)
    [result] = as_alice(economy, SEND)[-1].values
    assert str(result) == "System.CallFiltered"
    assert economy.free(ALICE) == free


@pytest.mark.parametrize(
    ("proxy_type", "may_stake", "may_send", "may_widen"),
    [
        ("Any", True, True, True),
        ("NonCritical", True, True, False),
        ("NonTransfer", True, False, False),
        ("NonFungible", False, False, False),
        ("Staking", True, False, False),
        ("Transfer", False, True, False),
        ("Senate", False, False, False),
    ],
)
def test_each_type_has_its_filter(economy: Economy, proxy_type: str, may_stake: bool, may_send: bool, may_widen: bool):
    widen = Invocation("Proxy.add_proxy", {"delegate": BOB, "proxy_type": "Any", "delay": 0})
    allowed = [batch_and_proxy.may_call(proxy_type, each) for each in (staking(economy), SEND, widen)]
    assert allowed == [may_stake, may_send, may_widen]


@pytest.mark.parametrize("batch", ["batch", "batch_all", "force_batch"])
def test_a_batch_does_not_get_a_proxy_past_its_filter(economy: Economy, batch: str):
    allow(economy, "NonTransfer")
    free = economy.free(BOB)
    events = as_alice(economy, Invocation(f"Utility.{batch}", {"calls": [SEND]}))
    assert economy.free(BOB) == free
    assert "System.CallFiltered" in {str(value) for event in events for value in event.values}
    as_alice(economy, Invocation(f"Utility.{batch}", {"calls": [staking(economy)]}))
    assert economy.stake(ALICE, NET) > 0


def test_a_filter_ends_with_the_call_that_it_was_for(economy: Economy):
    allow(economy, "NonTransfer")
    through_proxy = Invocation("Proxy.proxy", {"real": ALICE, "force_proxy_type": None, "call": staking(economy)})
    to_alice = Invocation("Balances.transfer_keep_alive", {"dest": ALICE, "value": TAO})
    economy.call(BOB, "Utility.batch_all", calls=[through_proxy, to_alice])
    assert economy.free(BOB) == 999 * TAO


def test_a_proxy_hands_on_no_more_than_it_has(economy: Economy):
    def handing_on(proxy_type: str) -> Invocation:
        return Invocation("Proxy.add_proxy", {"delegate": AUTHOR, "proxy_type": proxy_type, "delay": 0})

    allow(economy, "NonTransfer")
    [refused] = as_alice(economy, handing_on("Transfer"))[-1].values
    assert str(refused) == "System.CallFiltered"
    assert as_alice(economy, handing_on("Staking"))[-1].values == ({"Ok": None},)
    assert not batch_and_proxy.may_call("NonTransfer", Invocation("Proxy.remove_proxies", {}))


def test_nobody_calls_for_another_without_leave(economy: Economy):
    arguments = {"real": ALICE, "force_proxy_type": None, "call": SEND}
    assert economy.failure(BOB, "Proxy.proxy", **arguments) == "Proxy.NotProxy"
    allow(economy, "Staking")
    assert economy.failure(BOB, "Proxy.proxy", **{**arguments, "force_proxy_type": "Any"}) == "Proxy.NotProxy"


def test_a_delayed_proxy_must_announce(economy: Economy):
    allow(economy, "Any", delay=10)
    failure = economy.failure(BOB, "Proxy.proxy", real=ALICE, force_proxy_type=None, call=SEND)
    assert failure == "Proxy.Unannounced"


def test_the_deposit_is_laid_aside_and_given_back(economy: Economy):
    allow(economy, "Staking")
    assert economy.free(ALICE) == 1_000 * TAO - 93_000_000
    allow(economy, "Transfer")
    assert economy.free(ALICE) == 1_000 * TAO - 126_000_000
    economy.call(ALICE, "Proxy.remove_proxy", delegate=BOB, proxy_type="Staking", delay=0)
    assert economy.free(ALICE) == 1_000 * TAO - 93_000_000
    economy.call(ALICE, "Proxy.remove_proxies")
    assert economy.free(ALICE) == 1_000 * TAO
    assert not economy.storage.has(batch_and_proxy.PROXIES, ALICE)


def test_what_is_wrong_with_a_proxy_is_named(economy: Economy):
    allow(economy, "Staking")
    add = {"delegate": BOB, "proxy_type": "Staking", "delay": 0}
    assert economy.failure(ALICE, "Proxy.add_proxy", **add) == "Proxy.Duplicate"
    assert economy.failure(ALICE, "Proxy.add_proxy", **{**add, "delegate": ALICE}) == "Proxy.NoSelfProxy"
    assert economy.failure(ALICE, "Proxy.remove_proxy", **{**add, "delay": 1}) == "Proxy.NotFound"
    balances.set_free(economy.storage, BOB, 93_000_000)
    assert economy.failure(BOB, "Proxy.add_proxy", **{**add, "delegate": ALICE}) == "Balances.InsufficientBalance"
