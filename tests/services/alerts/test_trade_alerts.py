"""Alerts on trades: fired at once, by the trades on the tape, and only read while one needs them."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from dtao_tui.domain.alerts.alert import Alert, Scope
from dtao_tui.domain.alerts.alert_states import OLDEST, QUIET
from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.tape.tape_lines import TradeLine
from dtao_tui.domain.tape.tape_trades import TapeOp, TapeTrade
from dtao_tui.services.block_events.market_tape import TradesSeen
from tests.fakes.values import ALICE, BOB, GENESIS, a_hash, a_snapshot, a_subnet
from tests.fakes.world import World, a_world

WHALE = Alert("a1", "Whale", "trade>250 side=unstake", Scope.ONE, a_subnet(7).id)


class Desk:
    """A world whose program fires alerts, with one on trades."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.alerts = world.parts.alerts
        self.block = 48_213
        world.parts.recorder.is_writing = True

    @property
    def labels(self) -> list[str]:
        return [each.firing.value for each in reversed(self.alerts.register.firings)]

    async def observe(self) -> None:
        await self.alerts.observe(a_snapshot(self.block))

    async def see(self, *trades: TapeTrade) -> None:
        self.block += 1
        lines = tuple(TradeLine(replace(trade, block=self.block)) for trade in trades)
        self.alerts.trades.take(TradesSeen(self.block, a_hash(self.block), lines))
        await self.alerts.trades.finish()

    def a_trade(self, tao: str, op: TapeOp = TapeOp.UNSTAKE, netuid: int = 7, age_ms: int = 0) -> TapeTrade:
        time = round(self.world.clock.wall() * 1000) - age_ms
        before, after = Price(20_396_000), Price(19_898_000)
        size, alpha = Tao.parse(tao), Alpha(10**9, netuid)
        subnet = a_subnet(netuid).id
        return TapeTrade(1, time, 2, op, subnet, size, alpha, before, after, None, ALICE, (BOB,))


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    desk = Desk(a_world(tmp_path, follows_money=False))
    await desk.observe()
    await desk.alerts.register.save(WHALE)
    await desk.observe()
    yield desk
    await desk.alerts.close()


async def test_a_large_trade_fires_at_once_with_its_prices_and_its_hotkey(desk: Desk) -> None:
    await desk.see(desk.a_trade("300", TapeOp.STAKE), desk.a_trade("249"), desk.a_trade("318.4"))
    (kept,) = desk.alerts.register.firings
    firing = kept.firing
    assert (firing.value, firing.unit, firing.block, firing.others) == ("318.4", "τ", desk.block, 0)
    assert firing.trade is not None
    assert (firing.trade.side, firing.trade.size, firing.trade.after) == (
        Side.SELL,
        Tao.parse("318.4"),
        Price(19_898_000),
    )
    assert firing.trade.by.startswith(BOB[:4])


@pytest.mark.parametrize("kind", ["fee", "elsewhere", "old"])
async def test_fees_other_subnets_and_old_blocks_do_not_fire(desk: Desk, kind: str) -> None:
    given = {"fee": {"op": TapeOp.FEE}, "elsewhere": {"netuid": 3}, "old": {"age_ms": OLDEST + 1}}[kind]
    await desk.see(desk.a_trade("900", **given))  # type: ignore[arg-type]  # any of its arguments
    assert desk.labels == []


async def test_the_next_one_within_ten_minutes_does_not_fire(desk: Desk) -> None:
    await desk.see(desk.a_trade("300"))
    await desk.see(desk.a_trade("400"))
    desk.world.clock.turn(QUIET / 1000)
    await desk.see(desk.a_trade("500"))
    assert desk.labels == ["300", "500"]
    assert desk.alerts.register.genesis == GENESIS


async def test_events_are_read_only_while_an_alert_needs_them(desk: Desk) -> None:
    events, register = desk.world.parts.events, desk.alerts.register
    assert events.is_reading
    await register.save(replace(WHALE, is_on=False))
    await desk.observe()
    assert not events.is_reading
    await register.save(WHALE)
    await desk.observe()
    assert events.is_reading
    desk.world.parts.recorder.is_writing = False
    await desk.observe()
    assert not events.is_reading
    await desk.see(desk.a_trade("300"))
    assert desk.labels == []
