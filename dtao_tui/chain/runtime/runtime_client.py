"""RPC connection plus runtime codec: storage and runtime APIs by name, their answers decoded."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path
from typing import Any

from bittensor_core import metadata_digest, ss58_decode, ss58_encode, verify

from dtao_tui.chain.reading.translate import MOST_SUBNETS
from dtao_tui.chain.rpc.rpc_connection import RpcConnection
from dtao_tui.chain.rpc.websocket_dialler import GenesisCheck
from dtao_tui.chain.runtime import runtime_names
from dtao_tui.chain.runtime.decode_guard import reading
from dtao_tui.chain.runtime.runtime_codec import SS58_FORMAT, RuntimeCodec
from dtao_tui.chain.runtime.runtime_loader import RuntimeLoader, RuntimeVersion
from dtao_tui.ports.errors import NotConnected, NotUnderstood
from dtao_tui.ports.networks import Network

CONNECT_SECONDS = 60.0
"""Limit for dialling every endpoint and loading the metadata, and for each step that may fetch metadata."""

_LISTS_OF_SUBNETS = frozenset({runtime_names.SUMMARY, runtime_names.PRICES})


class RuntimeClient:
    """One connection to a network's chain, with the codec of the newest runtime seen."""

    def __init__(self, network: Network, metadata_cache: Path, genesis: str | None = None) -> None:
        """`genesis` is what the first block must be where the network itself pins none."""
        self._chain = GenesisCheck(network, genesis)
        self.rpc = RpcConnection(network.endpoints, self._chain)
        self._runtimes = RuntimeLoader(self.rpc, self._chain, metadata_cache)
        self._codec: RuntimeCodec | None = None
        self.request = self.rpc.request

    @property
    def genesis(self) -> str:
        """The hash of the chain's first block."""
        return self._chain.genesis

    @property
    def endpoint(self) -> str:
        """The address in use now."""
        return self.rpc.endpoint

    @property
    def is_open(self) -> bool:
        """Whether requests can be made; the socket may be in the middle of a reconnect."""
        return self.rpc.is_open

    @property
    def codec(self) -> RuntimeCodec:
        """The codec of the newest runtime seen. Raises NotConnected before `open`."""
        if self._codec is None:
            raise NotConnected("Not connected yet.")
        return self._codec

    @property
    def checks_metadata_hash(self) -> bool:
        """Whether the chain declares `CheckMetadataHash`."""
        return runtime_names.METADATA_HASH in self.codec.signed_extension_identifiers()

    @property
    def offers_shield(self) -> bool:
        """Whether the chain's metadata has the MEV shield's key and the call that carries a sealed order."""
        try:
            self.codec.storage_entry(*runtime_names.SHIELD_KEY)
            self.codec.compose_call(*runtime_names.CARRY, {"ciphertext": b""})
        except (KeyError, TypeError, ValueError):
            return False
        return True

    async def open(self) -> None:
        """Dial, verify the chain, fetch the metadata. Raises ChainTrouble."""
        with self.rpc.translated():
            async with asyncio.timeout(CONNECT_SECONDS):
                await self.rpc.open()
                self._codec = await self._runtimes.newest()
        if not self._codec.is_v15:
            raise NotUnderstood("This chain's runtime is too old for dtao-tui: it does not describe its own calls.")

    async def close(self) -> None:
        """Hang up. Never raises."""
        await self.rpc.close()

    def forget_metadata(self) -> None:
        """Delete the metadata that this endpoint gave, so that the next connection asks for it again."""
        self._runtimes.forget()

    def has_api(self, api: str, method: str) -> bool:
        """Whether the chain's runtime has this API."""
        return method in self.codec.apis.get(api, {})

    def has_item(self, pallet: str, item: str) -> bool:
        """Whether the runtime stores this item."""
        return self.codec.has_item(pallet, item)

    async def heads(self) -> AsyncGenerator[Any, None]:
        """The headers of new blocks until the connection is lost (then ChainTrouble)."""
        self.rpc.must_be_open()
        with self.rpc.translated():
            queue = await self.rpc.subscribe("chain_subscribeNewHeads", newest_wins=True)
        try:
            with self.rpc.translated():
                while True:
                    yield await queue.next()
        finally:
            await self.rpc.unsubscribe(queue, "chain_unsubscribeNewHeads")

    async def call(self, api: str, method: str, parameters: Sequence[Any], block_hash: str) -> Any:
        """A runtime API's answer in the state of that block, decoded.

        Raises ChainTrouble; NotUnderstood where the runtime does not have it.
        """
        codec = self.codec
        if not self.has_api(api, method):
            raise NotUnderstood(f"This chain's runtime (version {codec.spec_version}) does not answer {api}.{method}.")
        with reading(method):
            question = "0x" + codec.encode_api_call(api, method, parameters).hex()
        answer = await self.request("state_call", f"{api}_{method}", question, block_hash)
        with reading(method):
            raw = bytes.fromhex(answer.removeprefix("0x"))
            if (api, method) in _LISTS_OF_SUBNETS:
                _refuse_long_list(raw)
            return codec.decode_api_answer(api, method, raw)

    async def stored(self, pallet: str, item: str, parameters: Sequence[Any], block_hash: str) -> Any:
        """One storage item in the state of that block, its declared default where unset. Raises ChainTrouble."""
        return await self._stored_by(self.codec, (pallet, item), parameters, block_hash)

    async def stored_raw(self, pallet: str, item: str, parameters: Sequence[Any], block_hash: str) -> bytes | None:
        """The bytes of one storage item, or None where it is unset. Raises ChainTrouble."""
        return await self._stored_bytes(self.codec, (pallet, item), parameters, block_hash)

    async def runtime_of_state(self, block_hash: str) -> bool:
        """Load the codec that fits calls at that block; True if the runtime is another one than before."""
        version = RuntimeVersion.of(await self.request("state_getRuntimeVersion", block_hash))
        if (version.spec, version.transaction) == (self.codec.spec_version, self.codec.transaction_version):
            return False
        with self.rpc.translated():
            async with asyncio.timeout(CONNECT_SECONDS):
                self._codec = await self._runtimes.of_version(version, block_hash)
        return True

    async def events(self, block_hash: str) -> tuple[list[dict[str, Any]], RuntimeCodec]:
        """The events of one block, and the codec of the runtime that made it. Raises ChainTrouble."""
        with self.rpc.translated():
            async with asyncio.timeout(CONNECT_SECONDS):
                codec = await self._runtimes.of_block(block_hash)
                return list(await self._stored_by(codec, runtime_names.EVENTS, (), block_hash) or ()), codec

    async def codec_of_block(self, block_hash: str) -> RuntimeCodec:
        """The codec of the runtime that made this block, which reads its events; two requests. Raises ChainTrouble."""
        with self.rpc.translated():
            async with asyncio.timeout(CONNECT_SECONDS):
                return await self._runtimes.of_block(block_hash)

    async def payment_info(self, extrinsic: bytes) -> Any:
        """The answer of `TransactionPaymentApi.query_info` to an extrinsic, signed or not. Raises ChainTrouble."""
        codec = self.codec
        question = "0x" + (extrinsic + len(extrinsic).to_bytes(4, "little")).hex()
        answer = await self.request("state_call", "_".join(runtime_names.PAYMENT), question, None)
        with reading("the network fee"):
            return codec.decode_api_answer(*runtime_names.PAYMENT, bytes.fromhex(answer.removeprefix("0x")))

    def digest_for(self, spec_version: int) -> bytes | None:
        """The digest of the chain's metadata under that version, or None where it is not the newest seen."""
        codec = self.codec
        if spec_version != codec.spec_version:
            return None
        return bytes(metadata_digest(codec.metadata_bytes, spec_version, codec.spec_name, SS58_FORMAT))

    def module_error_name(self, pallet: int, error: bytes) -> str:
        """The name of a pallet's error by the newest metadata, not cleaned. Raises what a codec raises."""
        return self.codec.module_error(pallet, error[0])

    def module_error_documentation(self, pallet: int, error: bytes) -> str:
        """What the newest metadata says of that error, not cleaned. Raises what a codec raises."""
        return self.codec.module_error_documentation(pallet, error[0])

    @staticmethod
    def verifies(payload: bytes, signature: bytes, address: str, scheme: int) -> bool:
        """Whether the key behind the address made this signature over these bytes."""
        return bool(verify(payload, signature, address, crypto_type=scheme))

    @staticmethod
    def public_key_of(address: str) -> bytes:
        """The 32 bytes of an SS58 address of this chain. Raises ValueError."""
        key = bytes(ss58_decode(address))
        if ss58_encode(key, SS58_FORMAT) != address:
            raise ValueError("an address of another chain")
        return key

    async def _stored_by(
        self, codec: RuntimeCodec, item: runtime_names.Item, parameters: Sequence[Any], block_hash: str
    ) -> Any:
        raw = await self._stored_bytes(codec, item, parameters, block_hash)
        with reading(".".join(item)):
            return codec.stored_value(codec.storage_entry(*item), raw)

    async def _stored_bytes(
        self, codec: RuntimeCodec, item: runtime_names.Item, parameters: Sequence[Any], block_hash: str
    ) -> bytes | None:
        with reading(".".join(item)):
            key = "0x" + codec.storage_key(codec.storage_entry(*item), parameters).hex()
        answer = await self.request("state_getStorageAt", key, block_hash)
        with reading(".".join(item)):
            return None if answer is None else bytes.fromhex(answer.removeprefix("0x"))


def _refuse_long_list(raw: bytes) -> None:
    """Raise ValueError for a list of more subnets than are shown: decoded, it would take fifty times its bytes."""
    width = (1, 2, 4, 0)[raw[0] & 3]
    entries = int.from_bytes(raw[:width], "little") >> 2
    if not width or entries > MOST_SUBNETS + 1:
        raise ValueError(f"a list of {entries:,} subnets" if width else "a list without measure")
