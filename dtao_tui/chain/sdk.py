"""The bittensor SDK behind the Protocols of `gateway`: one connection, shared by reading and trading."""

import asyncio
import importlib
import importlib.util
import sys
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import aclosing
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeVar

from dtao_tui.chain import reads, trading, translate, vocabulary
from dtao_tui.chain.gateway import ChainFacts, Head, Outcome, Progress, Unsigned
from dtao_tui.chain.networks import Network
from dtao_tui.chain.reads import BlockReader
from dtao_tui.chain.shapes import reading
from dtao_tui.chain.trouble import NotConnected, Refused, StateGone
from dtao_tui.domain.amounts import Alpha, Price, Tao
from dtao_tui.domain.market import Snapshot, Validator
from dtao_tui.domain.orders import Call, Order
from dtao_tui.domain.pool import Simulation
from dtao_tui.settings import PRACTICE

if TYPE_CHECKING:
    from dtao_tui.chain.wire import Wire

BAD_PROOF = "BadProof"
"""What the pool says of a signature over other metadata than the chain's own, among other things."""

USUAL_BLOCK_SECONDS = 12.0
USUAL_EXISTENTIAL_DEPOSIT = 500

Answer = TypeVar("Answer")


class Connection:
    """The connection to one network. It is dialled anew by each `connect` that follows a `close`."""

    def __init__(
        self,
        network: Network,
        metadata_cache: Path,
        locate: Callable[[], Awaitable[str]] | None = None,
    ) -> None:
        """`metadata_cache` is the folder for the chain's descriptions of itself.

        `locate` tells before each dialling where the network answers now, for a network whose address is not known
        beforehand.
        """
        self._network = network
        self._locate = locate
        self._cache = metadata_cache
        self._wire: Wire | None = None
        self._reader: BlockReader | None = None
        self._facts: ChainFacts | None = None
        self._genesis: str | None = None
        """The chain of the first connection; a later one must be the same."""

        self._dialling = asyncio.Lock()

    @property
    def wire(self) -> "Wire":
        """The live connection. Raises NotConnected."""
        if self._wire is None:
            raise NotConnected("Not connected yet.")
        return self._wire

    @property
    def reader(self) -> BlockReader:
        """What reads blocks over it. Raises NotConnected."""
        if self._reader is None:
            raise NotConnected("Not connected yet.")
        return self._reader

    @property
    def facts(self) -> ChainFacts:
        """What is true of the chain under its newest runtime seen. Raises NotConnected."""
        wire = self.wire
        facts = self._facts
        if facts is None or facts.metadata is not wire.codec.metadata_bytes or facts.endpoint != wire.endpoint:
            facts = self._facts = _facts(wire, self._network)
        return facts

    async def connect(self) -> ChainFacts:
        """Dial, check the genesis and fetch the metadata; nothing where that is done. Raises ChainTrouble."""
        async with self._dialling:
            if self._wire is None or not self._wire.is_open:
                await self._dial()
            return self.facts

    async def close(self) -> None:
        """Hang up; never raises."""
        wire, self._wire, self._reader = self._wire, None, None
        if wire is not None:
            await wire.close()

    async def start_over(self) -> None:
        """Hang up and forget the chain's description: what was signed by it did not fit the chain."""
        if self._wire is not None:
            self._wire.distrust()
        await self.close()

    async def archived(self, question: "Callable[[Wire], Awaitable[Answer]]") -> Answer:
        """The answer to a question about an old block: from an archive where the endpoint no longer has the state."""
        try:
            return await question(self.wire)
        except StateGone:
            if not self._network.archives:
                raise
        archive = await self._opened(self._network.at(*self._network.archives))
        try:
            return await question(archive)
        finally:
            await archive.close()

    async def _dial(self) -> None:
        await self.close()
        if self._locate is not None:
            self._network = self._network.at(await self._locate())
        if not self._network.endpoints:
            raise NotConnected(f"There is no endpoint for {self._network.name} yet.")
        wire = await self._opened(self._network)
        self._wire = wire
        self._genesis = wire.genesis
        self._facts = None
        self._reader = BlockReader(wire, self.facts.network, self.facts.block_seconds)

    async def _opened(self, network: Network) -> "Wire":
        library = await asyncio.to_thread(load_wire)
        wire: Wire = library.Wire(network, self._cache, self._genesis)
        try:
            await wire.open()
        except BaseException:
            await wire.close()
            raise
        return wire


