"""The shared connection to one network: dials, redials, asks archives, and derives the chain's facts."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from dtao_tui.chain.reading import translate
from dtao_tui.chain.reading.block_reader import BlockReader
from dtao_tui.chain.runtime import runtime_names
from dtao_tui.chain.runtime.decode_guard import reading
from dtao_tui.domain.accounts import ProxyDeposits
from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.text import cleaned
from dtao_tui.ports.chain import ChainFacts
from dtao_tui.ports.errors import ChainTrouble, NotConnected, NotUnderstood, StateGone
from dtao_tui.ports.networks import GENESIS, Network, is_loopback, shown

if TYPE_CHECKING:
    from dtao_tui.chain.runtime.runtime_client import RuntimeClient

USUAL_BLOCK_SECONDS = 12.0
SLOW_BLOCK_SECONDS = 60.0
"""Bounds of a public chain's block time, whatever its endpoint says."""

SHORTEST_BLOCK_SECONDS = 0.001
LONGEST_BLOCK_SECONDS = 3600.0
"""Bounds of the block time of a chain on this machine."""

LONGEST_SPEC_NAME = 40
USUAL_EXISTENTIAL_DEPOSIT = 500
USUAL_PROXY_BASE, USUAL_PROXY_EACH = 60_000_000, 33_000_000
"""Rao, by the runtime of mainnet (spec 461)."""

MOST_TIMES_USUAL = 10
"""A pinned chain's deposits are at most this many times the usual ones, and at least those."""

Answer = TypeVar("Answer")


class ArchiveSilent(ChainTrouble):
    """The endpoint has discarded the state, and the archive does not answer now."""

    def __init__(self, gone: StateGone, trouble: ChainTrouble) -> None:
        super().__init__(f"{gone} An archive is asked for it, which does not answer now: {trouble}")
        self.gone = gone


class NetworkConnection:
    """The connection to one network; each `connect` after a `close` dials again."""

    def __init__(
        self,
        network: Network,
        metadata_cache: Path,
        locate: Callable[[], Awaitable[str]] | None = None,
    ) -> None:
        """`metadata_cache` is the folder for runtime metadata.

        `locate` returns the network's current address before each dial, where it is not known beforehand.
        """
        self._network = network
        self._locate = locate
        self._cache = metadata_cache
        self._client: RuntimeClient | None = None
        self._reader: BlockReader | None = None
        self._facts: ChainFacts | None = None
        self._genesis: str | None = None
        """Genesis hash of the first connection; a later one must have the same."""

        self._dialling = asyncio.Lock()

    @property
    def network(self) -> Network:
        """The network as it was asked for."""
        return self._network

    @property
    def client(self) -> "RuntimeClient":
        """The live connection. Raises NotConnected."""
        if self._client is None:
            raise NotConnected("Not connected yet.")
        return self._client

    @property
    def reader(self) -> BlockReader:
        """The block reader of the live connection. Raises NotConnected."""
        if self._reader is None:
            raise NotConnected("Not connected yet.")
        return self._reader

    @property
    def facts(self) -> ChainFacts:
        """The chain's facts by its newest runtime seen. Raises NotConnected."""
        client = self.client
        facts = self._facts
        if (
            facts is None
            or facts.metadata is not client.codec.metadata_bytes
            or facts.endpoint != shown(client.endpoint)
        ):
            facts = self._facts = _facts(client, self._network)
        return facts

    async def connect(self) -> ChainFacts:
        """Dial, check the genesis and load the metadata unless connected already. Raises ChainTrouble."""
        async with self._dialling:
            if self._client is None or not self._client.is_open:
                await self._dial()
            return self.facts

    async def close(self) -> None:
        """Hang up; never raises."""
        client, self._client, self._reader = self._client, None, None
        if client is not None:
            await client.close()

    async def start_over(self) -> None:
        """Hang up and delete the cached metadata, by which something was signed that the chain does not accept."""
        if self._client is not None:
            self._client.forget_metadata()
        await self.close()

    def forget_metadata(self) -> None:
        """Delete the cached metadata, so that the next connection fetches it again."""
        if self._client is not None:
            self._client.forget_metadata()

    async def archived(self, question: "Callable[[RuntimeClient], Awaitable[Answer]]") -> Answer:
        """Ask about an old block: an archive where the endpoint has discarded the state.

        Raises StateGone where no archive has the state either, and ArchiveSilent where the archive does not answer.
        """
        try:
            return await question(self.client)
        except StateGone as gone:
            if not self._network.archives:
                raise
            return await self._from_archive(question, gone)

    async def _from_archive(self, question: "Callable[[RuntimeClient], Awaitable[Answer]]", gone: StateGone) -> Answer:
        try:
            archive = await self._opened(self._network.at(*self._network.archives))
            try:
                return await question(archive)
            finally:
                await archive.close()
        except StateGone:
            raise
        except ChainTrouble as trouble:
            raise ArchiveSilent(gone, trouble) from trouble

    async def _dial(self) -> None:
        await self.close()
        if self._locate is not None:
            self._network = self._network.at(await self._locate())
        if not self._network.endpoints:
            raise NotConnected(f"There is no endpoint for {self._network.name} yet.")
        client = await self._opened(self._network)
        self._client = client
        self._genesis = client.genesis
        self._facts = None
        self._reader = BlockReader(client, self.facts.network, self.facts.block_seconds)

    async def _opened(self, network: Network) -> "RuntimeClient":
        # Only a dialled connection needs the codec and the websocket library.
        from dtao_tui.chain.runtime.runtime_client import RuntimeClient

        client = RuntimeClient(network, self._cache, self._genesis)
        try:
            await client.open()
        except BaseException as error:
            if isinstance(error, NotUnderstood):
                client.forget_metadata()
            await client.close()
            raise
        return client


