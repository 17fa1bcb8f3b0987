"""Subnets, validators and the snapshot of one block; filtering returns new values; root's share of dividends."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from dtao_tui.domain.accounts import ProxyGrant
from dtao_tui.domain.amounts import RAO_PER_TAO, Alpha, Price, Tao
from dtao_tui.domain.pools.curve_kind import CurveKind
from dtao_tui.domain.pools.pool import Pool
from dtao_tui.domain.subnet_id import ROOT, SubnetId
from dtao_tui.domain.validator_yield import HotkeyDividend

BLOCKS_A_DAY = 7200
TAKE_PARTS = 65535
WEIGHT_PARTS = 2**64
MOVING_PRICE_FRACTION_BITS = 32

ROOT_SHARE_SENTENCE = (
    "Root's TAO counts at the TAO weight beside the subnet's own alpha. As alpha is emitted, root's share shrinks "
    "and the say moves from TAO to alpha."
)
"""The shift that the announcement of Dynamic TAO describes."""


@dataclass(frozen=True, slots=True)
class Subnet:
    """One subnet at one block. Text is already cleaned."""

    netuid: int
    name: str
    symbol: str
    pool: Pool
    price: Price
    """The chain's own answer at this block (`current_alpha_price_all`)."""

    alpha_out: Alpha
    emission: Tao
    """TAO per block: what is injected plus what buys alpha (`SubnetTaoInEmission` + `SubnetExcessTao`)."""

    tempo: int
    blocks_since_last_step: int
    owner_hotkey: str = ""
    owner_coldkey: str = ""
    registered_at: int = 0
    is_open: bool = True
    """Whether staking is allowed (`SubtokenEnabled`)."""

    moving_price_bits: int | None = None
    """The chain's slow average of the price (`SubnetMovingPrice`) in 2⁻³² TAO per alpha, where it tells one."""

    transfers_are_on: bool | None = None
    """Whether stake here may be given to another coldkey (`TransferToggle`); None where that is not known."""

    curve: CurveKind = CurveKind.WEIGHTED
    traded: int | None = None
    """Rao of TAO that went through the pool since it exists (`SubnetVolume`, 128 bits); None where not told."""

    @property
    def id(self) -> SubnetId:
        """Its number, and the block by which it is told from another that has the number later."""
        return SubnetId(self.netuid, self.registered_at)

    @property
    def moving_price(self) -> Price | None:
        """The slow average in whole rao, rounded down; None where it is not known."""
        bits = self.moving_price_bits
        return None if bits is None else Price(bits * RAO_PER_TAO >> MOVING_PRICE_FRACTION_BITS)

    @property
    def curve_is_known(self) -> bool:
        """Whether this program computes what the pool pays; else only the chain's simulation quotes it."""
        return self.pool.is_stable or self.curve.is_computed

    @property
    def is_root(self) -> bool:
        """Whether this is root, where TAO is staked one to one."""
        return self.netuid == ROOT

    @property
    def has_pool(self) -> bool:
        """Whether the price comes from reserves (mechanism 1)."""
        return self.pool.mechanism == 1

    @property
    def supply(self) -> Alpha:
        """All alpha there is: in the pool and outside."""
        return self.pool.alpha_in + self.alpha_out

    @property
    def market_cap(self) -> Tao:
        """Supply at the price, rounded down to whole rao."""
        return Tao(self.supply.rao * self.price.rao // RAO_PER_TAO)

    @property
    def label(self) -> str:
        """Netuid, symbol and name as people say them."""
        return f"{self.netuid} {self.symbol} {self.name}"


@dataclass(frozen=True, slots=True)
class Validator:
    """A hotkey that takes stake on one subnet."""

    hotkey: str
    name: str
    netuid: int
    take: int
    """In 65535ths of the dividends."""

    alpha_stake: Alpha
    tao_stake: Tao
    """What is staked to this hotkey on root."""

    has_permit: bool = True
    all_earn: bool = False
    """Whether its subnet runs under null consensus: one hotkey has a permit, and all stake earns dividends."""

    last_epoch: HotkeyDividend | None = None
    """What the subnet's last epoch paid to who stakes to it; None where the chain does not tell."""

    def root_part(self, tao_weight: int | None) -> int | None:
        """The part of the stake weight, in rao, that root TAO brings at this TAO weight (in 2⁶⁴ths).

        None where the chain tells no TAO weight.
        """
        return None if tao_weight is None else self.tao_stake.rao * tao_weight // WEIGHT_PARTS

    def stake_weight(self, tao_weight: int | None) -> int | None:
        """Alpha plus root TAO × the TAO weight, in rao, rounded down; None where the chain tells no TAO weight."""
        root_part = self.root_part(tao_weight)
        return None if root_part is None else self.alpha_stake.rao + root_part


def every_stake_earns(validators: Sequence[Validator]) -> bool:
    """Whether stake earns with one that has no permit, too: under null consensus, or where nobody has a permit yet."""
    return any(each.all_earn for each in validators) or not any(each.has_permit for each in validators)


@dataclass(frozen=True, slots=True)
class Stake:
    """What one coldkey has staked to one hotkey on one subnet."""

    netuid: int
    hotkey: str
    amount: Alpha
    """On root this counts TAO one to one."""

    is_own: bool | None = None
    """Whether the coldkey owns the hotkey; None where that is not known."""

    touched_at: int | None = None
    """On root, the block of the last change, where the chain tells it."""

    is_registered: bool | None = None
    """Whether the hotkey is registered on the subnet; None where that is not known."""


LEAST_TRANSFER = Tao(100_000)
"""What stake that is given away, or moved within a subnet, must be worth: `DefaultMinTransfer`, spec 461."""

LEAST_STAKE = Tao(2_000_000)
"""What a stake must be worth, and what an unstake must bring unless it takes all: `DefaultMinStake`, spec 425."""


@dataclass(frozen=True, slots=True)
class StakingRules:
    """What a runtime does with stakes and subnets besides trading them."""

    least_rest: Tao | None = None
    """What the rest of a position must be worth to stay with another's hotkey after a sale; None where not known."""

    root_hold_blocks: int | None = None
    """For how many blocks a changed root stake cannot leave; None where not known."""

    immunity_blocks: int | None = None
    """For how many blocks a new subnet cannot be removed; None where not known."""

    most_subnets: int | None = None
    """How many subnets there can be besides root, before one is removed for a new one; None where not known."""


@dataclass(frozen=True, slots=True)
class Holdings:
    """What one address has at one block."""

    address: str
    free: Tao
    stakes: tuple[Stake, ...] = ()
    locked: Mapping[int, Alpha] | None = None
    """By netuid, what a lock holds of all stakes there together; None where the chain does not tell."""

    proxies: tuple[ProxyGrant, ...] | None = None
    """The keys that may act for this address; None where the chain does not tell."""

    balance: Tao | None = None
    """All TAO of the account itself, what is reserved or frozen too; None where it was not read."""

    def staked(self, netuid: int, hotkey: str | None = None) -> Alpha:
        """The stake on a subnet, to one hotkey or to all."""
        chosen = (s for s in self.stakes if s.netuid == netuid and hotkey in (None, s.hotkey))
        return Alpha(sum(s.amount.rao for s in chosen), netuid)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything the screens show of one block, read at that block's hash."""

    network: str
    genesis: str
    block: int
    block_hash: str
    subnets: Mapping[int, Subnet]
    tao_weight: int | None = None
    """`SubtensorModule.TaoWeight`, in 2⁶⁴ths; None where the chain has none."""

    holdings: Mapping[str, Holdings] = field(default_factory=dict)
    rules: StakingRules = StakingRules()
    seen_at: float = 0.0
    """Monotonic seconds at which the block was seen here."""

    answer_ms: float | None = None
    block_seconds: float = 12.0
    time_ms: int | None = None
    """When the block was made by the chain's own clock (`Timestamp.Now`); None where the chain does not tell."""

    @property
    def price_sum(self) -> Price:
        """The sum of all prices but root's."""
        return Price(sum(s.price.rao for s in self.subnets.values() if not s.is_root))

    @property
    def has_emitted(self) -> bool:
        """Whether a block has emitted by now: the genesis block tells an emission of nothing, which is none yet."""
        return self.block > 0

    @property
    def emission_sum(self) -> Tao:
        """TAO emitted to all subnets per block."""
        return Tao(sum(s.emission.rao for s in self.subnets.values()))

    @property
    def tao_in_pools(self) -> Tao:
        """TAO in the reserves of all subnets but root."""
        return Tao(sum(s.pool.tao_in.rao for s in self.subnets.values() if not s.is_root))

    def symbols(self, *netuids: int | None) -> dict[int, str]:
        """The symbols of these subnets by netuid, as far as they are there; None stands for TAO and is left out."""
        found = (self.subnets.get(netuid) for netuid in netuids if netuid is not None)
        return {subnet.netuid: subnet.symbol for subnet in found if subnet is not None}

    def trouble_with(self, subnet: SubnetId) -> str:
        """Why this subnet is not there under its number any more, as a sentence, or empty."""
        found = self.subnets.get(subnet.netuid)
        return subnet.trouble(found.id if found else None)

    def age(self, now: float) -> float:
        """Seconds since the block was seen, by the same monotonic clock."""
        return max(0.0, now - self.seen_at)

    def is_stale(self, now: float) -> bool:
        """Whether more than three block times have passed without a newer block."""
        return self.age(now) > 3 * self.block_seconds

    def holdings_of(self, address: str | None) -> Holdings | None:
        """What the address has, if it was read with this block."""
        return self.holdings.get(address) if address else None


def matching(subnets: Iterable[Subnet], text: str) -> tuple[Subnet, ...]:
    """The subnets whose netuid equals, or whose name or symbol contains, every word of the text."""
    words = text.casefold().split()
    return tuple(s for s in subnets if all(_matches(s, word) for word in words))


def root_share(snapshot: Snapshot, netuid: int) -> Decimal | None:
    """Per cent of the validators' dividends on a subnet that goes to root's stakers.

    None for root, for unknown subnets, and where the chain tells no TAO weight.

    `root_proportion` of pallet subtensor, spec 425: R·w / (R·w + alpha issuance), R the TAO staked on root, w the TAO
    weight. Alpha held back in reservoirs is not counted here.
    """
    root, subnet = snapshot.subnets.get(ROOT), snapshot.subnets.get(netuid)
    if root is None or subnet is None or subnet.is_root or snapshot.tao_weight is None:
        return None
    weighted = root.pool.tao_in.rao * snapshot.tao_weight // WEIGHT_PARTS
    whole = weighted + subnet.supply.rao
    return Decimal(100 * weighted) / whole if whole else None


def _matches(subnet: Subnet, word: str) -> bool:
    if word.isdecimal():
        return word == str(subnet.netuid) or word in subnet.name.casefold()
    return word in subnet.name.casefold() or word in subnet.symbol.casefold()


def worth_by_subnet(holdings: Holdings, subnets: Mapping[int, Subnet]) -> dict[int, Tao] | None:
    """What stakes are worth at the price, by netuid; None where the price of one of them is not known."""
    worths: dict[int, Tao] = {}
    for stake in holdings.stakes:
        subnet = subnets.get(stake.netuid)
        if subnet is None:
            return None
        worths[stake.netuid] = worths.get(stake.netuid, Tao(0)) + subnet.price.worth_of(stake.amount)
    return worths