class SdkMarket:
    """`gateway.Market` over the SDK."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @property
    def facts(self) -> ChainFacts:
        """The connected chain. Raises NotConnected before `connect`."""
        return self._connection.facts

    async def connect(self) -> ChainFacts:
        """Dial, check the genesis and fetch the metadata. Raises ChainTrouble."""
        return await self._connection.connect()

    async def close(self) -> None:
        """Hang up; never raises."""
        await self._connection.close()

    async def heads(self) -> AsyncIterator[Head]:
        """New heads, as they come, until the connection is lost (then ChainTrouble)."""
        wire = self._connection.wire
        async with aclosing(wire.heads()) as headers:
            async for header in headers:
                seen_at = time.monotonic()
                number = reads.number_in(header)
                block_hash = await trading.hash_of(wire, number)
                # The node may have gone back on a block that it has just announced.
                if block_hash is not None:
                    yield Head(number, block_hash, seen_at)

    async def head(self) -> Head:
        """The newest block now."""
        return await reads.head_of(self._connection.wire)

    async def snapshot(self, head: Head, addresses: Sequence[str]) -> Snapshot:
        """That block, in at most eight requests whatever the number of subnets. Raises ChainTrouble."""
        return await self._connection.reader.snapshot(head, addresses)

    async def validators(self, netuid: int, head: Head) -> tuple[Validator, ...]:
        """The validators of one subnet, largest stake weight first, with their names and takes."""
        wire = self._connection.wire
        metagraph = await wire.call(*vocabulary.METAGRAPH, [netuid], head.hash)
        if metagraph is None:
            return ()
        with reading("the validators"):
            hotkeys = tuple(row.hotkey for row in translate.candidates_of(metagraph))
        standing = await reads.standing_of(wire, hotkeys, head.hash)
        with reading("the validators"):
            return translate.validators_of(metagraph, standing)

    async def simulate_stake(self, netuid: int, pays: Tao, head: Head) -> Simulation:
        """The chain's own `sim_swap_tao_for_alpha` at that block."""
        answer = await self._connection.wire.call(*vocabulary.SIMULATE_STAKE, [netuid, pays.rao], head.hash)
        with reading("the simulation"):
            return translate.simulation_of(answer)

    async def simulate_unstake(self, netuid: int, pays: Alpha, head: Head) -> Simulation:
        """The chain's own `sim_swap_alpha_for_tao` at that block."""
        answer = await self._connection.wire.call(*vocabulary.SIMULATE_UNSTAKE, [netuid, pays.rao], head.hash)
        with reading("the simulation"):
            return translate.simulation_of(answer)

    async def price(self, netuid: int, head: Head) -> Price:
        """`current_alpha_price` at that block."""
        answer = await self._connection.wire.call(*vocabulary.PRICE, [netuid], head.hash)
        with reading("the price"):
            return Price(translate.number(answer))

    async def hotkey_exists(self, hotkey: str, head: Head) -> bool:
        """Whether the chain knows the hotkey (`SubtensorModule.Owner` holds it)."""
        return await self._connection.wire.stored_raw(*vocabulary.OWNER, [hotkey], head.hash) is not None

    async def available_stake(self, address: str, netuid: int, head: Head) -> Alpha:
        """What of the coldkey's stake on the subnet is not locked; all of it under a runtime without locks."""
        wire = self._connection.wire
        if not wire.has_api(*vocabulary.AVAILABILITY):
            rows = await wire.call(*vocabulary.STAKES_OF_ONE, [address], head.hash)
            with reading("the positions"):
                return Alpha(sum(s.amount.rao for s in map(translate.stake_of, rows) if s.netuid == netuid), netuid)
        asked = [[address], [netuid]]
        answer = await wire.call(*vocabulary.AVAILABILITY, asked, head.hash)
        with reading("the available stake"):
            row = dict(answer).get(address, {}).get(netuid)
            return Alpha(translate.whole(row, "available") if row else 0, netuid)