def _facts(client: "RuntimeClient", network: Network) -> ChainFacts:
    codec = client.codec
    with reading("the chain's constants"):
        return ChainFacts(
            network=network.name_with(client.genesis),
            endpoint=shown(client.endpoint),
            genesis=client.genesis,
            spec_name=cleaned(codec.spec_name, LONGEST_SPEC_NAME),
            spec_version=codec.spec_version,
            transaction_version=codec.transaction_version,
            metadata=codec.metadata_bytes,
            checks_metadata_hash=client.checks_metadata_hash,
            can_simulate=all(client.has_api(*api) for api in runtime_names.SIMULATE.values()),
            calls=frozenset(".".join(call) for call in runtime_names.OPTIONAL_CALLS if call in codec.calls),
            offers_shield=client.offers_shield,
            block_seconds=_block_seconds(codec.constant(*runtime_names.SLOT), is_ours=_is_ours(client)),
            existential_deposit=_existential_deposit(client),
            proxy_deposits=_proxy_deposits(client),
        )


def _existential_deposit(client: "RuntimeClient") -> Tao:
    told = _deposit(client, runtime_names.EXISTENTIAL_DEPOSIT, USUAL_EXISTENTIAL_DEPOSIT)
    return Tao(USUAL_EXISTENTIAL_DEPOSIT) if told is None else told


def _proxy_deposits(client: "RuntimeClient") -> ProxyDeposits | None:
    base = _deposit(client, runtime_names.PROXY_BASE, USUAL_PROXY_BASE)
    each = _deposit(client, runtime_names.PROXY_EACH, USUAL_PROXY_EACH)
    return None if base is None or each is None else ProxyDeposits(base, each)


def _deposit(client: "RuntimeClient", name: tuple[str, str], usual: int) -> Tao | None:
    """A deposit by the chain's constants, on a pinned chain within its bounds; None where they do not tell it.

    No signature covers the endpoint's claim, and what may be spent is computed from it.
    """
    told = client.codec.constant(*name)
    if told is None:
        return None
    rao = translate.number(told)
    is_pinned = client.genesis in GENESIS.values()
    return Tao(min(max(rao, usual), MOST_TIMES_USUAL * usual) if is_pinned else rao)


def _is_ours(client: "RuntimeClient") -> bool:
    """Whether the chain runs on this machine, where any block time is allowed."""
    return is_loopback(client.endpoint) and client.genesis not in GENESIS.values()


def _block_seconds(slot_milliseconds: Any, *, is_ours: bool) -> float:
    """The block time within its bounds.

    No signature covers the endpoint's claim, and the expiry of orders is computed from it.
    """
    if slot_milliseconds is None:
        return USUAL_BLOCK_SECONDS
    told = translate.number(slot_milliseconds) / 1000
    least, most = (
        (SHORTEST_BLOCK_SECONDS, LONGEST_BLOCK_SECONDS) if is_ours else (USUAL_BLOCK_SECONDS, SLOW_BLOCK_SECONDS)
    )
    return min(max(told, least), most)
