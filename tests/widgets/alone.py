"""One widget alone in an app, and an order to show."""

from textual.app import App, ComposeResult
from textual.widget import Widget

from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.orders.order import Order, Quoted
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.domain.trades.settlement import Filled
from tests.domain.orders.example_orders import an_order
from tests.fakes import HOTKEY


class OneWidget(App[None]):
    def __init__(self, widget: Widget) -> None:
        super().__init__()
        self.widget = widget

    def compose(self) -> ComposeResult:
        yield self.widget


def drawn_order(state: OrderState = OrderState.FINAL, **changes: object) -> Order:
    wanted: dict[str, object] = {
        "genesis": "0x",
        "owner": "5",
        "hotkey": HOTKEY,
        "pays": Tao.parse("20"),
        "quoted": Quoted(
            100,
            Alpha.parse("400", 7),
            Alpha.parse("392", 7),
            Tao.parse("0.01"),
            None,
            Price(50_000_000),
            Price(51_000_000),
        ),
        "extrinsic_hash": "0x" + "7be140d2" * 8,
        "nonce": 11,
        "era_block": 98,
        "last_valid_block": 161,
        "created_at": 1_780_000_000.0,
        "state": state,
        "block": 101,
        "filled": Filled(Tao.parse("20"), Alpha.parse("399", 7), Tao.parse("0.01")),
        "network_fee": Tao.parse("0.00169"),
        "steps": (("signed", 1_780_000_000.1), ("sent", 1_780_000_000.2)),
    }
    return an_order("1", **{**wanted, **changes})
