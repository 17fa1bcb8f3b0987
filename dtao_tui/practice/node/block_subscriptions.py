"""The newer JSON-RPC interface of one connection: `chainHead_v1`, `archive_v1`, `transactionWatch_v1`.

A follow tells of blocks as they come and become final; operations on them answer by its events. Nothing is pinned here:
every block is answered for as long as the chain keeps its state.
"""

from collections.abc import Mapping
from typing import Any, Protocol

from dtao_tui.practice.blocks.blockchain import Chain
from dtao_tui.practice.blocks.mempool import Status, Watcher
from dtao_tui.practice.node.newer_methods import Call, Method, header_at, newer_methods, storage_items
from dtao_tui.practice.node.rpc_methods import INVALID_PARAMS, Params, RpcError
from dtao_tui.practice.runtime.plain_values import hexed, unhex

FOLLOW_EVENT = "chainHead_v1_followEvent"
STORAGE_EVENT = "archive_v1_storageEvent"
WATCH_EVENT = "transactionWatch_v1_watchEvent"
MOST_FOLLOWS = 8
NOTHING_TO_STOP = ("chainHead_v1_unpin", "chainHead_v1_stopOperation", "chainHead_v1_continue", "transaction_v1_stop")

Event = dict[str, object]


class Teller(Protocol):
    """What a connection does for its subscriptions."""

    def new_subscription(self) -> str:
        """A name for a subscription. Raises RpcError when there are too many."""

    def tell(self, kind: str, subscription: str, result: object) -> None:
        """Send a notification now, or after the reply that is being made."""

    def submit_watched(self, subscription: str, params: Params, watch: Watcher) -> None:
        """Send an extrinsic and watch it until its last status. Raises RpcError."""


