"""One client's connection: requests in order, subscriptions, and a reply to every message."""

import asyncio
import contextlib
import itertools
import json
import logging
from collections.abc import Callable
from typing import Any, Protocol

from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed

from dtao_tui.practice.blocks.faults import CLOSE, DROP, GOING_AWAY, POLICY, POLICY_VIOLATION, Faults
from dtao_tui.practice.blocks.mempool import Status, Watcher
from dtao_tui.practice.blocks.transactions import TransactionRefused
from dtao_tui.practice.node.block_subscriptions import BlockSubscriptions
from dtao_tui.practice.node.outbox import Outbox, Outboxes
from dtao_tui.practice.node.rpc_methods import INTERNAL, INVALID_PARAMS, INVALID_REQUEST, Params, Rpc, RpcError
from dtao_tui.practice.node.storage_watch import KIND as STORAGE_CHANGED
from dtao_tui.practice.node.storage_watch import NAME as WATCH_STORAGE
from dtao_tui.practice.node.storage_watch import StorageWatches
from dtao_tui.practice.runtime.plain_values import hexed, unhex

PARSE_ERROR = -32700
MOST_SUBSCRIPTIONS = 1024
MOST_IN_A_BATCH = 1000
LAST_WORDS = ("finalized", "usurped", "invalid", "dropped")
SUBMISSIONS = ("author_submitExtrinsic", "author_submitAndWatchExtrinsic")

NEW_HEADS = ("chain_subscribeNewHeads", "chain_subscribeNewHead", "chain_subscribeAllHeads", "subscribe_newHead")
FINAL_HEADS = ("chain_subscribeFinalizedHeads", "chain_subscribeFinalisedHeads")
ENDS_BY_NAME = (
    *("author_unwatchExtrinsic", "chain_unsubscribeNewHeads", "chain_unsubscribeFinalizedHeads"),
    *("chain_unsubscribeAllHeads", "state_unsubscribeStorage", "state_unsubscribeRuntimeVersion"),
)
ENDS = ("author_unwatchExtrinsic", "chain_unsubscribe", "state_unsubscribe", "unsubscribe_newHead")

log = logging.getLogger(__name__)


class ConnectionHost(Protocol):
    """The owner of the connections: the node."""

    faults: Faults | None
    outboxes: Outboxes

    def forget(self, watcher: Watcher) -> None:
        """Remove a watcher that has disconnected."""

    async def close_others(self, session: "ClientConnection", code: int) -> None:
        """Close every other connection cleanly."""

    def drop_others(self, session: "ClientConnection") -> None:
        """Break every other connection."""