class SdkTrading:
    """`gateway.Trading` over the SDK."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def compose(self, call: Call) -> bytes:
        """The SCALE bytes of a call, by names from the chain's metadata. Raises NotUnderstood."""
        return trading.compose(self._connection.wire, call)

    async def prepare(self, order: Order, address: str) -> Unsigned:
        """Compose the order's call, fetch the nonce, anchor the era at the finalized head, ask for the fee."""
        return await trading.prepare(self._connection.wire, order, address)

    async def broadcast(self, extrinsic: bytes) -> AsyncGenerator[Progress, None]:
        """Send once and follow to finality.

        Raises Refused when the pool says no, NotConnected when nothing was sent, FateUnknown when nobody knows.
        """
        facts = self._connection.facts
        try:
            async with aclosing(trading.follow(self._connection.wire, extrinsic, facts.block_seconds)) as steps:
                async for progress in steps:
                    yield progress
        except Refused as refused:
            if refused.name == BAD_PROOF:
                await self._connection.start_over()
            raise

    async def outcome(self, extrinsic_hash: str, block_hash: str, netuid: int) -> Outcome | None:
        """What that block did with the extrinsic, or None where the block does not hold it."""
        return await self._connection.archived(
            lambda wire: trading.outcome(wire, extrinsic_hash, block_hash, netuid),
        )

    async def search(self, extrinsic_hash: str, first: int, last: int, netuid: int) -> Outcome | None:
        """The extrinsic in the canonical blocks from first to last, or None where none of them holds it.

        Raises ChainTrouble for a block that could not be looked into.
        """
        return await self._connection.archived(
            lambda wire: trading.search(wire, extrinsic_hash, first, last, netuid),
        )

    async def finalized(self) -> Head:
        """The newest finalized block."""
        return await trading.finalized(self._connection.wire)

    async def nonce(self, address: str, at: Head | None = None) -> int:
        """The account's next nonce in the state of that block (the newest if None), the pool left out."""
        wire = self._connection.wire
        block_hash = at.hash if at else (await reads.head_of(wire)).hash
        account = await wire.stored(*vocabulary.ACCOUNT, [address], block_hash)
        with reading("the account"):
            return translate.nonce_of(account)

    async def hash_of(self, number: int) -> str | None:
        """The hash of the canonical block of that number, or None where there is none yet."""
        return await trading.hash_of(self._connection.wire, number)


class PracticeFaucet:
    """`gateway.Faucet`: the practice node's own; any other network refuses."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def give(self, address: str, amount: Tao) -> None:
        """Put practice TAO on the address with the next block. Raises Refused elsewhere."""
        if self._connection.facts.network != PRACTICE:
            raise Refused("Only the practice network gives TAO away.")
        await self._connection.wire.request(vocabulary.FAUCET, address, amount.rao)


def load_wire() -> ModuleType:
    """Import the SDK and what uses it. It takes 0.1 s: to be called off the loop."""
    _without_evm()
    return importlib.import_module("dtao_tui.chain.wire")


def _without_evm() -> None:
    """Leave out the SDK's Ethereum part, which this program never uses and which takes half of the import's time.

    Its submodules stay importable; the SDK itself needs one of them.
    """
    if "bittensor" in sys.modules:
        return
    spec = importlib.util.find_spec("bittensor_core")
    if spec is None or spec.origin is None:
        return
    folder = Path(spec.origin).parent.parent / "bittensor" / "evm"
    if folder.is_dir():
        package = ModuleType("bittensor.evm")
        package.__path__ = [str(folder)]
        sys.modules["bittensor.evm"] = package


def _facts(wire: "Wire", network: Network) -> ChainFacts:
    codec = wire.codec
    with reading("the chain's constants"):
        return ChainFacts(
            network=network.name_with(wire.genesis),
            endpoint=wire.endpoint,
            genesis=wire.genesis,
            spec_name=codec.spec_name,
            spec_version=codec.spec_version,
            transaction_version=codec.transaction_version,
            metadata=codec.metadata_bytes,
            checks_metadata_hash=wire.checks_metadata_hash,
            block_seconds=_block_seconds(codec.constant(*vocabulary.SLOT)),
            existential_deposit=Tao(
                _or_usual(codec.constant(*vocabulary.EXISTENTIAL_DEPOSIT), USUAL_EXISTENTIAL_DEPOSIT)
            ),
        )


def _block_seconds(slot_milliseconds: Any) -> float:
    if slot_milliseconds is None:
        return USUAL_BLOCK_SECONDS
    return max(translate.number(slot_milliseconds), 1) / 1000


def _or_usual(value: Any, usual: int) -> int:
    return usual if value is None else translate.number(value)
