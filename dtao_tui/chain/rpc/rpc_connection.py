"""One line to one network through the SDK's session: verified, bounded in time, honest about every loss.

The SDK's typed reads send a request for every item, so the program speaks with its session and codec instead; which
private parts those are is seen here and in `runtime_client`, and held by tests. Importing either brings in the SDK
(0.1 s), which is done when the first connection is made.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from bittensor._transport import SubstrateConnection
from bittensor._transport.errors import (
    RpcPolicyRejection,
    StateDiscardedError,
    SubstrateRequestException,
)
from bittensor.result import chain_error_from_substrate_request
from bittensor.settings import SS58_FORMAT
from websockets.exceptions import WebSocketException

from dtao_tui.chain import error_messages
from dtao_tui.chain.rpc.dial_errors import asked_to_wait
from dtao_tui.chain.rpc.subscription_queues import SubscriptionQueue
from dtao_tui.chain.rpc.websocket_dialler import WebsocketDialler
from dtao_tui.chain.runtime import metadata_cache
from dtao_tui.chain.runtime.decode_guard import UNREADABLE
from dtao_tui.ports.errors import (
    ChainTrouble,
    NotConnected,
    StateGone,
    TimedOut,
    WrongNetwork,
)
from dtao_tui.ports.networks import Network, host_of

ANSWER_SECONDS = 20.0
CONNECT_SECONDS = 60.0
"""Dialling every endpoint and fetching the metadata (over a megabyte on mainnet)."""

HANG_UP_SECONDS = 2.0
_LONGEST_IDENTIFIER = 128
"""Characters of an endpoint's name for a subscription."""


_QUIET = {
    "bittensor": logging.WARNING,
    "websockets": logging.WARNING,
    "bittensor.transport.raw_websocket": logging.CRITICAL,
}


