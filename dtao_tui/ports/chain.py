"""The outside world as the rest of the program knows it: Protocols, and the values that pass through them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, Self

from dtao_tui.domain.orders.eras import USUAL_BLOCKS

if TYPE_CHECKING:
    # Only types are needed of them, and reading a chain loads none of the others.
    from collections.abc import AsyncIterator, Mapping, Sequence

    from dtao_tui.domain.accounts import OwnerAddress, ProxyDeposits, ProxyGrant, SignerAddress
    from dtao_tui.domain.amounts import Alpha, Price, Tao
    from dtao_tui.domain.drill_records import Drill, DrillState, Repair
    from dtao_tui.domain.endpoint_comparison import EndpointView
    from dtao_tui.domain.market import Snapshot, Validator
    from dtao_tui.domain.orders.clock_readings import Moment
    from dtao_tui.domain.pools.pool import Simulation
    from dtao_tui.domain.pools.side import Side
    from dtao_tui.domain.subnet_id import SubnetId
    from dtao_tui.domain.trades.block_events import BlockEvents
    from dtao_tui.domain.trades.calls import Call
    from dtao_tui.domain.validator_yield import HotkeyDividend
    from dtao_tui.ports.extrinsics import (
        DecodedCall,
        NonceUse,
        Outcome,
        Progress,
        Rehearsal,
        Unsigned,
    )


@dataclass(frozen=True, slots=True)
class ChainFacts:
    """What is true of the connected chain until its runtime is upgraded."""

    network: str
    """`practice`, `test`, `finney`, `local`, or the URL."""

    endpoint: str
    """The address in use, without its path."""

    genesis: str
    """0x and 64 hex digits."""

    spec_name: str
    spec_version: int
    transaction_version: int
    metadata: bytes
    """The V15 metadata the call is composed and judged with."""

    checks_metadata_hash: bool
    """Whether the chain declares `CheckMetadataHash`; then every signature carries the digest."""

    block_seconds: float
    existential_deposit: Tao
    proxy_deposits: ProxyDeposits | None = None
    """What the chain holds of an account for its proxies; None in a runtime without proxies."""

    can_simulate: bool = True
    """Whether the chain answers `sim_swap_*`, by which a quote is confirmed."""

    calls: frozenset[str] = frozenset()
    """Which of the calls that not every runtime has it has, pallet and function."""

    offers_shield: bool = False
    """Whether the chain has the MEV shield: its key in storage, and the call that carries a sealed order."""

    is_trusted: bool = True
    """False where the genesis is not the pinned one: no trading."""


@dataclass(frozen=True, slots=True)
class Head:
    """The number and hash of a block."""

    number: int
    hash: str

    @classmethod
    def of(cls, snapshot: Snapshot) -> Self:
        """The block of a snapshot."""
        return cls(snapshot.block, snapshot.block_hash)


class Market(Protocol):
    """Reads of the chain, all pinned to one block."""

    @property
    def facts(self) -> ChainFacts:
        """The connected chain. Raises NotConnected before `connect`."""
        ...

    async def connect(self) -> ChainFacts:
        """Dial, check the genesis and fetch the metadata. Raises ChainTrouble."""
        ...

    async def close(self) -> None:
        """Hang up; never raises."""
        ...

    async def start_over(self) -> None:
        """Hang up and forget the chain's description, so that both are had anew; never raises."""
        ...

    def heads(self) -> AsyncIterator[Head]:
        """New heads, as they come, until the connection is lost (then ChainTrouble)."""
        ...

    async def head(self) -> Head:
        """The newest block now."""
        ...

    async def snapshot(self, head: Head, addresses: Sequence[str]) -> Snapshot:
        """That block, in at most eight requests whatever the number of subnets. Raises ChainTrouble."""
        ...

    async def block_events(self, head: Head) -> BlockEvents:
        """All events of that block and its time, in one request where snapshots of blocks around it were read.

        Raises ChainTrouble, NotUnderstood among it where the block's events cannot be read whole.
        """
        ...

    async def hashes_of(self, numbers: Sequence[int]) -> tuple[str | None, ...]:
        """The hashes of the canonical blocks of these numbers, None where there is none yet. Raises ChainTrouble."""
        ...

    async def validators(self, netuid: int, head: Head) -> tuple[Validator, ...]:
        """The validators of one subnet, largest stake weight first, with their names and takes."""
        ...

    async def validator_hotkeys(self, netuid: int, head: Head) -> tuple[str, ...]:
        """The hotkeys of a subnet's validators, in one request. Raises ChainTrouble."""
        ...

    async def dividends(
        self, places: Sequence[tuple[int, str]], head: Head
    ) -> Mapping[tuple[int, str], HotkeyDividend]:
        """What the last epochs shared out to these hotkeys, by netuid and hotkey; what the chain does not tell is out.

        One request. Raises ChainTrouble.
        """
        ...

    async def takes(self, hotkeys: Sequence[str], head: Head) -> Mapping[str, int]:
        """What these validators keep of dividends, in 65535ths, in one request. Raises ChainTrouble."""
        ...

    async def simulate(self, netuid: int, side: Side, pays: Tao | Alpha, head: Head) -> Simulation:
        """The chain's own `sim_swap_tao_for_alpha` or `sim_swap_alpha_for_tao` at that block."""
        ...

    async def price(self, netuid: int, head: Head) -> Price:
        """`current_alpha_price` at that block."""
        ...

    async def subnet_id(self, netuid: int, head: Head) -> SubnetId | None:
        """Which subnet has this number at that block (`NetworkRegisteredAt`), or None where none has."""
        ...

    async def hotkey_exists(self, hotkey: str, head: Head) -> bool:
        """Whether the chain knows the hotkey (`SubtensorModule.Owner` holds it)."""
        ...

    async def claimable(self, address: str, hotkey: str, head: Head) -> Tao | None:
        """What the validator's root basket owes the coldkey (`get_basket_payout`); None where there are no baskets."""
        ...

    async def lock_is_perpetual(self, address: str, netuid: int, head: Head) -> bool | None:
        """Whether the coldkey's lock on the subnet does not decay (`DecayingLock` holds false); None if not told."""
        ...

    async def available_stake(self, address: str, netuid: int, head: Head) -> Alpha:
        """What of the coldkey's stake on the subnet is not locked (`get_stake_availability_for_coldkeys`)."""
        ...

    async def proxies(self, owner: OwnerAddress, head: Head) -> tuple[ProxyGrant, ...] | None:
        """The keys that may act for a coldkey (`Proxy.Proxies`); None in a runtime without proxies."""
        ...

    async def free_balance(self, address: str, head: Head) -> Tao:
        """The spendable TAO of an account."""
        ...


