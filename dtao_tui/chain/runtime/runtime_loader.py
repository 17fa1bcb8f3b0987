"""Loads the codec of a runtime: from memory, from the disk cache of its endpoint, or from the endpoint's metadata."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dtao_tui.chain import error_messages
from dtao_tui.chain.rpc.rpc_answers import JsonRpcError
from dtao_tui.chain.rpc.rpc_connection import RpcConnection
from dtao_tui.chain.rpc.websocket_dialler import GenesisCheck
from dtao_tui.chain.runtime import metadata_cache
from dtao_tui.chain.runtime.decode_guard import reading
from dtao_tui.chain.runtime.runtime_codec import RuntimeCodec
from dtao_tui.chain.runtime.scale_bytes import metadata_in
from dtao_tui.ports.errors import NotUnderstood

FETCH_SECONDS = 60.0
"""Limit for fetching metadata, which is over a megabyte on mainnet."""

MOST_CODECS = 4
_V15 = "0x0f000000"
_NO_V15 = "Exported method Metadata_metadata_at_version is not found"
"""The answer of a node for a runtime that has V14 metadata only, such as those of 2023."""

_WHAT = "its own runtime"


@dataclass(frozen=True, slots=True)
class RuntimeVersion:
    """A runtime's versions and name by `state_getRuntimeVersion`."""

    spec: int
    transaction: int
    spec_name: str

    @classmethod
    def of(cls, answer: Any) -> "RuntimeVersion":
        """The version in an answer. Raises NotUnderstood for one of another shape."""
        with reading("its runtime version"):
            name = str(answer.get("specName") or "")
            return cls(int(answer["specVersion"]), int(answer["transactionVersion"]), name)


class RuntimeLoader:
    """The runtimes of one connection's chain, each loaded once."""

    def __init__(self, rpc: RpcConnection, chain: GenesisCheck, cache: Path) -> None:
        self._rpc = rpc
        self._chain = chain
        self._cache = cache
        self._codecs: dict[RuntimeVersion, RuntimeCodec] = {}
        self._loading = asyncio.Lock()
        self._folder: Path | None = None

    async def newest(self) -> RuntimeCodec:
        """The codec of the newest block's runtime. Raises ChainTrouble."""
        return await self.of_version(RuntimeVersion.of(await self._rpc.request("state_getRuntimeVersion", None)), None)

    async def of_block(self, block_hash: str) -> RuntimeCodec:
        """The codec of the runtime that made this block, which is that of its parent's state. Raises ChainTrouble."""
        header = await self._rpc.request("chain_getHeader", block_hash)
        if header is None:
            raise error_messages.contradiction("it does not know a block that it has named")
        with reading("the header of a block"):
            parent = header["parentHash"]
            known = block_hash if int(parent, 16) == 0 else parent
        version = RuntimeVersion.of(await self._rpc.request("state_getRuntimeVersion", known))
        return await self.of_version(version, known)

    async def of_version(self, version: RuntimeVersion, block_hash: str | None) -> RuntimeCodec:
        """The codec of this runtime, that of the state of that block (None: the newest). Raises ChainTrouble."""
        # Whoever else waits for the same runtime finds it in memory afterwards.
        async with self._loading:
            codec = self._codecs.pop(version, None) or await self._loaded(version, block_hash)
            self._codecs[version] = codec
            while len(self._codecs) > MOST_CODECS:
                del self._codecs[next(iter(self._codecs))]
            return codec

    def forget(self) -> None:
        """Delete the metadata that this endpoint gave, so that the next connection asks for it again."""
        if self._folder is not None:
            metadata_cache.forget(self._folder)

    async def _loaded(self, version: RuntimeVersion, block_hash: str | None) -> RuntimeCodec:
        # A reconnect may have led to another endpoint, which has a folder of its own.
        folder = self._folder = metadata_cache.choose(self._cache, self._chain.genesis, self._rpc.endpoint)
        key = version.spec, version.transaction
        stored = metadata_cache.load(folder, *key)
        if stored is not None:
            try:
                return _codec(stored, version)
            except NotUnderstood:
                metadata_cache.drop(folder, *key)
        metadata = await self._fetched(block_hash)
        codec = _codec(metadata, version)
        metadata_cache.store(folder, *key, metadata)
        return codec

    async def _fetched(self, block_hash: str | None) -> bytes:
        """The metadata in V15, or in V14 from a runtime without V15. Raises ChainTrouble."""
        with self._rpc.translated():
            answer = await self._v15(block_hash)
        if answer in (None, "0x00"):
            answer = await self._rpc.request("state_getMetadata", block_hash, seconds=FETCH_SECONDS)
            with reading(_WHAT):
                return bytes.fromhex(answer.removeprefix("0x"))
        with reading(_WHAT):
            return metadata_in(answer)

    async def _v15(self, block_hash: str | None) -> Any:
        """The answer of `Metadata_metadata_at_version`, or None where the runtime does not have it."""
        question = ("Metadata_metadata_at_version", _V15, block_hash)
        try:
            return await self._rpc.ask("state_call", question, seconds=FETCH_SECONDS)
        except JsonRpcError as error:
            if _NO_V15 not in str(error):
                raise
            return None


def _codec(metadata: bytes, version: RuntimeVersion) -> RuntimeCodec:
    with reading(_WHAT):
        return RuntimeCodec(
            metadata,
            spec_version=version.spec,
            transaction_version=version.transaction,
            spec_name=version.spec_name,
        )
