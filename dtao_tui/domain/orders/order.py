"""An order: what was signed, the quote it was signed on, and everything that happened to it since.

Its state is nowhere stored: it is the fold of its events. An order may have several extrinsics, each with a nonce, an
era and a history of its own; the last one carries the operation out, and its state is the order's.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import Enum

from dtao_tui.domain.accounts import OwnerAddress, SignerAddress
from dtao_tui.domain.amounts import Alpha, Price, Tao, amount_of
from dtao_tui.domain.orders.clock_readings import Moment
from dtao_tui.domain.orders.extrinsic_history import ExtrinsicHistory, after
from dtao_tui.domain.orders.order_events import OrderEvent
from dtao_tui.domain.orders.order_states import OrderState
from dtao_tui.domain.orders.order_transitions import IllegalTransition
from dtao_tui.domain.pools.move_limit import PriceRatio
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.domain.trades.flows import Flow
from dtao_tui.domain.trades.settlement import Filled, Settlement


@dataclass(frozen=True, slots=True)
class Quoted:
    """The quote an order was placed on."""

    block: int
    received: Tao | Alpha
    worst_received: Tao | Alpha
    pool_fee: Tao | Alpha | None
    """None where no pool takes one."""

    network_fee: Tao | None
    price_before: Price | None
    limit: Price | None
    """None where the operation has no limit price."""

    limit_ratio: PriceRatio | None = None
    """The limit of a swap; None for everything else."""

    flows: tuple[Flow, ...] = ()
    """What the order should change; empty for orders of older programs."""

    allow_partial: bool = False
    """Whether a part was enough, so that less may have been paid than was offered."""

    worth: Tao | None = None
    """The most TAO that it takes from its owner, as spend limits count it; None where that was not known."""


@dataclass(frozen=True, slots=True)
class OrderSubnet:
    """A subnet that the order trades on, as it was called then."""

    netuid: int
    symbol: str
    name: str
    registered_at: int | None = None
    """The block it was registered at; None where the order was written down without."""

    @property
    def id(self) -> SubnetId:
        """Which subnet it was; its number may belong to another by now."""
        return SubnetId(self.netuid, self.registered_at)


class ExtrinsicRole(Enum):
    """What an extrinsic does for its order; the journal stores the values."""

    CARRIER = "carrier"
    """It brings another extrinsic of the order onto the chain."""

    OPERATION = "operation"
    """It carries the operation out."""


@dataclass(frozen=True, slots=True)
class OrderExtrinsic:
    """One signed extrinsic of an order."""

    hash: str
    nonce: int
    era_block: int
    last_valid_block: int
    era_hash: str = ""
    """The hash of the block its era begins with: on a chain that has another block there, it is void."""

    era_seconds: float = 0.0
    """How long its era lasts at least; zero for orders of older programs, which count as of the longest era."""

    signed_at: Moment | None = None
    """When it was signed, by this machine's own clocks; None for orders of older programs."""

    role: ExtrinsicRole = ExtrinsicRole.OPERATION


@dataclass(frozen=True, slots=True)
class OrderPart:
    """One extrinsic of an order with its history, and what it shares with the order."""

    order: "Order"
    number: int
    """Its place in `Order.extrinsics`; events name it."""

    extrinsic: OrderExtrinsic
    history: ExtrinsicHistory

    @property
    def state(self) -> OrderState:
        """How far this extrinsic has come."""
        return self.history.state

    @property
    def nonce(self) -> int:
        """The signer's nonce that it carries."""
        return self.extrinsic.nonce


