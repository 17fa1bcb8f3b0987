"""One widget alone in an app, and an order to show."""

from dataclasses import replace

from textual.app import App, ComposeResult
from textual.widget import Widget

from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.orders.order_record import Filled, OrderState, PlacedOrder, Quoted
from tests.fakes import HOTKEY


class OneWidget(App[None]):
    def __init__(self, widget: Widget) -> None:
        super().__init__()
        self.widget = widget

    def compose(self) -> ComposeResult:
        yield self.widget


def an_order(state: OrderState = OrderState.FINAL, **changes: object) -> PlacedOrder:
    fill = Filled(Tao.parse("20"), Alpha.parse("399", 7), Tao.parse("0.01"), Tao.parse("0.00169"))
    order = PlacedOrder(
        id="1",
        network="practice",
        genesis="0x",
        address="5",
        kind="stake",
        netuid=7,
        symbol="γ",
        name="templar",
        hotkey=HOTKEY,
        pays=Tao.parse("20"),
        quoted=Quoted(
            100,
            Alpha.parse("400", 7),
            Alpha.parse("392", 7),
            Tao.parse("0.01"),
            None,
            Price(50_000_000),
            Price(51_000_000),
        ),
        call_name="add_stake_limit",
        extrinsic_hash="0x" + "7be140d2" * 8,
        nonce=11,
        era_block=98,
        last_valid_block=161,
        created_at=1_780_000_000.0,
        state=state,
        block=101,
        filled=fill,
        steps=(("signed", 1_780_000_000.1), ("sent", 1_780_000_000.2)),
    )
    return replace(order, **changes)  # type: ignore[arg-type]  # builders take any field
