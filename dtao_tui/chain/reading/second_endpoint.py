"""Fetches the same facts from the endpoint in use and from one of another operator, by hard-coded storage keys."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from dtao_tui.chain.network_connection import NetworkConnection
from dtao_tui.chain.reading import fixed_storage, shield_key
from dtao_tui.chain.reading.block_headers import number_in
from dtao_tui.chain.reading.endpoint_operators import second_of
from dtao_tui.chain.reading.translate import text_of, whole
from dtao_tui.chain.runtime.decode_guard import reading
from dtao_tui.chain.runtime.scale_bytes import metadata_in
from dtao_tui.domain.endpoint_comparison import EndpointView, RuntimeFacts, SubnetFacts, metadata_hash
from dtao_tui.ports.chain import Head
from dtao_tui.ports.errors import NotConnected, NotUnderstood, WrongNetwork
from dtao_tui.ports.networks import host_of, is_hash

if TYPE_CHECKING:
    from dtao_tui.chain.rpc.rpc_connection import RpcConnection

READS = frozenset(
    {
        "chain_getBlockHash",
        "chain_getHeader",
        "state_call",
        "state_getRuntimeVersion",
        "state_queryStorageAt",
    }
)
"""All methods that a second endpoint is asked: none names an account of ours, and none sends."""

LARGEST_ANSWER = 8 * 2**20
"""Limit of one answer in bytes; a runtime's metadata takes less than one MiB of them."""

METADATA_SECONDS = 60.0

KEPT_SECONDS = 180.0
"""Idle time after which the connection is closed."""

LOOKS = 7
LOOK_AGAIN_SECONDS = 0.4
"""A block reaches every node within a second or two: how often, and with which pauses, it is looked for."""

_METADATA = ("state_call", "Metadata_metadata_at_version", "0x0f000000")

Ask = Callable[..., Awaitable[Any]]


class SecondEndpoint:
    """`ports.chain.CrossCheck`: dials the second endpoint when it is first needed, and closes it when idle.

    It learns which subnet and validator are looked at, and no address of ours; it is never sent an order.
    """

    def __init__(self, connection: NetworkConnection) -> None:
        self._connection = connection
        self._rpc: RpcConnection | None = None
        self._dialling = asyncio.Lock()
        self._ending: asyncio.TimerHandle | None = None
        self._closing: set[asyncio.Task[None]] = set()
        self._metadata: dict[tuple[str, int, int], asyncio.Task[str]] = {}
        """Metadata hash by endpoint and runtime version, fetched once for each."""

    @property
    def endpoint(self) -> str:
        """Host and port of the second endpoint for the connected chain; empty where none is known."""
        url = self._url
        return host_of(url) if url else ""

    async def first_view(self, netuid: int, hotkey: str, at: Head, final: Head) -> EndpointView:
        """The facts by the endpoint in use at that block. Raises ChainTrouble."""
        facts, client = self._connection.facts, self._connection.client
        runtime = RuntimeFacts(
            text_of(facts.spec_name), facts.spec_version, facts.transaction_version, metadata_hash(facts.metadata)
        )
        subnet = await _subnet_facts(client.request, netuid, hotkey, at)
        defaults = fixed_storage.defaults_of(client.codec)
        return EndpointView(host_of(facts.endpoint), at.number, final.hash, runtime, subnet, defaults)

    async def second_view(self, netuid: int, hotkey: str, at: Head, final: Head) -> EndpointView:
        """The facts by the second at that block, once it has that or a later block. Raises ChainTrouble."""
        rpc = await self.opened()
        newest, header = await _awaited(rpc.request, at)
        final_hash = await _hash_at(rpc.request, final.number)
        if not await _is_canonical(rpc.request, header, at):
            return EndpointView(host_of(rpc.endpoint), newest, final_hash, None, None)
        subnet, runtime = await asyncio.gather(
            _subnet_facts(rpc.request, netuid, hotkey, at), self._runtime(rpc, at.hash)
        )
        return EndpointView(host_of(rpc.endpoint), newest, final_hash, runtime, subnet)

    async def second_shield_key(self, at: Head) -> bytes | None:
        """The second's key for sealed orders at that block, once it knows it. Raises ChainTrouble."""
        rpc = await self.opened()
        _, header = await _awaited(rpc.request, at)
        if not await _is_canonical(rpc.request, header, at):
            raise NotUnderstood(f"{host_of(rpc.endpoint)} does not know block {at.number:,}.")
        return await shield_key.key_at(rpc.request, at)

    async def second_hash_of(self, number: int) -> str | None:
        """The second's hash of the block of that number, or None where it has none yet. Raises ChainTrouble."""
        return await _hash_at((await self.opened()).request, number)

    async def newest_block(self) -> int:
        """The number of the second's newest block. Raises ChainTrouble."""
        return await _newest((await self.opened()).request)

    async def opened(self) -> "RpcConnection":
        """The connection to the second endpoint, dialled where there is none. Raises ChainTrouble."""
        async with self._dialling:
            url = self._url
            if url is None:
                raise NotConnected("No endpoint of another operator is known for this chain.")
            if self._rpc is None or not self._rpc.is_open or self._rpc.endpoint != url:
                await self._hang_up()
                self._rpc = await opened(url, self._connection.facts.genesis)
            self._keep_for_a_while()
            return self._rpc

    async def close(self) -> None:
        """Hang up; never raises."""
        if self._ending is not None:
            self._ending.cancel()
        for task in self._metadata.values():
            task.cancel()
        await asyncio.gather(*self._metadata.values(), *self._closing, return_exceptions=True)
        await self._hang_up()

    @property
    def _url(self) -> str | None:
        facts = self._connection.facts
        return second_of(self._connection.network, facts.genesis, facts.endpoint)

    async def _runtime(self, rpc: "RpcConnection", block_hash: str) -> RuntimeFacts:
        version = await rpc.request("state_getRuntimeVersion", block_hash)
        with reading("the runtime of the second endpoint"):
            spec, transactions = whole(version, "specVersion"), whole(version, "transactionVersion")
            name = text_of(version["specName"])
        key = (rpc.endpoint, spec, transactions)
        known = self._metadata.get(key)
        if known is None or (known.done() and (known.cancelled() or known.exception())):
            self._metadata = {old: task for old, task in self._metadata.items() if old[0] == rpc.endpoint}
            known = self._metadata[key] = asyncio.create_task(_metadata_hash(rpc, block_hash))
            # Nobody may be waiting any more when it fails; the next look asks again.
            known.add_done_callback(lambda task: task.cancelled() or task.exception())
        # A megabyte may take longer than one look: what was begun goes on for the next.
        return RuntimeFacts(name, spec, transactions, await asyncio.shield(known))

    def _keep_for_a_while(self) -> None:
        if self._ending is not None:
            self._ending.cancel()
        self._ending = asyncio.get_running_loop().call_later(KEPT_SECONDS, self._end)

    def _end(self) -> None:
        task = asyncio.create_task(self._hang_up())
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    async def _hang_up(self) -> None:
        rpc, self._rpc = self._rpc, None
        if rpc is not None:
            await rpc.close()


