"""The line with the chain's own description of itself: calls and storage by name, values decoded."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bittensor._transport.codec import RuntimeCodec, ss58_decode
from bittensor._transport.runtime_api import decode_runtime_api_result, encode_runtime_api_params
from bittensor._transport.utils.receipt import dispatch_error_message
from bittensor.error_map import CUSTOM_TRANSACTION_ERRORS
from bittensor.settings import SS58_FORMAT
from bittensor_core import metadata_digest, verify

from dtao_tui.chain.reading.translate import MOST_SUBNETS
from dtao_tui.chain.rpc.rpc_connection import CONNECT_SECONDS, RpcConnection
from dtao_tui.chain.runtime import runtime_names
from dtao_tui.chain.runtime.bounded_codec import BoundedCodec
from dtao_tui.chain.runtime.decode_guard import reading
from dtao_tui.ports.errors import NotConnected, NotUnderstood
from dtao_tui.ports.networks import Network

_LISTS_OF_SUBNETS = frozenset({runtime_names.SUMMARY, runtime_names.PRICES})


class RuntimeClient(RpcConnection):
    """One connection, with the codec of the newest runtime seen."""

    _codec: RuntimeCodec | None = None

    def __init__(self, network: Network, metadata_cache: Path, genesis: str | None = None) -> None:
        super().__init__(network, metadata_cache, genesis)
        # Whatever the SDK decodes by itself, the events of a block among it, is to be decoded by this codec, too.
        self._raw._runtimes._make_codec = _bounded_codec  # type: ignore[method-assign, assignment]  # a plain function

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

    async def open(self) -> None:
        """Dial, verify the chain, fetch the metadata. Raises ChainTrouble."""
        await super().open()
        with self._translated(), reading("its own runtime"):
            self._codec = await self._raw._runtimes.codec_at(None)
        if not self._codec.is_v15:
            raise NotUnderstood("This chain's runtime is too old for dtao-tui: it does not describe its own calls.")

    def has_api(self, api: str, method: str) -> bool:
        """Whether the chain's runtime has this API."""
        return method in self.codec.runtime_api_map.get(api, {})

    @staticmethod
    def keeps(codec: RuntimeCodec, item: runtime_names.Item) -> bool:
        """Whether the runtime of this codec has a storage item."""
        try:
            codec.storage_entry(*item)
        except (KeyError, ValueError):
            return False
        return True

    async def call(self, api: str, method: str, parameters: Sequence[Any], block_hash: str) -> Any:
        """A runtime API's answer in the state of that block, decoded.

        Raises ChainTrouble; NotUnderstood where the runtime does not have it.
        """
        codec = self.codec
        if not self.has_api(api, method):
            raise NotUnderstood(f"This chain's runtime (version {codec.spec_version}) does not answer {api}.{method}.")
        with reading(method):
            question = encode_runtime_api_params(codec, api, method, list(parameters))
        answer = await self.request("state_call", f"{api}_{method}", question, block_hash)
        with reading(method):
            raw = bytes.fromhex(answer.removeprefix("0x"))
            if (api, method) in _LISTS_OF_SUBNETS:
                _refuse_long_list(raw)
            return decode_runtime_api_result(codec, api, method, raw)

    async def stored(self, pallet: str, item: str, parameters: Sequence[Any], block_hash: str) -> Any:
        """One storage item in the state of that block, its declared default where unset. Raises ChainTrouble."""
        codec = self.codec
        raw = await self.stored_raw(pallet, item, parameters, block_hash)
        with reading(f"{pallet}.{item}"):
            entry = codec.storage_entry(pallet, item)
            return codec.decode(entry.decode_type(raw is not None), entry.default_bytes if raw is None else raw)

    async def stored_raw(self, pallet: str, item: str, parameters: Sequence[Any], block_hash: str) -> bytes | None:
        """The bytes of one storage item, or None where it is unset. Raises ChainTrouble."""
        with reading(f"{pallet}.{item}"):
            key = self.codec.storage_key(self.codec.storage_entry(pallet, item), list(parameters))
        answer = await self.request("state_getStorageAt", "0x" + key.hex(), block_hash)
        with reading(f"{pallet}.{item}"):
            return None if answer is None else bytes.fromhex(answer.removeprefix("0x"))

    async def runtime_of_state(self, block_hash: str) -> bool:
        """Have the codec that fits calls at that block; True if the runtime is another one than before."""
        version = await self.request("state_getRuntimeVersion", block_hash)
        with reading("its runtime version"):
            spec, transactions, name = _version_of(version)
        if (spec, transactions) == (self.codec.spec_version, self.codec.transaction_version):
            return False
        self.use_own_cache()
        with self._translated(), reading("its own runtime"):
            async with asyncio.timeout(CONNECT_SECONDS):
                runtimes = self._raw._runtimes
                self._codec = await runtimes._fetch_codec(spec, transactions, block_hash, spec_name=name)
        return True

    async def events(self, block_hash: str) -> tuple[list[dict[str, Any]], RuntimeCodec]:
        """The events of one block, with the codec of the runtime that made it. Raises ChainTrouble."""
        self.use_own_cache()
        with self._translated(), reading("the events of a block"):
            async with asyncio.timeout(CONNECT_SECONDS):
                return await self._raw.get_events(block_hash), await self._raw._runtimes.codec_at(block_hash)

    async def payment_info(self, extrinsic: bytes) -> Any:
        """What `TransactionPaymentApi.query_info` says of an extrinsic, signed or not. Raises ChainTrouble."""
        codec = self.codec
        question = (extrinsic + len(extrinsic).to_bytes(4, "little")).hex()
        answer = await self.request("state_call", "_".join(runtime_names.PAYMENT), question, None)
        with reading("the network fee"):
            raw = bytes.fromhex(answer.removeprefix("0x"))
            return decode_runtime_api_result(codec, *runtime_names.PAYMENT, raw)

    def digest_for(self, spec_version: int) -> bytes | None:
        """The digest of the chain's metadata under that version, or None where it is not the newest seen."""
        codec = self.codec
        if spec_version != codec.spec_version:
            return None
        return bytes(metadata_digest(codec.metadata_bytes, spec_version, codec.spec_name, SS58_FORMAT))

    @staticmethod
    def verifies(payload: bytes, signature: bytes, address: str, scheme: int) -> bool:
        """Whether the key behind the address made this signature over these bytes."""
        return bool(verify(payload, signature, address, crypto_type=scheme))

    def module_error_name(self, pallet: int, error: bytes) -> str:
        """The name of a pallet's error by the newest metadata, not cleaned. Raises what a codec raises."""
        return str(self.codec.module_error(pallet, error[0])["name"])

    @staticmethod
    def custom_error_name(number: int) -> str:
        """The name of the pool's refusal of this number, or empty."""
        return CUSTOM_TRANSACTION_ERRORS.get(number, "")

    @staticmethod
    def public_key_of(address: str) -> bytes:
        """The 32 bytes of an SS58 address. Raises ValueError."""
        return bytes.fromhex(ss58_decode(address, SS58_FORMAT))

    @staticmethod
    def error_name(dispatch_error: Any, codec: RuntimeCodec) -> str:
        """The chain's name of a dispatch error, by the runtime of its block."""
        message = dispatch_error_message(dispatch_error, codec) or {}
        return str(message.get("name") or "DispatchError")


def _bounded_codec(
    metadata: bytes, spec_version: int, transaction_version: int, *, spec_name: str = ""
) -> RuntimeCodec:
    return BoundedCodec(
        metadata,
        spec_version=spec_version,
        transaction_version=transaction_version,
        spec_name=spec_name,
        ss58_format=SS58_FORMAT,
    )


def _version_of(version: Any) -> tuple[int, int, str]:
    return int(version["specVersion"]), int(version["transactionVersion"]), str(version.get("specName") or "")


def _refuse_long_list(raw: bytes) -> None:
    """Raise ValueError for a list of more subnets than are shown: decoded, it would take fifty times its bytes."""
    width = (1, 2, 4, 0)[raw[0] & 3]
    entries = int.from_bytes(raw[:width], "little") >> 2
    if not width or entries > MOST_SUBNETS + 1:
        raise ValueError(f"a list of {entries:,} subnets" if width else "a list without measure")
