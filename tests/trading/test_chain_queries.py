"""What is asked of the chain for a ticket is kept for as long as it holds, and no longer."""

from dataclasses import replace

import pytest

from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.market import Validator
from dtao_tui.ports.chain import Head
from dtao_tui.trading.chain_queries import FEE_HOLDS_SECONDS, VALIDATORS_HOLD_BLOCKS, ChainQueries
from tests.fakes import (
    HOTKEY,
    NETWORK_FEE,
    FakeMarket,
    FakeTrading,
    ManualClock,
    a_snapshot,
    a_subnet,
    the_practice_account,
)


class Counting(FakeMarket):
    """A chain that counts what it is asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[int] = []

    async def validators(self, netuid: int, head: Head) -> tuple[Validator, ...]:
        self.asked.append(netuid)
        return await super().validators(netuid, head)

    async def hotkey_exists(self, hotkey: str, head: Head) -> bool:
        self.asked.append(0)
        return await super().hotkey_exists(hotkey, head)


@pytest.fixture
async def market() -> Counting:
    market = Counting()
    await market.connect()
    return market


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def trading(market: Counting) -> FakeTrading:
    return FakeTrading(market)


@pytest.fixture
def appraisal(market: Counting, trading: FakeTrading, clock: ManualClock) -> ChainQueries:
    return ChainQueries(market, trading, clock)


async def test_a_fee_is_asked_for_again_after_a_while(
    appraisal: ChainQueries, trading: FakeTrading, clock: ManualClock
) -> None:
    assert await appraisal.fee("stake", the_practice_account()) == NETWORK_FEE
    trading.fee = Tao(7)
    clock.turn(FEE_HOLDS_SECONDS)
    assert await appraisal.fee("stake", the_practice_account()) == NETWORK_FEE
    clock.turn(1)
    assert await appraisal.fee("stake", the_practice_account()) == Tao(7)


async def test_each_kind_of_order_has_its_own_fee(appraisal: ChainQueries, trading: FakeTrading) -> None:
    await appraisal.fee("stake", the_practice_account())
    trading.fee = Tao(7)
    assert await appraisal.fee("unstake", the_practice_account()) == Tao(7)
    assert await appraisal.fee("stake", the_practice_account()) == NETWORK_FEE


async def test_a_new_runtime_is_asked_for_its_fee(
    appraisal: ChainQueries, trading: FakeTrading, market: Counting
) -> None:
    await appraisal.fee("stake", the_practice_account())
    trading.fee = Tao(7)
    market.chain_facts = replace(market.chain_facts, spec_version=market.chain_facts.spec_version + 1)
    assert appraisal.fee_last_heard("stake", market.facts) is None
    assert await appraisal.fee("stake", the_practice_account()) == Tao(7)


async def test_a_chain_that_cannot_tell_its_fee_keeps_the_one_it_told(
    appraisal: ChainQueries, trading: FakeTrading, clock: ManualClock
) -> None:
    await appraisal.fee("stake", the_practice_account())
    trading.fee = None
    clock.turn(FEE_HOLDS_SECONDS + 1)
    assert await appraisal.fee("stake", the_practice_account()) == NETWORK_FEE


async def test_validators_are_read_again_after_some_blocks_and_after_a_step_back(
    appraisal: ChainQueries, market: Counting
) -> None:
    first = a_snapshot(1000)
    for block in (1000, 1000 + VALIDATORS_HOLD_BLOCKS - 1):
        await appraisal.validators(7, replace(first, block=block))
    assert market.asked == [7]
    await appraisal.validators(7, replace(first, block=1000 + VALIDATORS_HOLD_BLOCKS))
    await appraisal.validators(7, replace(first, block=999))
    assert market.asked == [7, 7, 7]


async def test_validators_last_heard_are_those_of_few_blocks_ago_and_ask_nothing(
    appraisal: ChainQueries, market: Counting
) -> None:
    first = a_snapshot(1000)
    assert appraisal.validators_last_heard(7, first) is None
    assert market.asked == []
    heard = await appraisal.validators(7, first)
    held = {block: appraisal.validators_last_heard(7, replace(first, block=block)) for block in (999, 1000, 1024, 1025)}
    assert held == {999: None, 1000: heard, 1024: heard, 1025: None}
    assert appraisal.validators_last_heard(8, first) is None
    assert market.asked == [7]


async def test_validators_of_another_chain_are_not_taken_for_these(appraisal: ChainQueries, market: Counting) -> None:
    snapshot = a_snapshot(1000)
    await appraisal.validators(7, snapshot)
    await appraisal.validators(7, replace(snapshot, genesis="0x" + "ee" * 32))
    assert market.asked == [7, 7]


async def test_a_hotkey_that_is_unknown_is_asked_for_until_it_is_known(
    appraisal: ChainQueries, market: Counting
) -> None:
    snapshot = a_snapshot()
    market.unknown_hotkeys = {HOTKEY}
    assert HOTKEY not in appraisal.unknown_hotkeys(snapshot)
    assert not await appraisal.ask_for_hotkey(HOTKEY, snapshot)
    assert appraisal.unknown_hotkeys(snapshot) == {HOTKEY}
    market.unknown_hotkeys = set()
    assert await appraisal.ask_for_hotkey(HOTKEY, snapshot)
    assert await appraisal.ask_for_hotkey(HOTKEY, snapshot)
    assert market.asked == [0, 0]


async def test_the_validators_of_another_subnet_that_took_the_number_are_asked_for(
    appraisal: ChainQueries, market: Counting
) -> None:
    await appraisal.validators(7, market.current)
    taken = a_snapshot(market.current.block + 1, [a_subnet(0), a_subnet(7, registered_at=market.current.block + 1)])
    await appraisal.validators(7, taken)
    assert market.asked == [7, 7]