class Trading(Protocol):
    """Composing, sending and finding extrinsics. It never signs."""

    async def compose(self, call: Call) -> bytes:
        """The SCALE bytes of a call, by names from the chain's metadata. Raises NotUnderstood."""
        ...

    async def prepare(
        self,
        call: Call,
        signer: SignerAddress,
        era_blocks: int = USUAL_BLOCKS,
        *,
        origin: OwnerAddress | None = None,
    ) -> Unsigned:
        """Compose the call, fetch the signer's nonce, anchor the era at the finalized head, ask for the fee.

        `origin` is the account whose TAO and stake the call moves, where that is not the signer.
        """
        ...

    async def anchored(self, unsigned: Unsigned) -> Unsigned:
        """The same order, valid from the newest finalized block on, so that its time begins with the signature."""
        ...

    async def shield_key(self, at: Head) -> bytes | None:
        """The key that orders are sealed with at that block, by the endpoint in use; None where it names none."""
        ...

    async def carrier_fee(self, unsigned: Unsigned) -> Tao | None:
        """The network's fee of the extrinsic that would carry this order sealed; None where the chain gives none."""
        ...

    def broadcast(self, extrinsic: bytes) -> AsyncIterator[Progress]:
        """Send once and follow to finality.

        Raises Refused when the node says no, FateUnknown when the connection is lost after sending: the order may be
        carried out after either. Raises NotConnected where nothing was sent.
        """
        ...

    async def rehearse(self, extrinsic: bytes, decoded: DecodedCall) -> Rehearsal:
        """Have the chain's own runtime try a signed order at the newest block, within seconds. Never raises."""
        ...

    async def call_within(self, extrinsic: bytes) -> bytes:
        """The call in a signed extrinsic, by a layout of this program. Raises NotUnderstood, NotConnected."""
        ...

    async def outcome(self, extrinsic_hash: str, block_hash: str) -> Outcome | None:
        """What that block did with the extrinsic, or None where the block does not hold it."""
        ...

    async def search(self, extrinsic_hash: str, first: int, last: int) -> Outcome | None:
        """The extrinsic in the canonical blocks from first to last, or None where none of them holds it."""
        ...

    async def use_of_nonce(self, address: str, nonce: int, first: int, last: int) -> NonceUse | None:
        """What used the account's nonce in the final blocks from first to last, or None where nothing is found.

        Raises ChainTrouble.
        """
        ...

    async def finalized(self) -> Head:
        """The newest finalized block."""
        ...

    async def nonce(self, address: str, at: Head | None = None) -> int:
        """The account's next nonce in the state of that block (the newest if None), the pool left out."""
        ...

    async def hash_of(self, number: int) -> str | None:
        """The hash of the canonical block of that number, or None where there is none yet."""
        ...


