"""Alerts for pictures: one in each state, and what they told."""

from dtao_tui.domain.alerts.alert import Alert, AlertDraft, Scope
from dtao_tui.domain.alerts.alert_states import AlertState, Phase, SubnetPhase
from dtao_tui.domain.alerts.firings import FiredTrade, Firing
from dtao_tui.domain.amounts import Price, Tao
from dtao_tui.domain.pools.side import Side
from dtao_tui.domain.trades.intents import Op
from dtao_tui.records.alerts.alert_book import AlertBook
from tests.fakes import World

MINUTE, DAY = 60_000, 86_400_000


def keep_alerts(world: World) -> None:
    """Write them down before the app begins."""
    snapshot = world.market.current
    three, four = snapshot.subnets[3], snapshot.subnets[4]
    book, now = AlertBook(world.parts.settings.places.alerts), round(world.clock.wall() * 1000)
    for alert in (
        Alert(
            "a1", "Whale in targon", "trade>250 side=unstake", Scope.ONE, four.id, draft=AlertDraft(Op.UNSTAKE, "25%")
        ),
        Alert("a2", "Fast drop, deep pool", "ch24<-20 depth>1000"),
        Alert("a3", "Exit gets thin", "exit(250)>2", Scope.ONE, three.id),
        Alert("a4", "Floor", "price<0.021", Scope.ONE, three.id, command=("notify-send", "-u", "critical", "templar")),
        Alert("a5", "Deep pools", "depth>20k", Scope.HELD),
        Alert("a6", "Half of a week", "ch7<-50", Scope.ONE, three.id),
        Alert("a7", "Outflow", "flow<-40k", is_on=False),
    ):
        book.save(snapshot.genesis, alert)
    sold = FiredTrade(Side.SELL, Tao.parse("318.4"), Price(20_396_000), Price(19_898_000), "5Grw…utQY")
    book.keep(
        snapshot.genesis,
        {
            "a3": AlertState((SubnetPhase(three.id, Phase.TRUE_ONCE, now),), now, snapshot.block, None),
            "a5": AlertState((SubnetPhase(three.id, Phase.FIRED, now),), now, snapshot.block, now - DAY),
        },
        [
            Firing("a5", now - DAY, 47_000, three.id, three.label, "20200", "τ"),
            Firing("a1", now - 3 * DAY, 30_000, four.id, four.label, "288.9", "τ", is_away=True),
        ],
    )
    book.mark_read(snapshot.genesis, 2)
    book.keep(
        snapshot.genesis,
        {},
        [Firing("a1", now - 9 * MINUTE, 48_016, four.id, four.label, "318.4", "τ", trade=sold)],
    )
    book.close()