class ClientConnection:
    """Serves one connection until it ends."""

    def __init__(self, rpc: Rpc, connection: ServerConnection, host: ConnectionHost) -> None:
        self._rpc = rpc
        self._connection = connection
        self._host = host
        self._faults = host.faults
        self._outbox = Outbox(host.outboxes, connection.send, self.drop)
        self._numbers = itertools.count(1)
        self._heads: dict[str, str] = {}
        self._watchers: dict[str, Watcher] = {}
        self._storage = StorageWatches(rpc.call)
        self._blocks = BlockSubscriptions(rpc.chain, rpc.call, self)
        self._own = self._table()
        self._held: list[str] = []
        self._is_answering = False
        self._late: set[asyncio.Task[None]] = set()
        """Requests with a delayed answer, while others are answered in their order."""

    async def serve(self) -> None:
        """Answer until the client goes."""
        writer = asyncio.create_task(self._write())
        try:
            async for message in self._connection:
                await self._take(message)
        except ConnectionClosed:
            log.debug("a client went without a word")
        finally:
            self._outbox.close()
            for task in (writer, *self._late):
                task.cancel()
            with contextlib.suppress(asyncio.CancelledError, ConnectionClosed):
                await writer
            for watcher in self._watchers.values():
                self._host.forget(watcher)

    def tell_head(self, header: dict[str, object], *, is_final: bool) -> None:
        """Send a header to this client's subscriptions of new or of final heads."""
        kind = "chain_finalizedHead" if is_final else "chain_newHead"
        for subscription, wanted in self._heads.items():
            if wanted == kind:
                self._notify(kind, subscription, header)
        if is_final:
            self._blocks.tell_final()
            return
        for subscription, changes in self._storage.changes():
            self._notify(STORAGE_CHANGED, subscription, changes)
        self._blocks.tell_block()

    def new_subscription(self) -> str:
        """A name for a subscription. Raises RpcError when there are too many."""
        return self._subscription()

    def tell(self, kind: str, subscription: str, result: object) -> None:
        """Send a notification now, or after the reply that is being made."""
        send = self._hold if self._is_answering else self._notify
        send(kind, subscription, result)

    def submit_watched(self, subscription: str, params: Params, watch: Watcher) -> None:
        """Send an extrinsic and watch it until its last status. Raises RpcError."""

        def told(status: Status) -> None:
            watch(status)
            if _is_last(status):
                self._watchers.pop(subscription, None)

        self._watchers[subscription] = told
        try:
            hashed = self._submit(params, told)
        except RpcError:
            self._watchers.pop(subscription, None)
            raise
        log.debug("watching %s", hexed(hashed))

    async def close(self, code: int = GOING_AWAY) -> None:
        """Close cleanly, as a node that is restarted does."""
        await self._connection.close(code, "going away")

    def drop(self) -> None:
        """Break the connection without a closing handshake."""
        if not self._connection.transport.is_closing():
            self._connection.transport.abort()

    async def _take(self, message: str | bytes) -> None:
        if self._outbox.is_cut_off:
            return
        try:
            request = json.loads(message)
        except (ValueError, RecursionError):
            self._send(_failure(None, RpcError(PARSE_ERROR, "Parse error")))
            return
        if isinstance(request, list) and 0 < len(request) <= MOST_IN_A_BATCH:
            await self._answer_all(request)
        elif lateness := self._lateness(request):
            task = asyncio.create_task(self._reply_late(request, lateness))
            self._late.add(task)
            task.add_done_callback(self._late.discard)
        else:
            await self._answer(request)
        held, self._held = self._held, []
        for notification in held:
            self._queue(notification)

    async def _answer_all(self, requests: list[Any]) -> None:
        """Answer a batch at once; its replies count as unread from the first on."""
        replies: list[str] = []
        for each in requests:
            reply = await self._reply(each)
            if reply is not None:
                replies.append(json.dumps(reply))
                if not self._outbox.hold(len(replies[-1])):
                    return
        self._outbox.release(sum(map(len, replies)))
        if replies:
            self._queue(f"[{', '.join(replies)}]")

    async def _answer(self, request: Any) -> None:
        reply = await self._reply(request)
        if reply is not None:
            self._send(reply)

    async def _reply_late(self, request: Any, seconds: float) -> None:
        await asyncio.sleep(seconds)
        await self._answer(request)

    def _lateness(self, request: Any) -> float:
        """The delay in seconds of the answer to this request alone."""
        if self._faults is None or not isinstance(request, dict) or not isinstance(request.get("params"), list):
            return 0.0
        return self._faults.lateness(str(request.get("method")), request["params"])

    async def _reply(self, request: Any) -> dict[str, object] | None:
        """The reply to one request; None for a notification."""
        # A client with many requests at once must not delay the others and the next block.
        await asyncio.sleep(0)
        if not isinstance(request, dict) or not isinstance(request.get("method"), str):
            return _failure(None, RpcError(INVALID_REQUEST, "Invalid Request"))
        number, method, params = request.get("id"), request["method"], request.get("params", [])
        if self._faults is not None and self._faults.delay_seconds:
            await asyncio.sleep(self._faults.delay_seconds)
        try:
            if not isinstance(params, list):
                raise RpcError(INVALID_PARAMS, "Invalid params", "this node takes parameters by position")
            self._is_answering = True
            try:
                result = await self._result(method, params)
            finally:
                self._is_answering = False
        except RpcError as error:
            reply = _failure(number, error)
        except Exception:
            # A bug of this node must not end it; the client learns that the fault was not its own.
            log.exception("%s broke", method)
            reply = _failure(number, RpcError(INTERNAL, "Internal error"))
        else:
            reply = {"jsonrpc": "2.0", "id": number, "result": result}
        if method in SUBMISSIONS and "result" in reply and self._is_answer_lost(params):
            self.drop()
        return reply if "id" in request else None

    def _is_answer_lost(self, params: Params) -> bool:
        """Whether the order was accepted and its answer is to be dropped."""
        is_fault = self._faults is not None and self._faults.loses_reply()
        return is_fault or self._rpc.drills.cuts_line(unhex(params[0]))

    async def _result(self, method: str, params: Params) -> object:
        if method in self._own:
            return self._own[method](params)
        if method in self._blocks.names:
            return self._blocks.answer(method, params)
        if method.startswith(ENDS):
            return self._end(params)
        if method == "practice_fault" and self._faults is not None:
            await self._fault(self._faults, params)
            return None
        return self._rpc.call(method, params)

    def _table(self) -> dict[str, Callable[[Params], object]]:
        """The methods that belong to a connection, by name."""
        return {
            **dict.fromkeys(NEW_HEADS, lambda _: self._subscribe_heads("chain_newHead")),
            **dict.fromkeys(FINAL_HEADS, lambda _: self._subscribe_heads("chain_finalizedHead")),
            "author_submitAndWatchExtrinsic": self._submit_and_watch,
            "state_subscribeRuntimeVersion": lambda _: self._tell_once(
                "state_runtimeVersion", self._rpc.call("state_getRuntimeVersion", [])
            ),
            WATCH_STORAGE: self._watch_storage,
            "rpc_methods": lambda _: {"methods": self._names()},
        }

    def _names(self) -> list[str]:
        return sorted([*self._rpc.names, *self._own, *ENDS_BY_NAME, *self._blocks.names])

    def _subscribe_heads(self, kind: str) -> str:
        subscription = self._subscription()
        self._heads[subscription] = kind
        name = "chain_getBlockHash" if kind == "chain_newHead" else "chain_getFinalizedHead"
        current = self._rpc.call("chain_getHeader", [self._rpc.call(name, [])])
        self._hold(kind, subscription, current)
        return subscription

    def _tell_once(self, kind: str, value: object) -> str:
        subscription = self._subscription()
        self._hold(kind, subscription, value)
        return subscription

    def _submit_and_watch(self, params: Params) -> str:
        subscription = self._subscription()
        self.submit_watched(
            subscription, params, lambda status: self.tell("author_extrinsicUpdate", subscription, status)
        )
        return subscription

    def _submit(self, params: Params, watch: Watcher) -> bytes:
        try:
            return self._rpc.submit(unhex(params[0] if params else None), watch)
        except TransactionRefused as refused:
            raise RpcError(refused.code, refused.message, refused.data) from refused
        except ValueError as error:
            raise RpcError(INVALID_PARAMS, "Invalid params", str(error)) from error

    def _watch_storage(self, params: Params) -> str:
        subscription = self._subscription()
        self._hold(STORAGE_CHANGED, subscription, self._storage.begin(subscription, params))
        return subscription

    def _end(self, params: Params) -> bool:
        subscription = str(params[0]) if params else ""
        if self._storage.end(subscription):
            return True
        return (self._heads.pop(subscription, None) or self._watchers.pop(subscription, None)) is not None

    async def _fault(self, faults: Faults, params: Params) -> None:
        plan = params[0] if params else None
        if not isinstance(plan, dict):
            raise RpcError(INVALID_PARAMS, "Invalid params", "expected an object with a kind")
        kind = str(plan.get("kind"))
        try:
            if kind in (CLOSE, POLICY):
                await self._host.close_others(self, GOING_AWAY if kind == CLOSE else POLICY_VIOLATION)
            elif kind == DROP:
                self._host.drop_others(self)
            else:
                faults.ask(kind, {name: value for name, value in plan.items() if name != "kind"})
        except ValueError as error:
            raise RpcError(INVALID_PARAMS, "Invalid params", str(error)) from error

    def _subscription(self) -> str:
        if len(self._heads) + len(self._watchers) + len(self._storage) >= MOST_SUBSCRIPTIONS:
            raise RpcError(INTERNAL, "Too many subscriptions on the connection")
        return f"practice-{next(self._numbers)}"

    def _hold(self, kind: str, subscription: str, result: object) -> None:
        """Hold a notification back until the reply that names its subscription is sent."""
        self._held.append(_notification(kind, subscription, result))

    def _notify(self, kind: str, subscription: str, result: object) -> None:
        self._queue(_notification(kind, subscription, result))

    def _send(self, reply: object) -> None:
        self._queue(json.dumps(reply))

    def _queue(self, text: str) -> None:
        self._outbox.put(text)

    async def _write(self) -> None:
        with contextlib.suppress(ConnectionClosed):
            await self._outbox.write()


def _is_last(status: Status) -> bool:
    return (status if isinstance(status, str) else next(iter(status))) in LAST_WORDS


def _failure(number: object, error: RpcError) -> dict[str, object]:
    return {"jsonrpc": "2.0", "id": number, "error": error.as_json()}


def _notification(kind: str, subscription: str, result: object) -> str:
    params = {"subscription": subscription, "result": result}
    return json.dumps({"jsonrpc": "2.0", "method": kind, "params": params})