class RpcConnection:
    """One connection, from `open` to `close`; a new one is made for each attempt."""

    def __init__(self, network: Network, metadata_cache: Path, genesis: str | None = None) -> None:
        """`genesis` is what the first block must be where the network itself pins none."""
        self._network = network
        self._cache = metadata_cache
        self._metadata_folder: Path | None = None
        self.genesis = genesis or network.genesis or ""
        self._dialler = WebsocketDialler(self._verify)
        first, *others = network.endpoints
        self._raw = SubstrateConnection(
            first,
            ss58_format=SS58_FORMAT,
            fallback_urls=others,
            # The metadata is one frame of over a megabyte; each request has its own, shorter time-out here.
            response_timeout=CONNECT_SECONDS,
            connect_factory=self._dialler,
        )

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

    async def open(self) -> None:
        """Dial, verify the chain, have the SDK fetch its metadata. Raises ChainTrouble."""
        quiet_loggers()
        try:
            with self._translated():
                async with asyncio.timeout(CONNECT_SECONDS):
                    await self._raw.initialize()
        finally:
            self._watch_over()

    async def close(self) -> None:
        """Hang up. Never raises."""
        session = self._raw._session
        self._dialler.inboxes.end(ConnectionError("the connection was closed"))
        # Its task may swallow a cancellation that meets an answer (CPython 3.11); a closed socket ends it surely.
        session._closing = True
        # Whatever it died of, none of it matters any more.
        with suppress(Exception):
            async with asyncio.timeout(HANG_UP_SECONDS):
                if session._ws is not None:
                    await session._ws.close()
        with suppress(Exception):
            async with asyncio.timeout(HANG_UP_SECONDS):
                await self._raw.close()

    def use_own_cache(self) -> None:
        """Have the SDK keep metadata in this endpoint's folder; another line may have named its own meanwhile."""
        if self._metadata_folder is not None:
            metadata_cache.use(self._metadata_folder)

    def distrust(self) -> None:
        """Forget the metadata that this endpoint told, so that the next connection asks for it anew."""
        if self._metadata_folder is not None:
            metadata_cache.forget(self._metadata_folder)

    async def request(self, method: str, *parameters: Any) -> Any:
        """The node's answer to one JSON-RPC request. Raises ChainTrouble."""
        self._must_be_open()
        with self._translated():
            async with asyncio.timeout(ANSWER_SECONDS):
                return await self._raw._session.request(method, list(parameters))

    async def heads(self) -> AsyncGenerator[Any, None]:
        """The headers of new blocks until the connection is lost (then NotConnected)."""
        self._must_be_open()
        with self._translated():
            inbox = await self._subscribed("chain_subscribeNewHeads", newest_wins=True)
        try:
            with self._translated():
                while True:
                    yield await inbox.next()
        finally:
            await self._ended(inbox, "chain_unsubscribeNewHeads")

    async def statuses(self, extrinsic: bytes, silence_seconds: float) -> AsyncGenerator[Any, None]:
        """Send a signed extrinsic once, then whatever the node says about it.

        Raises Refused when the pool says no, and FateUnknown for everything that leaves its fate open.
        """
        if not self.is_up:
            raise NotConnected("There is no connection; the order was not sent.")
        inbox = await self._submitted(extrinsic)
        try:
            while True:
                async with asyncio.timeout(silence_seconds):
                    update = await inbox.next()
                yield update
        except TimeoutError:
            raise error_messages.fate_unknown(f"The node said nothing for {silence_seconds:.0f} seconds.") from None
        except (OSError, WebSocketException) as error:
            raise error_messages.fate_unknown() from error
        finally:
            await self._ended(inbox, "author_unwatchExtrinsic")

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
        self._metadata_folder = metadata_cache.choose(self._cache, genesis, url)

    def _watch_over(self) -> None:
        """Take note of the death of the session's task, which otherwise leaves whoever waits waiting."""
        supervisor = self._raw._session._supervisor
        if supervisor is not None:
            supervisor.add_done_callback(self._session_ended)

    def _session_ended(self, supervisor: "asyncio.Task[None]") -> None:
        if supervisor.cancelled():
            return
        error = supervisor.exception()
        reason = error if isinstance(error, Exception) else ConnectionError("the session has ended")
        self._raw._session._fail_all(reason)
        self._dialler.inboxes.end(ConnectionError("the session has ended"))

    def _must_be_open(self) -> None:
        if not self.is_open:
            raise self._dialler.trouble or NotConnected("The connection is lost; it is being made anew.")

    async def _subscribed(self, method: str, *parameters: Any, newest_wins: bool) -> SubscriptionQueue:
        """The inbox of a new subscription. Raises what the session raises, and TimeoutError."""
        inboxes = self._dialler.inboxes
        inbox = inboxes.expect(newest_wins=newest_wins)
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                identifier = await self._raw._session.request(method, list(parameters))
            if not isinstance(identifier, (str, int)) or len(str(identifier)) > _LONGEST_IDENTIFIER:
                raise ValueError("a subscription without a name")
            inboxes.name(inbox, str(identifier))
        except BaseException:
            inboxes.forget(inbox)
            raise
        return inbox

    async def _submitted(self, extrinsic: bytes) -> SubscriptionQueue:
        try:
            return await self._subscribed("author_submitAndWatchExtrinsic", "0x" + extrinsic.hex(), newest_wins=False)
        except TimeoutError:
            raise error_messages.fate_unknown(
                f"The node did not confirm it within {ANSWER_SECONDS:.0f} seconds."
            ) from None
        except SubstrateRequestException as error:
            raise _submission_trouble(error) from error
        except (OSError, WebSocketException, *UNREADABLE) as error:
            raise error_messages.fate_unknown() from error

    async def _ended(self, inbox: SubscriptionQueue, ending: str) -> None:
        """Tell the endpoint that nobody reads these updates any more, where it can still be told."""
        self._dialler.inboxes.forget(inbox)
        if inbox.is_ended or not self.is_up:
            return
        # It is a courtesy: what the endpoint answers, and whether it does, changes nothing.
        with suppress(Exception):
            async with asyncio.timeout(HANG_UP_SECONDS):
                await self._raw._session.request(ending, [inbox.identifier])

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Turn what the SDK and the socket raise into our own few troubles."""
        try:
            yield
        except ChainTrouble:
            raise
        except TimeoutError:
            raise TimedOut(f"{host_of(self.endpoint)} did not answer in time.") from None
        except SubstrateRequestException as error:
            raise self._refusal_of(error) from error
        except (OSError, WebSocketException) as error:
            raise self._loss() from error
        except UNREADABLE as error:
            # The SDK's session takes frames apart as if every node kept to JSON-RPC.
            raise error_messages.contradiction("one of its messages is no answer at all") from error

    def _refusal_of(self, error: SubstrateRequestException) -> ChainTrouble:
        if isinstance(error, RpcPolicyRejection):
            told = [error.retry_after] if error.retry_after else None
            return asked_to_wait(host_of(self.endpoint), "its own limit", told)
        if isinstance(error, StateDiscardedError):
            return StateGone("This endpoint no longer keeps the state of that block.")
        return self._loss() if error.payload is None else error_messages.node_error(str(error))

    def _loss(self) -> ChainTrouble:
        return self._dialler.trouble or NotConnected("The connection is lost.")


def quiet_loggers() -> None:
    """Keep the SDK and its sockets from logging whole frames, which hold signed orders."""
    for name, level in _QUIET.items():
        logger = logging.getLogger(name)
        logger.setLevel(max(level, logger.level))
    logging.getLogger("bittensor.transport.raw_websocket").propagate = False


def _submission_trouble(error: SubstrateRequestException) -> ChainTrouble:
    answer = (error.payload or {}).get("error")
    if not isinstance(answer, dict):
        return error_messages.fate_unknown()
    code = answer.get("code")
    name = chain_error_from_substrate_request(error).name
    return error_messages.submission_trouble(code if isinstance(code, int) else None, name, str(error))