@dataclass(frozen=True, slots=True)
class Order:
    """One signed intent with its extrinsics and events."""

    id: str
    network: str
    genesis: str
    owner: OwnerAddress
    """The origin of the call: the account whose TAO and stake it moves."""

    signer: SignerAddress
    """The account that signed: its nonce is used and it pays the network's fee."""

    operation: str
    """What was wanted, such as `stake`."""

    call_name: str
    hotkey: str
    subnets: tuple[OrderSubnet, ...]
    """Those it trades on, the one it is listed under first."""

    pays: Tao | Alpha
    quoted: Quoted
    created_at: float
    """Wall clock, seconds since 1970."""

    extrinsics: tuple[OrderExtrinsic, ...]
    events: tuple[OrderEvent, ...]
    """Oldest first."""

    histories: tuple[ExtrinsicHistory, ...] = field(init=False, repr=False, compare=False)
    """By extrinsic, what its events come to."""

    def __post_init__(self) -> None:
        """Fold the events. Raises IllegalTransition."""
        object.__setattr__(self, "histories", _folded(len(self.extrinsics), self.events))

    def after(self, *events: OrderEvent) -> "Order":
        """The order with more events. Raises IllegalTransition."""
        return replace(self, events=(*self.events, *events))

    def is_news(self, *events: OrderEvent) -> bool:
        """Whether these events change anything that is known of the order. Raises IllegalTransition."""
        return bool(events) and self.after(*events).histories != self.histories

    @property
    def parts(self) -> Iterator[OrderPart]:
        """Its extrinsics with their histories, in their order."""
        return (self.part(number) for number in range(len(self.extrinsics)))

    def part(self, number: int) -> OrderPart:
        """The extrinsic at this place, with its history."""
        return OrderPart(self, number, self.extrinsics[number], self.histories[number])

    @property
    def carrier(self) -> OrderPart | None:
        """The extrinsic that brings the operation sealed onto the chain; None where the operation is sent open."""
        first = self.part(0)
        return first if first.extrinsic.role is ExtrinsicRole.CARRIER else None

    @property
    def extrinsic(self) -> OrderExtrinsic:
        """The one that carries the operation out."""
        return self.extrinsics[-1]

    @property
    def history(self) -> ExtrinsicHistory:
        """How far the extrinsic that carries the operation out has come."""
        return self.histories[-1]

    @property
    def state(self) -> OrderState:
        """How far the operation has come."""
        return self.history.state

    @property
    def is_open(self) -> bool:
        """Whether the chain may still change anything of it."""
        return any(history.state.is_open for history in self.histories)

    @property
    def blocks_account(self) -> bool:
        """Whether its signer must wait for it before another order is signed."""
        return any(history.state.blocks_account for history in self.histories)

    @property
    def sentence(self) -> str:
        """What happened, where the state alone does not say."""
        return self.history.sentence

    @property
    def steps(self) -> tuple[tuple[str, float], ...]:
        """Each state it has reached and when (wall clock), oldest first."""
        return self.history.steps

    @property
    def block(self) -> int | None:
        """The number of the block that holds it, where one is known."""
        return self.history.block

    @property
    def block_hash(self) -> str | None:
        """The hash of that block."""
        return self.history.block_hash

    @property
    def unfilled(self) -> Tao | Alpha | None:
        """What was offered and not paid, of an order of which a part was enough; None where all of it was."""
        filled = self.filled
        if filled is None or not self.quoted.allow_partial or filled.paid.asset != self.pays.asset:
            return None
        left = amount_of(self.pays.asset, max(self.pays.rao - filled.paid.rao, 0))
        return left if left else None

    @property
    def filled(self) -> Filled | None:
        """What was traded, where the events of its block tell that."""
        return self.settlement.filled if self.settlement else None

    @property
    def settlement(self) -> Settlement | None:
        """What the events of its block say that it changed."""
        return self.history.settlement

    @property
    def network_fee(self) -> Tao | None:
        """What the network took for all of its extrinsics so far, by the events of their blocks.

        None where no block is known to hold one of them, and where the events of those that do were not told.
        """
        settled = (history.settlement for history in self.histories)
        fees = [each.network_fee for each in settled if each is not None and each.network_fee is not None]
        return sum(fees, Tao(0)) if fees else None

    @property
    def is_by_proxy(self) -> bool:
        """Whether another key than the owner's signed it."""
        return str(self.signer) != str(self.owner)

    @property
    def netuid(self) -> int | None:
        """The number of the subnet that it is listed under; None where it concerns none."""
        return self.subnets[0].netuid if self.subnets else None

    @property
    def symbol(self) -> str:
        """The symbol of that subnet's alpha."""
        return self.subnets[0].symbol if self.subnets else ""

    @property
    def name(self) -> str:
        """The name of that subnet."""
        return self.subnets[0].name if self.subnets else ""

    @property
    def subnet(self) -> SubnetId | None:
        """Which subnet it is listed under; its number may belong to another by now."""
        return self.subnets[0].id if self.subnets else None

    def symbol_of(self, amount: Tao | Alpha) -> str:
        """The symbol of an amount's unit."""
        return amount.asset.symbol({subnet.netuid: subnet.symbol for subnet in self.subnets})


def _folded(count: int, events: tuple[OrderEvent, ...]) -> tuple[ExtrinsicHistory, ...]:
    histories: dict[int, ExtrinsicHistory] = {}
    for event in events:
        histories[event.extrinsic] = after(histories.get(event.extrinsic), event)
    if not count or set(histories) != set(range(count)):
        raise IllegalTransition("An order has events for each of its extrinsics, and for no other.")
    return tuple(histories[number] for number in range(count))
