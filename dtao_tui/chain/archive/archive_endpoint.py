"""`ports.archives` over a connection of its own to an archive, for reads alone."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dtao_tui.chain import error_messages
from dtao_tui.chain.archive.archive_query import ArchiveQuery
from dtao_tui.chain.network_connection import NetworkConnection
from dtao_tui.chain.reading.block_reader import aside
from dtao_tui.chain.reading.fixed_storage import twox_128
from dtao_tui.chain.runtime.decode_guard import reading
from dtao_tui.chain.runtime.runtime_names import TIME
from dtao_tui.domain.history.block_samples import BlockSample
from dtao_tui.ports.archives import Turn
from dtao_tui.ports.chain import Head
from dtao_tui.ports.errors import ChainTrouble, NotConnected, NotUnderstood, WrongNetwork
from dtao_tui.ports.networks import Network, host_of, is_hash

if TYPE_CHECKING:
    from dtao_tui.chain.rpc.rpc_connection import RpcConnection
    from dtao_tui.chain.runtime.runtime_loader import RuntimeLoader, RuntimeVersion

READS = frozenset(
    {
        "chain_getBlockHash",
        "state_call",
        "state_getMetadata",
        "state_getRuntimeVersion",
        "state_getStorageAt",
        "state_queryStorageAt",
    }
)
"""All methods that an archive is asked: none names an account, and none sends."""

LARGEST_ANSWER = 12 * 2**20
"""Limit of one answer in bytes; the pools of 4,096 subnets take 5 MB of them."""

_BUSY = ("busy", "too many", "rate limit", "overload", "try again", "limit exceeded", "429")
"""Words of nodes and gateways that have no code of their own for being asked too much."""

_TIME_KEY = "0x" + b"".join(twox_128(part.encode()) for part in TIME).hex()
_TIME_BYTES = 8


class ArchiveEndpoint:
    """`ports.archives.Archive`: one endpoint, dialled when it is opened and again after a loss."""

    def __init__(self, network: Network, genesis: str, cache: Path, turn: Turn) -> None:
        """`network` has this one endpoint; `cache` is the folder for metadata."""
        self._network = network
        self._genesis = genesis
        self._cache = cache
        self._turn = turn
        self._rpc: RpcConnection | None = None
        self._runtimes: RuntimeLoader | None = None
        self._query: ArchiveQuery | None = None
        self._before = (0, 0)
        """Requests and bytes of the connections that were lost."""

    @property
    def host(self) -> str:
        """Host and port."""
        return host_of(self._network.endpoints[0])

    @property
    def requests(self) -> int:
        """Requests so far."""
        return self._before[0] + (self._rpc.messages_sent if self._rpc else 0)

    @property
    def size(self) -> int:
        """Bytes so far, in both directions, before a socket compressed them."""
        return self._before[1] + (self._rpc.bytes_passed if self._rpc else 0)

    async def open(self) -> None:
        """As the port."""
        if self._rpc is not None and self._rpc.is_open:
            return
        await self.close()
        # Only a dialled connection needs the codec and the websocket library.
        from dtao_tui.chain.rpc.rpc_connection import RpcConnection
        from dtao_tui.chain.rpc.websocket_dialler import GenesisCheck
        from dtao_tui.chain.runtime.runtime_loader import RuntimeLoader

        def verify(genesis: str, url: str) -> None:
            if genesis != self._genesis:
                raise WrongNetwork(f"{host_of(url)} serves another chain: its first block is {genesis[:10]}….")

        self._rpc = RpcConnection(
            self._network.endpoints, verify, methods=READS, largest_answer=LARGEST_ANSWER, reconnects=False
        )
        await self._turn()
        await self._rpc.open()
        self._runtimes = RuntimeLoader(self._rpc, GenesisCheck(self._network, self._genesis), self._cache)

    async def hash_of(self, number: int) -> str | None:
        """As the port."""
        found = await self._ask("chain_getBlockHash", number)
        if found is not None and not is_hash(found):
            raise error_messages.contradiction(f"it does not name block {number}")
        return None if found is None else str(found)

    async def time_of(self, block_hash: str) -> int | None:
        """As the port."""
        answer = await self._ask("state_getStorageAt", _TIME_KEY, block_hash)
        with reading("the time of a block"):
            if answer is None:
                return None
            raw = bytes.fromhex(answer.removeprefix("0x"))
            if len(raw) != _TIME_BYTES:
                raise ValueError("a time of another size")
            return int.from_bytes(raw, "little") or None

    async def sample(self, head: Head, netuids: Sequence[int]) -> BlockSample:
        """As the port."""
        wanted = tuple(netuids)
        query = self._query if self._query is not None and self._query.netuids == wanted else None
        if query is None:
            query = await self._asking(await self._version(head), head, wanted)
            groups = await self._groups(query, head)
        else:
            # A runtime is rarely another one than at the block before, and an archive may be far away.
            version, groups = await asyncio.gather(self._version(head), self._groups(query, head))
            fitting = await self._asking(version, head, wanted)
            if fitting is not query:
                query, groups = fitting, await self._groups(fitting, head)
        with reading("the pools of an old block"):
            return await aside(len(wanted), query.sample, groups, self._genesis, head)

    async def close(self) -> None:
        """As the port."""
        rpc, self._rpc = self._rpc, None
        if rpc is not None:
            self._before = (self._before[0] + rpc.messages_sent, self._before[1] + rpc.bytes_passed)
            await rpc.close()

    async def _version(self, head: Head) -> "RuntimeVersion":
        from dtao_tui.chain.runtime.runtime_loader import RuntimeVersion

        return RuntimeVersion.of(await self._ask("state_getRuntimeVersion", head.hash))

    async def _groups(self, query: ArchiveQuery, head: Head) -> Any:
        return await self._ask("state_queryStorageAt", query.keys, head.hash)

    async def _asking(self, version: "RuntimeVersion", head: Head, netuids: tuple[int, ...]) -> ArchiveQuery:
        """The query for the runtime of that block's state; one of another runtime is made anew."""
        if self._runtimes is None:
            raise NotConnected("The archive is not connected.")
        try:
            codec = await self._runtimes.of_version(version, head.hash)
        except NotUnderstood as trouble:
            raise self._busy(trouble) or trouble from trouble
        query = self._query
        if query is None or query.codec is not codec or query.netuids != netuids:
            with reading("the storage of an old runtime"):
                query = self._query = await aside(len(netuids), ArchiveQuery, codec, netuids)
        return query

    async def _ask(self, method: str, *parameters: Any) -> Any:
        if self._rpc is None:
            raise NotConnected("The archive is not connected.")
        await self._turn()
        try:
            return await self._rpc.request(method, *parameters)
        except NotUnderstood as trouble:
            raise self._busy(trouble) or trouble from trouble
        except NotConnected as trouble:
            raise self._rpc.fault or trouble from trouble

    def _busy(self, trouble: NotUnderstood) -> ChainTrouble | None:
        """The same as a wish to be left alone for a while, where a node says that it is asked too much."""
        from dtao_tui.chain.rpc.retry_after import asked_to_wait
        from dtao_tui.chain.rpc.rpc_answers import JsonRpcError

        said = trouble.__cause__
        if not isinstance(said, JsonRpcError) or said.is_state_gone:
            return None
        words = str(said).casefold()
        return asked_to_wait(self.host, "busy") if any(word in words for word in _BUSY) else None