class BlockSubscriptions:
    """The follows of one connection and their operations."""

    def __init__(self, chain: Chain, call: Call, teller: Teller) -> None:
        """`call` answers the methods with an immediate answer."""
        self._chain = chain
        self._call = call
        self._teller = teller
        self._follows: dict[str, bool] = {}
        """By subscription: whether it is told of runtimes."""

        self._final = chain.finalized
        self._version = chain.description.spec_version
        self._operations = 0
        self._methods: Mapping[str, Method] = {
            **newer_methods(chain, call),
            "chainHead_v1_follow": self._follow,
            "chainHead_v1_unfollow": lambda params: self._follows.pop(str(params[0]), None) and None,
            "chainHead_v1_header": self._header,
            "chainHead_v1_body": self._body,
            "chainHead_v1_call": self._called,
            "chainHead_v1_storage": self._storage,
            "archive_v1_storage": self._archived,
            "transactionWatch_v1_submitAndWatch": self._watch,
            "transaction_v1_broadcast": self._broadcast,
            **dict.fromkeys(NOTHING_TO_STOP, lambda _: None),
        }

    @property
    def names(self) -> list[str]:
        """The names of its methods."""
        return sorted(self._methods)

    def answer(self, method: str, params: Params) -> object:
        """The result of a method. Raises RpcError."""
        try:
            return self._methods[method](params)
        except (LookupError, TypeError, ValueError) as error:
            raise RpcError(INVALID_PARAMS, "Invalid params", str(error)) from error

    def tell_block(self) -> None:
        """Tell every follow of the newest block."""
        if not self._follows:
            return
        version = self._chain.description.spec_version
        is_new, self._version = version != self._version, version
        for subscription, with_runtime in self._follows.items():
            for event in self._of_block(self._chain.height, with_runtime=with_runtime and is_new):
                self._teller.tell(FOLLOW_EVENT, subscription, event)

    def tell_final(self) -> None:
        """Tell every follow of the blocks that have become final."""
        numbers = range(self._final + 1, self._chain.finalized + 1)
        self._final = self._chain.finalized
        hashes = [self._hash(number) for number in numbers]
        for subscription in self._follows:
            event: Event = {"event": "finalized", "finalizedBlockHashes": hashes, "prunedBlockHashes": []}
            self._teller.tell(FOLLOW_EVENT, subscription, event)

    def _follow(self, params: Params) -> str:
        if len(self._follows) >= MOST_FOLLOWS:
            raise RpcError(-32800, "Maximum number of chainHead_follow has been reached")
        subscription, with_runtime = self._teller.new_subscription(), bool(params and params[0])
        final = self._chain.finalized
        begun: Event = {"event": "initialized", "finalizedBlockHashes": [self._hash(final)]}
        if with_runtime:
            begun["finalizedBlockRuntime"] = self._runtime(final)
        self._teller.tell(FOLLOW_EVENT, subscription, begun)
        for number in range(final + 1, self._chain.height + 1):
            for event in self._of_block(number, with_runtime=False):
                self._teller.tell(FOLLOW_EVENT, subscription, event)
        if final == self._chain.height:
            best: Event = {"event": "bestBlockChanged", "bestBlockHash": self._hash(final)}
            self._teller.tell(FOLLOW_EVENT, subscription, best)
        self._follows[subscription], self._final = with_runtime, final
        return subscription

    def _of_block(self, number: int, *, with_runtime: bool) -> list[Event]:
        hashed = self._hash(number)
        runtime = self._runtime(number) if with_runtime else None
        new: Event = {"event": "newBlock", "blockHash": hashed, "parentBlockHash": self._hash(number - 1)}
        return [{**new, "newRuntime": runtime}, {"event": "bestBlockChanged", "bestBlockHash": hashed}]

    def _runtime(self, number: int) -> Event:
        version = self._call("state_getRuntimeVersion", [self._hash(number)])
        names = ("specName", "implName", "specVersion", "implVersion", "transactionVersion")
        return {"type": "valid", "spec": {**{name: version[name] for name in names}, "apis": dict(version["apis"])}}

    def _hash(self, number: int) -> str:
        return str(self._call("chain_getBlockHash", [number]))

    def _header(self, params: Params) -> object:
        return header_at(self._chain, self._number(params))

    def _body(self, params: Params) -> object:
        block = self._chain.block(self._number(params))
        extrinsics = [] if block is None else block.extrinsics
        return self._done(params, {"event": "operationBodyDone", "value": [hexed(each) for each in extrinsics]})

    def _called(self, params: Params) -> object:
        self._number(params)
        try:
            output = self._call("state_call", [params[2], params[3], params[1]])
        except RpcError as error:
            return self._done(params, {"event": "operationError", "error": error.data or str(error)})
        return self._done(params, {"event": "operationCallDone", "output": output})

    def _storage(self, params: Params) -> object:
        self._number(params)
        items = storage_items(self._call, params[1], params[2])
        found: list[Event] = [{"event": "operationStorageItems", "items": items}] if items else []
        return self._done(params, *found, {"event": "operationStorageDone"})

    def _done(self, params: Params, *events: Event) -> Event:
        """Start an operation whose events follow its reply at once."""
        self._operations += 1
        operation = f"operation-{self._operations}"
        for event in events:
            self._teller.tell(FOLLOW_EVENT, str(params[0]), {**event, "operationId": operation})
        return {"result": "started", "operationId": operation}

    def _number(self, params: Params) -> int:
        number = self._chain.number_of(unhex(params[1])) if len(params) > 1 else None
        if number is None or str(params[0]) not in self._follows:
            raise RpcError(-32801, "Invalid block hash")
        return number

    def _archived(self, params: Params) -> str:
        items = storage_items(self._call, params[0], params[1] if len(params) > 1 else None)
        subscription = self._teller.new_subscription()
        for item in items:
            self._teller.tell(STORAGE_EVENT, subscription, {"event": "storage", **item})
        self._teller.tell(STORAGE_EVENT, subscription, {"event": "storageDone"})
        return subscription

    def _broadcast(self, params: Params) -> str:
        self._call("author_submitExtrinsic", params)
        self._operations += 1
        return f"broadcast-{self._operations}"

    def _watch(self, params: Params) -> str:
        subscription = self._teller.new_subscription()

        def watch(status: Status) -> None:
            event = self._watched(status, params)
            if event is not None:
                self._teller.tell(WATCH_EVENT, subscription, event)

        try:
            self._teller.submit_watched(subscription, params, watch)
        except RpcError as error:
            if error.code == INVALID_PARAMS:
                raise
            self._teller.tell(WATCH_EVENT, subscription, {"event": "invalid", "error": error.data or str(error)})
        return subscription

    def _watched(self, status: Status, params: Params) -> Event | None:
        """A status in the newer words; None for those that are told no longer."""
        if isinstance(status, str):
            words: dict[str, Event] = {
                "ready": {"event": "validated"},
                "invalid": {"event": "invalid", "error": "Invalid Transaction"},
                "dropped": {"event": "dropped", "error": "The pool has dropped it"},
            }
            return words.get(status)
        word, block = next(iter(status.items()))
        named = {"inBlock": "bestChainBlockIncluded", "finalized": "finalized"}.get(word)
        if named is None:
            return {"event": "invalid", "error": word} if word == "usurped" else None
        return {"event": named, "block": {"hash": block, "index": self._index(block, params[0])}}

    def _index(self, block: Any, extrinsic: object) -> int:
        body = self._call("chain_getBlock", [block])["block"]["extrinsics"]
        wanted = unhex(extrinsic)
        return next((at for at, each in enumerate(body) if unhex(each) == wanted), 0)
