"""One connection to one network through the SDK: verified, bounded in time, honest about every loss.

The only module that imports the SDK (0.2 s): `sdk` loads it when the first connection is made.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from bittensor._transport import SubstrateConnection
from bittensor._transport.codec import RuntimeCodec, ss58_decode
from bittensor._transport.errors import (
    RpcPolicyRejection,
    StateDiscardedError,
    SubstrateRequestException,
)
from bittensor._transport.rpc import Subscription
from bittensor._transport.runtime_api import decode_runtime_api_result, encode_runtime_api_params
from bittensor._transport.utils.receipt import dispatch_error_message
from bittensor.result import chain_error_from_substrate_request
from bittensor.settings import SS58_FORMAT
from websockets.exceptions import WebSocketException

from dtao_tui.chain import cache, errors
from dtao_tui.chain.networks import Network, host_of
from dtao_tui.chain.shapes import reading
from dtao_tui.chain.sockets import Dialler
from dtao_tui.chain.trouble import (
    ChainTrouble,
    NotConnected,
    NotUnderstood,
    StateGone,
    TimedOut,
    WrongNetwork,
)

ANSWER_SECONDS = 20.0
CONNECT_SECONDS = 60.0
"""Dialling every endpoint and fetching the metadata (over a megabyte on mainnet)."""

HANG_UP_SECONDS = 2.0

_QUIET = {
    "bittensor": logging.WARNING,
    "websockets": logging.WARNING,
    "bittensor.transport.raw_websocket": logging.CRITICAL,
}


class Wire:
    """One connection, from `open` to `close`; a new one is made for each attempt."""

    def __init__(self, network: Network, metadata_cache: Path | None, genesis: str | None = None) -> None:
        """`genesis` is what the first block must be where the network itself pins none."""
        self._network = network
        self._cache = metadata_cache
        self.genesis = genesis or network.genesis or ""
        self._dialler = Dialler(self._verify)
        first, *others = network.endpoints
        self._raw = SubstrateConnection(
            first,
            ss58_format=SS58_FORMAT,
            fallback_urls=others,
            response_timeout=ANSWER_SECONDS,
            connect_factory=self._dialler,
        )
        self._codec: RuntimeCodec | None = None

    @property
    def endpoint(self) -> str:
        """The address in use now."""
        return self._raw.current_endpoint

    @property
    def messages_sent(self) -> int:
        """Frames sent so far, the verification of each socket included."""
        return self._dialler.messages_sent

    @property
    def is_open(self) -> bool:
        """Whether the session lives; it may be dialling anew at this moment."""
        supervisor = self._raw._session._supervisor
        return supervisor is not None and not supervisor.done()

    @property
    def is_up(self) -> bool:
        """Whether a verified socket is there now."""
        return self.is_open and self._raw._session._ws is not None

    @property
    def codec(self) -> RuntimeCodec:
        """The codec of the newest runtime seen. Raises NotConnected before `open`."""
        if self._codec is None:
            raise NotConnected("Not connected yet.")
        return self._codec

    @property
    def checks_metadata_hash(self) -> bool:
        """Whether the chain declares `CheckMetadataHash`."""
        return "CheckMetadataHash" in self.codec.signed_extension_identifiers()

    async def open(self) -> None:
        """Dial, verify the chain, fetch the metadata. Raises ChainTrouble."""
        quiet_loggers()
        try:
            with self._translated():
                async with asyncio.timeout(CONNECT_SECONDS):
                    await self._raw.initialize()
                    self._codec = await self._raw._runtimes.codec_at(None)
        finally:
            self._watch_over()
        if not self._codec.is_v15:
            raise NotUnderstood("This chain's runtime is too old for dtao-tui: it does not describe its own calls.")

    async def close(self) -> None:
        """Hang up. Never raises."""
        # The session's own task may have died of anything at all; none of it matters any more.
        with suppress(Exception):
            async with asyncio.timeout(HANG_UP_SECONDS):
                await self._raw.close()

    async def request(self, method: str, *parameters: Any) -> Any:
        """The node's answer to one JSON-RPC request. Raises ChainTrouble."""
        self._must_be_open()
        with self._translated():
            async with asyncio.timeout(ANSWER_SECONDS):
                return await self._raw._session.request(method, list(parameters))

    async def heads(self) -> AsyncGenerator[dict[str, Any], None]:
        """The headers of new blocks until the connection is lost (then NotConnected)."""
        subscription = await self._subscribed("chain_subscribeNewHeads", [], "chain_unsubscribeNewHeads")
        try:
            with self._translated():
                async for update in subscription:
                    yield update["result"]
        finally:
            await self._ended(subscription)

    async def statuses(self, extrinsic: bytes, silence_seconds: float) -> AsyncGenerator[Any, None]:
        """Send a signed extrinsic once, then whatever the node says about it.

        Raises Refused when the pool says no, and FateUnknown for everything that leaves its fate open.
        """
        if not self.is_up:
            raise NotConnected("There is no connection; the order was not sent.")
        subscription = await self._submitted(extrinsic)
        try:
            while True:
                async with asyncio.timeout(silence_seconds):
                    update = await anext(subscription)
                yield update["result"]
        except StopAsyncIteration:
            raise errors.fate_unknown() from None
        except TimeoutError:
            raise errors.fate_unknown(f"The node said nothing for {silence_seconds:.0f} seconds.") from None
        except (SubstrateRequestException, OSError, WebSocketException) as error:
            raise errors.fate_unknown() from error
        finally:
            await self._ended(subscription)

    def has_api(self, api: str, method: str) -> bool:
        """Whether the chain's runtime has this API."""
        return method in self.codec.runtime_api_map.get(api, {})

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
            return decode_runtime_api_result(codec, api, method, bytes.fromhex(answer.removeprefix("0x")))

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
        with self._translated():
            async with asyncio.timeout(CONNECT_SECONDS):
                runtimes = self._raw._runtimes
                self._codec = await runtimes._fetch_codec(spec, transactions, block_hash, spec_name=name)
        return True

    async def events(self, block_hash: str) -> tuple[list[dict[str, Any]], RuntimeCodec]:
        """The events of one block, with the codec of the runtime that made it. Raises ChainTrouble."""
        with self._translated(), reading("the events of a block"):
            async with asyncio.timeout(CONNECT_SECONDS):
                return await self._raw.get_events(block_hash), await self._raw._runtimes.codec_at(block_hash)

    async def payment_info(self, extrinsic: bytes) -> Any:
        """What `TransactionPaymentApi.query_info` says of an extrinsic, signed or not. Raises ChainTrouble."""
        codec = self.codec
        question = (extrinsic + len(extrinsic).to_bytes(4, "little")).hex()
        answer = await self.request("state_call", "TransactionPaymentApi_query_info", question, None)
        with reading("the network fee"):
            raw = bytes.fromhex(answer.removeprefix("0x"))
            return decode_runtime_api_result(codec, "TransactionPaymentApi", "query_info", raw)

    @staticmethod
    def public_key_of(address: str) -> bytes:
        """The 32 bytes of an SS58 address. Raises ValueError."""
        return bytes.fromhex(ss58_decode(address, SS58_FORMAT))

    @staticmethod
    def error_name(dispatch_error: Any, codec: RuntimeCodec) -> str:
        """The chain's name of a dispatch error, by the runtime of its block."""
        message = dispatch_error_message(dispatch_error, codec) or {}
        return str(message.get("name") or "DispatchError")

    def _verify(self, genesis: str, url: str) -> None:
        objection = self._network.objection_to(genesis)
        if objection is None and self.genesis and genesis != self.genesis:
            objection = (
                f"{host_of(url)} serves another chain now ({genesis[:10]}…) than before ({self.genesis[:10]}…). "
                "Nothing is signed there."
            )
        if objection is not None:
            raise WrongNetwork(objection)
        self.genesis = genesis
        if self._cache is not None:
            cache.choose(self._cache, genesis, url)

    def _watch_over(self) -> None:
        """Take note of the death of the session's task, which otherwise leaves whoever waits waiting."""
        supervisor = self._raw._session._supervisor
        if supervisor is not None:
            supervisor.add_done_callback(self._session_ended)

    def _session_ended(self, supervisor: "asyncio.Task[None]") -> None:
        if supervisor.cancelled():
            return
        error = supervisor.exception()
        self._raw._session._fail_all(
            error if isinstance(error, Exception) else ConnectionError("the session has ended")
        )

    def _must_be_open(self) -> None:
        if not self.is_open:
            raise self._dialler.trouble or NotConnected("The connection is lost; it is being made anew.")

    async def _subscribed(self, method: str, parameters: list[Any], ending: str) -> Subscription:
        self._must_be_open()
        with self._translated():
            async with asyncio.timeout(ANSWER_SECONDS):
                return await self._raw._session.subscribe(method, parameters, ending)

    async def _submitted(self, extrinsic: bytes) -> Subscription:
        parameters = ["0x" + extrinsic.hex()]
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                return await self._raw._session.subscribe(
                    "author_submitAndWatchExtrinsic", parameters, "author_unwatchExtrinsic"
                )
        except TimeoutError:
            raise errors.fate_unknown(f"The node did not confirm it within {ANSWER_SECONDS:.0f} seconds.") from None
        except SubstrateRequestException as error:
            raise _submission_trouble(error) from error
        except (OSError, WebSocketException) as error:
            raise errors.fate_unknown() from error

    async def _ended(self, subscription: Subscription) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(HANG_UP_SECONDS):
                await subscription.unsubscribe()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Turn what the SDK and the socket raise into our own few troubles."""
        try:
            yield
        except ChainTrouble:
            raise
        except TimeoutError:
            raise TimedOut(f"{host_of(self.endpoint)} did not answer in time.") from None
        except RpcPolicyRejection as error:
            raise NotConnected(
                f"{host_of(self.endpoint)} limits requests from here. Wait, or choose another."
            ) from error
        except StateDiscardedError as error:
            raise StateGone("This endpoint no longer keeps the state of that block.") from error
        except SubstrateRequestException as error:
            raise self._dialler.trouble or _request_trouble(error) from error
        except (OSError, WebSocketException) as error:
            raise self._dialler.trouble or NotConnected("The connection is lost.") from error


def quiet_loggers() -> None:
    """Keep the SDK and its sockets from logging whole frames, which hold signed orders."""
    for name, level in _QUIET.items():
        logger = logging.getLogger(name)
        logger.setLevel(max(level, logger.level))
    logging.getLogger("bittensor.transport.raw_websocket").propagate = False


def _version_of(version: Any) -> tuple[int, int, str]:
    return int(version["specVersion"]), int(version["transactionVersion"]), str(version.get("specName") or "")


def _request_trouble(error: SubstrateRequestException) -> ChainTrouble:
    if error.payload is None:
        return NotConnected("The connection is lost.")
    return errors.node_error(str(error))


def _submission_trouble(error: SubstrateRequestException) -> ChainTrouble:
    answer = (error.payload or {}).get("error")
    if not isinstance(answer, dict):
        return errors.fate_unknown()
    code = answer.get("code")
    name = chain_error_from_substrate_request(error).name
    return errors.submission_trouble(code if isinstance(code, int) else None, name, str(error))