async def opened(url: str, wanted: str) -> "RpcConnection":
    """A connection for reads alone to an endpoint whose chain has the wanted genesis. Raises ChainTrouble."""
    # Only a dialled connection needs the websocket library.
    from dtao_tui.chain.rpc.rpc_connection import RpcConnection

    def verify(genesis: str, url: str) -> None:
        if genesis != wanted:
            raise WrongNetwork(f"{host_of(url)} serves another chain: its first block is {genesis[:10]}….")

    rpc = RpcConnection([url], verify, methods=READS, largest_answer=LARGEST_ANSWER, reconnects=False)
    await rpc.open()
    return rpc


async def _awaited(ask: Ask, at: Head) -> tuple[int, Any]:
    """The number of the endpoint's newest block and its header of that one, once it has that or a later block."""
    for look in range(LOOKS):
        if look:
            await asyncio.sleep(LOOK_AGAIN_SECONDS)
        newest, header = await asyncio.gather(_newest(ask), ask("chain_getHeader", at.hash))
        if header is not None or newest > at.number:
            break
    return newest, header


async def _is_canonical(ask: Ask, header: Any, at: Head) -> bool:
    return header is not None and number_in(header) == at.number and await _hash_at(ask, at.number) == at.hash


async def _metadata_hash(rpc: "RpcConnection", block_hash: str) -> str:
    answer = await rpc.request(*_METADATA, block_hash, seconds=METADATA_SECONDS)
    with reading("its own runtime"):
        return metadata_hash(metadata_in(answer))


async def _subnet_facts(ask: Ask, netuid: int, hotkey: str, at: Head) -> SubnetFacts:
    from bittensor_core import ss58_decode

    with reading("the validator's address"):
        keys = fixed_storage.facts_keys(netuid, bytes(ss58_decode(hotkey)))
    groups = await ask("state_queryStorageAt", list(keys.values()), at.hash)
    with reading("its storage"):
        return fixed_storage.facts_of(keys, groups)


async def _newest(ask: Ask) -> int:
    return number_in(await ask("chain_getHeader"))


async def _hash_at(ask: Ask, number: int) -> str | None:
    found = await ask("chain_getBlockHash", number)
    return str(found) if is_hash(found) else None
