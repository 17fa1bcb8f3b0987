"""JSON-RPC methods with an immediate answer; subscriptions are in `client_connection`."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TypeVar

from dtao_tui.practice.blocks.blockchain import Chain
from dtao_tui.practice.blocks.faults import REFUSED, Faults
from dtao_tui.practice.blocks.headers import blake2
from dtao_tui.practice.blocks.transactions import TransactionRefused
from dtao_tui.practice.drills.drill_runner import DrillRunner
from dtao_tui.practice.market.catch_up import catch_ups
from dtao_tui.practice.market.told_past import ToldPast
from dtao_tui.practice.node.runtime_api import Answers, NotAnswered
from dtao_tui.practice.options import check_tempo
from dtao_tui.practice.pallets.subnets.tempo import count_subnets, set_tempo
from dtao_tui.practice.runtime.declared.validity_types import APPLY, VALIDATE
from dtao_tui.practice.runtime.keyspace import Keyspace
from dtao_tui.practice.runtime.metadata import DECIMALS, SS58_FORMAT, TOKEN
from dtao_tui.practice.runtime.plain_values import account, hexed, unhex
from dtao_tui.practice.state.internal_items import BEGAN_AT
from dtao_tui.practice.state.storage import Discarded, Value

INVALID_REQUEST, NO_METHOD, INVALID_PARAMS, INTERNAL, CLIENT = -32600, -32601, -32602, -32603, 4003
MOST_KEYS = 1000
MOST_KEYS_UNPAGED = 50_000
MOST_GIVEN_RAO = 1_000_000 * 10**9
CHAIN_NAME = "dtao-tui practice"

ALIASES = {
    "chain_getHead": "chain_getBlockHash",
    "chain_getFinalisedHead": "chain_getFinalizedHead",
    "chain_getRuntimeVersion": "state_getRuntimeVersion",
    "state_callAt": "state_call",
    "state_getStorageAt": "state_getStorage",
    "state_getStorageHashAt": "state_getStorageHash",
    "state_getKeysPagedAt": "state_getKeysPaged",
    "system_accountNextIndex": "account_nextIndex",
}
"""Aliases that Substrate nodes answer to."""

Params = Sequence[object]
Answer = TypeVar("Answer")


class RpcError(Exception):
    """An error as JSON-RPC reports it."""

    def __init__(self, code: int, message: str, data: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.data = data

    def as_json(self) -> dict[str, object]:
        """The error object of a reply."""
        plain: dict[str, object] = {"code": self.code, "message": self.message}
        return plain if self.data is None else {**plain, "data": self.data}


class Rpc:
    """All methods with an immediate answer, by name."""

    def __init__(
        self, chain: Chain, faults: Faults | None, on_arrival: Callable[[], None], past: ToldPast | None = None
    ) -> None:
        """`past` is what the world tells of the time before its first block; None where there is no such story."""
        self.chain = self._chain = chain
        self._past = past
        self._on_arrival = on_arrival
        self._faults = faults
        self.drills = DrillRunner(chain)
        self._description = chain.description
        self._answers = Answers(chain)
        self._keyspace = Keyspace(chain.description)
        self._methods: Mapping[str, Callable[[Params], object]] = self._table()

    @property
    def names(self) -> list[str]:
        """The names of all methods with an immediate answer."""
        return sorted(self._methods)

    def call(self, method: str, params: Params) -> object:
        """The result of a method. Raises RpcError."""
        rule = self._methods.get(method)
        if rule is None:
            raise RpcError(NO_METHOD, "Method not found", method)
        self._follow_upgrade()
        try:
            return rule(params)
        except TransactionRefused as refused:
            raise RpcError(refused.code, refused.message, refused.data) from refused
        except NotAnswered as error:
            raise RpcError(CLIENT, f"Client error: Execution failed: {error}") from error
        except (ValueError, OverflowError) as error:
            raise RpcError(INVALID_PARAMS, "Invalid params", str(error)) from error

    def _follow_upgrade(self) -> None:
        if self._description is not self._chain.description:
            self._description = self._chain.description
            self._answers = Answers(self._chain)
            self._keyspace = Keyspace(self._description)

    def submit(self, data: bytes, watcher: Callable[..., None] | None = None) -> bytes:
        """Add an extrinsic to the mempool. Raises TransactionRefused."""
        if self._faults is not None:
            self._faults.reject()
        taken = self._chain.submit(data, watcher)
        self._on_arrival()
        return taken

    def _table(self) -> dict[str, Callable[[Params], object]]:
        own: dict[str, Callable[[Params], object]] = {
            "author_submitExtrinsic": lambda params: hexed(self.submit(_octets(params, 0))),
            "author_pendingExtrinsics": lambda _: [hexed(each.data) for each in self._chain.pool.ready()],
            "account_nextIndex": lambda params: self._chain.next_nonce(account(_text(params, 0))),
            "chain_getBlockHash": self._block_hash,
            "chain_getFinalizedHead": lambda _: self._hash(self._chain.finalized),
            "chain_getHeader": self._header,
            "chain_getBlock": self._block,
            "state_call": self._call,
            "state_getMetadata": lambda params: hexed(self._chain.description_at(self._at(params, 0)).legacy),
            "state_getRuntimeVersion": self._version,
            "state_getStorage": self._storage,
            "state_getStorageHash": self._storage_hash,
            "state_getKeys": self._all_keys,
            "state_getKeysPaged": self._keys,
            "state_queryStorageAt": self._query,
            **self._about(),
        }
        if self._chain.is_itself:
            # A chain that passes for another has no more of a faucet than that one.
            own["practice_faucet"] = self._faucet
            own |= self._about_drills()
            own["practice_story"] = self._story
            own["practice_tempo"] = self._tempo
        if self._faults is not None:
            own["practice_put"] = self._put
        return own | {alias: own[name] for alias, name in ALIASES.items()}

    def _about_drills(self) -> dict[str, Callable[[Params], object]]:
        drills = self.drills
        return {
            "practice_drill": lambda params: drills.begin(account(_text(params, 0)), _text(params, 1)),
            "practice_drill_state": lambda params: drills.state(account(_text(params, 0))),
            "practice_drill_end": lambda params: drills.end(account(_text(params, 0))),
            "practice_drill_repair": lambda params: drills.repair(account(_text(params, 0))),
        }

    def _about(self) -> dict[str, Callable[[Params], object]]:
        properties = {"ss58Format": SS58_FORMAT, "tokenDecimals": DECIMALS, "tokenSymbol": TOKEN}
        return {
            "system_name": lambda _: CHAIN_NAME,
            "system_chain": lambda _: CHAIN_NAME,
            "system_chainType": lambda _: "Development",
            "system_version": lambda _: f"{self._chain.description.spec_version}",
            "system_properties": lambda _: properties,
            "system_health": lambda _: {"peers": 0, "isSyncing": False, "shouldHavePeers": False},
        }

    def _hash(self, number: int) -> str | None:
        found = self._chain.hash_of(number)
        if number == 0 and self._faults is not None and self._faults.genesis is not None:
            found = self._faults.genesis
        return None if found is None else hexed(found)

    def _block_hash(self, params: Params) -> object:
        asked = params[0] if params else None
        if asked is None:
            return self._hash(self._chain.height)
        if isinstance(asked, list):
            return [self._hash(_number(each)) for each in asked]
        return self._hash(_number(asked))

    def _header(self, params: Params) -> object:
        number = self._known(params, 0)
        block = None if number is None else self._chain.block(number)
        return None if block is None else block.header.as_json()

    def _block(self, params: Params) -> object:
        number = self._known(params, 0)
        block = None if number is None else self._chain.block(number)
        if block is None:
            return None
        body = {"header": block.header.as_json(), "extrinsics": [hexed(each) for each in block.extrinsics]}
        return {"block": body, "justifications": None}

    def _version(self, params: Params) -> object:
        edition = self._chain.description_at(self._at(params, 0)).edition
        named = {_camel(name): value for name, value in edition.version().items()}
        apis = [[hexed(identifier), version] for identifier, version in edition.announced()]
        return {**named, "apis": apis, "stateVersion": 1}

    def _call(self, params: Params) -> object:
        name, data = _text(params, 0), _octets(params, 1)
        number = self._at(params, 2)
        if name in (VALIDATE, APPLY) and self._chain.faults.rehearsal.says == REFUSED:
            raise RpcError(NO_METHOD, "Method not found", name)
        answer = self._kept(params, 2, lambda: self._answers.answer(name, data, number))
        return hexed(answer if self._faults is None else self._faults.twisted(name, answer))

    def _value(self, params: Params) -> bytes | None:
        key, number = _octets(params, 0), self._at(params, 1)
        return self._kept(params, 1, lambda: self._keyspace.value(self._chain.view(number), key))

    def _storage(self, params: Params) -> object:
        value = self._value(params)
        return None if value is None else hexed(value)

    def _storage_hash(self, params: Params) -> object:
        value = self._value(params)
        return None if value is None else hexed(blake2(value))

    def _keys(self, params: Params) -> object:
        prefix, count = _octets(params, 0), _number(params[1] if len(params) > 1 else MOST_KEYS)
        start = _octets(params, 2) if len(params) > 2 and params[2] is not None else b""
        number = self._at(params, 3)
        if count > MOST_KEYS:
            raise RpcError(INVALID_PARAMS, f"count exceeds maximum value. value: {count}, max: {MOST_KEYS}")
        keys = self._kept(params, 3, lambda: sorted(self._keyspace.keys(self._chain.view(number), prefix)))
        return [hexed(key) for key in keys if key > start][:count]

    def _all_keys(self, params: Params) -> object:
        prefix, number = _octets(params, 0), self._at(params, 1)
        keys = self._kept(params, 1, lambda: sorted(self._keyspace.keys(self._chain.view(number), prefix)))
        if len(keys) > MOST_KEYS_UNPAGED:
            raise RpcError(INVALID_PARAMS, f"over {MOST_KEYS_UNPAGED} keys: ask for them in pages")
        return [hexed(key) for key in keys]

    def _query(self, params: Params) -> object:
        keys, number = params[0] if params else None, self._at(params, 1)
        if not isinstance(keys, list):
            raise ValueError("expected a list of keys")

        def changes() -> list[tuple[object, str | None]]:
            view = self._chain.view(number)
            values = ((key, self._keyspace.value(view, unhex(key))) for key in keys)
            return [(key, None if value is None else hexed(value)) for key, value in values]

        return [{"block": self._hash(number), "changes": self._kept(params, 1, changes)}]

    def _faucet(self, params: Params) -> object:
        if len(params) < 2:
            raise ValueError("expected an address and an amount in rao")
        rao = _number(params[1])
        if not 0 < rao <= MOST_GIVEN_RAO:
            raise ValueError("the faucet gives more than nothing and at most 1,000,000 TAO at once")
        return {"block": self._chain.grant(account(_text(params, 0)), rao)}

    def _tempo(self, params: Params) -> object:
        blocks = _number(params[0] if params else None)
        check_tempo(blocks, count_subnets(self._chain.storage))
        return {"block": self._chain.ask(partial(set_tempo, blocks=blocks))}

    def _story(self, params: Params) -> object:
        """A page of the story: the pools from this place on, before block 0 or during the catch-up of a block.

        None before block 1, in a world without a past, and for a block that caught nothing up.
        """
        storage = self._chain.storage
        began, first = storage.number(BEGAN_AT), _number(params[0]) if params else 0
        block = _number(params[1]) if len(params) > 1 else 0
        if self._past is None or not began:
            return None
        told = catch_ups(storage)
        if not block:
            return {**self._past.page(first, began), "catch_ups": [each.block for each in told]}
        found = next((each for each in told if each.block == block), None)
        return None if found is None else self._past.page_between(first, found)

    def _put(self, params: Params) -> object:
        if len(params) != 3 or not isinstance(params[1], list):
            raise ValueError("expected an item, a list of key parts and a value")
        key = [part if isinstance(part, bytes) else _number(part) for part in map(_plain, params[1])]
        item = _text(params, 0)
        if not self._chain.description.declares(item):
            raise ValueError(f"no pallet declares {item}")
        self._chain.storage.put(item, *key, value=_plain(params[2]))
        self._answers.forget()
        return None

    def _known(self, params: Params, place: int) -> int | None:
        """The number of the block of a hash, the head's without one, None for an unknown hash."""
        given = params[place] if len(params) > place else None
        return self._chain.height if given is None else self._chain.number_of(unhex(given))

    def _at(self, params: Params, place: int) -> int:
        number = self._known(params, place)
        if number is None:
            raise RpcError(CLIENT, f"Client error: UnknownBlock: Header was not found in the database: {params[place]}")
        return number

    def _kept(self, params: Params, place: int, read: Callable[[], Answer]) -> Answer:
        try:
            return read()
        except Discarded as error:
            gone = f"State already discarded for {params[place]}"
            raise RpcError(CLIENT, f"Client error: UnknownBlock: {gone}", gone) from error


def _camel(name: str) -> str:
    """A field's name as JSON writes it: spec_version is specVersion."""
    first, *others = name.split("_")
    return first + "".join(map(str.title, others))


def _text(params: Params, place: int) -> str:
    value = params[place] if len(params) > place else None
    if not isinstance(value, str):
        raise ValueError(f"parameter {place + 1} is to be a string")
    return value


def _octets(params: Params, place: int) -> bytes:
    text = _text(params, place)
    return unhex(text) if text else b""


def _number(value: object) -> int:
    number = (int(value, 16) if value.startswith("0x") else int(value)) if isinstance(value, str) else value
    if not isinstance(number, int) or isinstance(number, bool) or number < 0:
        raise ValueError("expected a whole number")
    return number


def _plain(value: object) -> Value:
    """A JSON value as storage holds it: 0x… strings are bytes."""
    if isinstance(value, str) and value.startswith("0x"):
        return unhex(value)
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {str(name): _plain(each) for name, each in value.items()}
    if value is None or isinstance(value, str | int):
        return value
    raise ValueError("expected no fractions")