class ConnectedPools:
    """`ports.archives.PoolsInUse`: the same question to the endpoint in use, so that like is compared with like."""

    def __init__(self, connection: NetworkConnection) -> None:
        self._connection = connection

    async def sample(self, head: Head, netuids: Sequence[int]) -> BlockSample:
        """As the port."""
        client = self._connection.client
        with reading("the storage of the pools"):
            query = await aside(len(netuids), ArchiveQuery, client.codec, tuple(netuids))
        groups = await client.request("state_queryStorageAt", query.keys, head.hash)
        with reading("the pools"):
            return await aside(len(netuids), query.sample, groups, client.genesis, head)


class NetworkArchives:
    """`ports.archives.Archives` of the network in use."""

    def __init__(self, connection: NetworkConnection, cache: Path) -> None:
        self._connection = connection
        self._cache = cache

    @property
    def usual(self) -> str:
        """As the port."""
        return next(iter(self._connection.network.archives), "")

    @property
    def in_use(self) -> str:
        """As the port."""
        return host_of(self._connection.client.endpoint)

    def host_of(self, url: str) -> str:
        """As the port."""
        return host_of(self._connection.network.at(url).endpoints[0])

    def at(self, url: str, turn: Turn) -> ArchiveEndpoint:
        """As the port."""
        network = self._connection.network.at(url)
        return ArchiveEndpoint(network, self._connection.facts.genesis, self._cache, turn)
