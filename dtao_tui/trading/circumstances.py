"""Circumstances: the inputs of an assessment besides the intent: a block, an account, the chain's answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from dtao_tui.domain.accounts import ProxyDeposits, ProxyGrant
from dtao_tui.domain.amounts import Alpha, Tao
from dtao_tui.domain.endpoint_comparison import Comparison
from dtao_tui.domain.holdings import Held, Means, Rest, held_by
from dtao_tui.domain.market import Holdings, Snapshot, Subnet, Validator
from dtao_tui.domain.orders.order import Order
from dtao_tui.domain.session_prices import Moves
from dtao_tui.domain.spending.spend_window import Allowance
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.domain.trades.check import Check
from dtao_tui.domain.trades.intents import SingleIntent
from dtao_tui.domain.trades.tolerance import SuggestedTolerance
from dtao_tui.trading.proxy_state import ProxyState


@dataclass(frozen=True, slots=True)
class AtSigning:
    """What the chain answers once a review is confirmed."""

    block: int
    """The number of its newest block."""

    subnets: Mapping[int, SubnetId | None]
    """By each number that the intent touches the subnet that has it now; None where none has it."""

    is_signed_elsewhere: bool = False
    """Whether its signature was brought: that takes its time, which its limit price bounds, and its era."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """A block, an account at that block, and the answers to queries."""

    snapshot: Snapshot
    holdings: Holdings | None
    """What the chosen account has, or None where it was not read yet; a proxy's coldkey, not the proxy."""

    network_fee: Tao | None
    now: float
    """Monotonic seconds, for the age of the snapshot."""

    account: Check
    """Whether the session's account may sign."""

    existential_deposit: Tao
    """What must stay on the account."""

    open_order: Order | None = None
    """An order of this account whose end is not known."""

    unknown_hotkeys: frozenset[str] = frozenset()
    """Those that the chain was asked about and does not know."""

    can_simulate: bool = True
    """Whether the chain has a simulation that confirms quotes."""

    is_here: bool = False
    """Whether the endpoint is on this machine; only there is an order signed that no simulation confirms."""

    chain: Check | None = None
    """The chain's answer to this very order; None until it has answered."""

    at_signing: AtSigning | None = None
    """None until a review is confirmed; the snapshot is then still the one that was reviewed."""

    calls: frozenset[str] = frozenset()
    """Which of the calls that not every runtime has the chain has, pallet and function."""

    unlocked: Alpha | None = None
    """What of the account's stake on the subnet no lock holds, asked just now; None where it was not asked."""

    validators: Mapping[int, tuple[Validator, ...]] = field(default_factory=dict)
    """By netuid, the validators that the chain named lately; a subnet that was not asked about is absent."""

    comparisons: Mapping[int, Comparison] = field(default_factory=dict)
    """By netuid, what a second endpoint said at the last review; absent where none was asked lately."""

    moves: Mapping[int, Moves] = field(default_factory=dict)
    """By netuid, how far the price moved within an order's life this session; absent where too few blocks were seen."""

    rest: Rest | None = None
    """What a sale leaves of its position; computed with the quote."""

    suggestion: SuggestedTolerance | None = None
    """The tolerance that the market's movement suggests for the order; computed with the quote."""

    noted_share: Decimal = Decimal(50)
    """Per cent of all that the account has, from which a subnet's part is noted."""

    proxy: ProxyState | None = None
    """The proxy that signs for the account and pays the network's fee; None where the account signs for itself."""

    proxy_deposits: ProxyDeposits | None = None
    """What the chain holds of an account for its own proxies; None where it does not tell."""

    @property
    def deposit_of_one_more(self) -> Tao | None:
        """What the chain would hold for one more proxy of the account; None where that is not known."""
        if self.proxy_deposits is None or self.holdings is None or self.holdings.proxies is None:
            return None
        return self.proxy_deposits.of_one_more(len(self.holdings.proxies))

    allowance: Allowance | None = None
    """The account's spend limits and what of them is used; None where no account is judged."""

    claimable: Mapping[str, Tao | None] = field(default_factory=dict)
    """What validators' baskets owe the account, by hotkey, as far as was asked; None where the chain does not tell."""

    perpetual_locks: Mapping[int, bool | None] = field(default_factory=dict)
    """Whether the account's lock does not decay, by netuid, as far as was asked; None where the chain does not tell."""

    def subnet_of(self, intent: SingleIntent) -> Subnet:
        """The subnet that an intent is listed under."""
        return self.snapshot.subnets[intent.netuid]

    def subnets_of(self, intent: SingleIntent) -> tuple[Subnet, ...]:
        """The subnets that an intent touches, the one that it is listed under first."""
        return tuple(self.snapshot.subnets[netuid] for netuid in intent.touches())

    def curves_are_known(self, intent: SingleIntent) -> bool:
        """Whether this program computes what every pool pays that the intent passes."""
        return all(self.snapshot.subnets[hop.netuid].curve_is_known for hop in intent.route())

    @property
    def grants(self) -> tuple[ProxyGrant, ...] | None:
        """The keys that may act for the account; None where they were not read."""
        return None if self.holdings is None else self.holdings.proxies

    def held_on(self, netuid: int) -> Held:
        """What the account holds on a subnet with all validators together."""
        return held_by(self.holdings, self.snapshot, netuid)

    def means_of(self, netuid: int, hotkey: str) -> Means:
        """What the account can pay an order with this hotkey with."""
        held = held_by(self.holdings if hotkey else None, self.snapshot, netuid, hotkey or None)
        fee = Tao(0) if self.proxy is not None and not self.proxy.owner_pays else self.network_fee
        return Means(held, self.holdings.free if self.holdings else None, fee, self.existential_deposit)