class CrossCheck(Protocol):
    """The same facts from the endpoint in use and from one of another operator."""

    @property
    def endpoint(self) -> str:
        """Host and port of the second endpoint for the connected chain; empty where none is known."""
        ...

    async def first_view(self, netuid: int, hotkey: str, at: Head, final: Head) -> EndpointView:
        """What the endpoint in use says at that block. Raises ChainTrouble."""
        ...

    async def second_view(self, netuid: int, hotkey: str, at: Head, final: Head) -> EndpointView:
        """What the second says of that block, once it knows it or has a later one instead. Raises ChainTrouble."""
        ...

    async def second_shield_key(self, at: Head) -> bytes | None:
        """The second's key for sealed orders at that block, once it knows it. Raises ChainTrouble."""
        ...

    async def second_hash_of(self, number: int) -> str | None:
        """The second's hash of the block of that number, or None where it has none yet. Raises ChainTrouble."""
        ...

    async def close(self) -> None:
        """Hang up; never raises."""
        ...


class Faucet(Protocol):
    """Practice TAO for the asking; only practice networks have one."""

    async def give(self, address: str, amount: Tao) -> None:
        """Put practice TAO on the address with the next block. Raises Refused elsewhere."""
        ...


class PracticeTempo(Protocol):
    """The blocks from epoch to epoch; only practice networks let a person choose them."""

    async def change(self, blocks: int) -> None:
        """Let every subnet's epoch come each so many blocks, from the next block on. Raises ChainTrouble, Refused."""
        ...


class PracticeDrills(Protocol):
    """Situations to practise; only practice networks have them. Each account has one at a time."""

    async def begin(self, drill: Drill, address: str) -> DrillState:
        """Prepare the drill with the next block. Raises ChainTrouble, Refused elsewhere than on practice."""
        ...

    async def state(self, address: str) -> DrillState | None:
        """How the account's drill stands, or None where there is none. Raises ChainTrouble."""
        ...

    async def end(self, address: str) -> None:
        """End the account's drill. Raises ChainTrouble."""
        ...

    async def repair(self, address: str) -> Repair | None:
        """End the drill, and have the pool that it broke repaired with the next block; None for nothing to repair.

        Raises ChainTrouble.
        """
        ...


class Clock(Protocol):
    """Time, so that tests can turn it."""

    def now(self) -> float:
        """Monotonic seconds."""
        ...

    def wall(self) -> float:
        """Seconds since 1970, for the journal."""
        ...

    def moment(self) -> Moment:
        """This moment by all clocks that the machine has, to be compared after a restart."""
        ...
