"""The newer JSON-RPC interface with an immediate answer: `chainSpec_v1`, `archive_v1`, and what follows share.

https://paritytech.github.io/json-rpc-interface-spec/
"""

from collections.abc import Callable, Mapping
from typing import Any

from dtao_tui.practice.blocks.blockchain import Chain
from dtao_tui.practice.blocks.headers import blake2
from dtao_tui.practice.node.rpc_methods import MOST_KEYS, Params, RpcError
from dtao_tui.practice.runtime.plain_values import hexed, unhex

Call = Callable[[str, Params], Any]
Method = Callable[[Params], object]
VALUE, HASH, VALUES_BELOW, HASHES_BELOW = "value", "hash", "descendantsValues", "descendantsHashes"
MOST_ITEMS = 10_000
"""Entries that one storage question answers."""


def newer_methods(chain: Chain, call: Call) -> Mapping[str, Method]:
    """Methods by name; `call` answers the older ones."""

    def known(params: Params) -> int | None:
        return chain.number_of(unhex(params[0] if params else None))

    def by_height(params: Params) -> object:
        found = chain.hash_of(int(str(params[0])))
        return [] if found is None else [hexed(found)]

    def header(params: Params) -> object:
        number = known(params)
        return None if number is None else header_at(chain, number)

    def body(params: Params) -> object:
        number = known(params)
        block = None if number is None else chain.block(number)
        return None if block is None else [hexed(each) for each in block.extrinsics]

    def called(params: Params) -> object:
        if known(params) is None:
            return None
        try:
            return {"success": True, "value": call("state_call", [params[1], params[2], params[0]])}
        except RpcError as error:
            return {"success": False, "error": error.data or str(error)}

    return {
        "chainSpec_v1_chainName": lambda _: call("system_chain", []),
        "chainSpec_v1_genesisHash": lambda _: call("chain_getBlockHash", [0]),
        "chainSpec_v1_properties": lambda _: call("system_properties", []),
        "archive_v1_genesisHash": lambda _: call("chain_getBlockHash", [0]),
        "archive_v1_finalizedHeight": lambda _: chain.finalized,
        "archive_v1_hashByHeight": by_height,
        "archive_v1_header": header,
        "archive_v1_body": body,
        "archive_v1_call": called,
    }


def header_at(chain: Chain, number: int) -> str | None:
    """The SCALE bytes of a block's header in hexadecimal; None without such a block."""
    block = chain.block(number)
    return None if block is None else hexed(block.header.encoded)


def storage_items(call: Call, block: object, asked: object) -> list[dict[str, object]]:
    """The answers to storage questions `{key, type}` at a block. Raises RpcError or ValueError."""
    if not isinstance(asked, list):
        raise ValueError("expected a list of items")
    found: list[dict[str, object]] = []
    for each in asked:
        key, kind = each["key"], each["type"]
        keys = _below(call, key, block) if kind in (VALUES_BELOW, HASHES_BELOW) else [key]
        for changed, value in _values(call, keys, block):
            if value is not None:
                of_hash = kind in (HASH, HASHES_BELOW)
                found.append({"key": changed, **({HASH: _hash(value)} if of_hash else {VALUE: value})})
        if len(found) > MOST_ITEMS:
            raise ValueError(f"more than {MOST_ITEMS} entries")
    return found


def _below(call: Call, prefix: object, block: object) -> list[str]:
    keys: list[str] = []
    while len(keys) <= MOST_ITEMS:
        page = call("state_getKeysPaged", [prefix, MOST_KEYS, keys[-1] if keys else None, block])
        keys += page
        if len(page) < MOST_KEYS:
            break
    return keys


def _values(call: Call, keys: list[str], block: object) -> list[tuple[str, str | None]]:
    if not keys:
        return []
    [answer] = call("state_queryStorageAt", [keys, block])
    changes: list[tuple[str, str | None]] = answer["changes"]
    return changes


def _hash(value: str) -> str:
    return hexed(blake2(unhex(value)))
