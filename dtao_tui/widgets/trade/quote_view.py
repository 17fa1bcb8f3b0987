"""What the quote of a ticket is drawn from."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.assets import TAO_SYMBOL
from dtao_tui.domain.depth.break_even import BreakEven
from dtao_tui.domain.holdings import Held, Rest
from dtao_tui.domain.operations.operation_rows import ROW_OF
from dtao_tui.domain.trades.intents import Op
from dtao_tui.domain.trades.operations import Spec
from dtao_tui.domain.trades.post_trade import PostTrade
from dtao_tui.domain.trades.quotes import Quote

TAO = TAO_SYMBOL


@dataclass(frozen=True, slots=True)
class QuoteView:
    """A quote with the symbols of its subnets, and the stake before and after."""

    op: Op = Op.STAKE
    netuid: int = 0
    symbols: Mapping[int, str] = field(default_factory=dict)
    block: int | None = None
    quote: Quote | None = None
    network_fee: Tao | None = None
    price: Price | None = None
    """The price at that block, known before anything is typed."""

    position: Held | None = None
    """The stake that is paid from; None where the free balance pays."""

    here: Held | None = None
    """What is held on the subnet with all validators."""

    aftermath: PostTrade | None = None
    rest: Rest | None = None
    break_even: BreakEven | None = None
    pool_alpha: Alpha | None = None
    """The alpha in the subnet's pool."""

    free: Tao | None = None
    """The free TAO of the account."""

    caution: str = ""
    """What to know of a quote that the chain cannot confirm, as a sentence."""

    @property
    def spec(self) -> Spec:
        """The operation's row."""
        return ROW_OF[self.op]

    @property
    def symbol(self) -> str:
        """The symbol of the subnet that it is listed under."""
        return self.symbols.get(self.netuid, "α")

    @property
    def units(self) -> tuple[str, str]:
        """The symbols of what is paid and of what is received."""
        if self.quote is None:
            pays = self.spec.pays(self.netuid)
            return pays.symbol(self.symbols), self.symbol if pays.is_tao else TAO
        return self.quote.pays.asset.symbol(self.symbols), self.quote.receives.asset.symbol(self.symbols)
