"""Composes, prices, sends and finds extrinsics. Nothing here signs: the key is in another process."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from dtao_tui.chain import error_messages
from dtao_tui.chain.reading import block_headers, translate
from dtao_tui.chain.runtime import runtime_names
from dtao_tui.chain.runtime.decode_guard import reading
from dtao_tui.chain.submission import extrinsic_events
from dtao_tui.chain.submission.dispatch_errors import named_error
from dtao_tui.domain.accounts import OwnerAddress, SignerAddress
from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.trades.calls import Argument, Call
from dtao_tui.ports.chain import Head
from dtao_tui.ports.errors import NotUnderstood, StateGone
from dtao_tui.ports.extrinsics import Outcome, Progress, Stage, Unsigned
from dtao_tui.ports.networks import is_hash

if TYPE_CHECKING:
    from dtao_tui.chain.runtime.runtime_client import RuntimeClient
    from dtao_tui.chain.runtime.runtime_codec import RuntimeCodec

SILENCE_IN_BLOCKS = 40
SHORTEST_SILENCE_SECONDS = 60.0
"""Limits of a node's silence about an extrinsic that it took."""

_BLOCKS_AT_ONCE = 8
_SR25519 = 1
_NO_SIGNATURE = bytes(64)
_STAGES = {
    "future": Stage.READY,
    "ready": Stage.READY,
    "broadcast": Stage.BROADCAST,
    "inblock": Stage.IN_BLOCK,
    "finalized": Stage.FINAL,
    "retracted": Stage.RETRACTED,
    "dropped": Stage.DROPPED,
    "usurped": Stage.USURPED,
    "invalid": Stage.INVALID,
}
_LAST = frozenset({Stage.FINAL, Stage.DROPPED, Stage.USURPED, Stage.INVALID})
_FINALITY_LATE = "finalitytimeout"


class EventsGone(StateGone):
    """The block holds the extrinsic, but the endpoint has discarded its events."""

    def __init__(self, number: int, block_hash: str) -> None:
        super().__init__("This endpoint no longer tells what it brought.")
        self.number = number
        self.block_hash = block_hash


def compose(client: "RuntimeClient", call: Call) -> bytes:
    """The bytes of a call, by the names in the chain's metadata. Raises NotUnderstood."""
    try:
        with reading(f"the call {call.name}"):
            return _encoded(client.codec, call)
    except NotUnderstood as error:
        version = client.codec.spec_version
        raise NotUnderstood(
            f"This chain's runtime (version {version}) does not take {call.pallet}.{call.name} with these values."
        ) from error


@dataclass(frozen=True, slots=True)
class ExtrinsicFrame:
    """What is put around a call: who signs it for whom, and for how long."""

    signer: SignerAddress
    origin: OwnerAddress
    era_blocks: int


async def prepare(client: "RuntimeClient", call: Call, frame: ExtrinsicFrame) -> Unsigned:
    """A call as the frame's signer would sign it. Raises ChainTrouble."""
    composed = compose(client, call)
    version, nonce, anchor = await asyncio.gather(
        client.request("state_getRuntimeVersion", None),
        client.request("account_nextIndex", frame.signer),
        finalized(client),
    )
    with reading("the account's next number"):
        codec = client.codec
        if (int(version["specVersion"]), int(version["transactionVersion"])) != (
            codec.spec_version,
            codec.transaction_version,
        ):
            raise NotUnderstood("The chain's runtime has just been upgraded. Look at the order again after a block.")
        unsigned = Unsigned(
            signer=frame.signer,
            origin=frame.origin,
            call=composed,
            nonce=translate.number(nonce),
            genesis=client.genesis,
            spec_version=codec.spec_version,
            transaction_version=codec.transaction_version,
            era_period=frame.era_blocks,
            era_block=anchor.number,
            era_hash=anchor.hash,
            fee=None,
        )
    return replace(unsigned, fee=await estimated_fee(client, unsigned))


async def anchored(client: "RuntimeClient", unsigned: Unsigned) -> Unsigned:
    """The same call with its era anchored at the newest finalized block. Raises ChainTrouble."""
    anchor = await finalized(client)
    return replace(unsigned, era_block=anchor.number, era_hash=anchor.hash)


async def estimated_fee(client: "RuntimeClient", unsigned: Unsigned) -> Tao | None:
    """The network fee by `TransactionPaymentApi.query_info`, or None where the chain gives none."""
    with reading("an unsigned order"):
        dummy = unsigned_bytes(client, unsigned)
    try:
        info = await client.payment_info(dummy)
        with reading("the network fee"):
            return Tao(translate.whole(info, "partial_fee"))
    except NotUnderstood:
        return None


async def follow(client: "RuntimeClient", extrinsic: bytes, block_seconds: float) -> AsyncGenerator[Progress, None]:
    """Send once and yield each status to the last. Raises Refused or FateUnknown."""
    # Only a connection that is up needs the websocket library.
    from dtao_tui.chain.submission import extrinsic_watch

    silence = max(SHORTEST_SILENCE_SECONDS, SILENCE_IN_BLOCKS * block_seconds)
    async with aclosing(extrinsic_watch.statuses(client.rpc, extrinsic, silence)) as statuses:
        async for status in statuses:
            progress = _progress(status)
            yield progress
            if progress.stage in _LAST:
                return


async def finalized(client: "RuntimeClient") -> Head:
    """The newest finalized block. Raises ChainTrouble."""
    return await block_headers.head_of(client, await block_headers.newest_hash(client, "chain_getFinalizedHead"))


async def outcome(client: "RuntimeClient", extrinsic_hash: str, block_hash: str) -> Outcome | None:
    """What that block did with the extrinsic, or None where it does not hold it. Raises ChainTrouble."""
    block = await client.request("chain_getBlock", block_hash)
    return await _outcome_in(client, block, extrinsic_hash, block_hash)


async def search(client: "RuntimeClient", extrinsic_hash: str, first: int, last: int) -> Outcome | None:
    """The extrinsic in the canonical blocks first to last, or None where none holds it.

    Raises ChainTrouble for a block that cannot be read: None means that all of them were read.
    """
    async for block_hash, block in canonical_blocks(client, first, last):
        found = await _outcome_in(client, block, extrinsic_hash, block_hash)
        if found is not None:
            return found
    return None


async def canonical_blocks(client: "RuntimeClient", first: int, last: int) -> AsyncGenerator[tuple[str, Any], None]:
    """Hash and answer of each canonical block from first to last. Raises ChainTrouble, also for a broken chain."""
    parent: str | None = None
    for start in range(first, last + 1, _BLOCKS_AT_ONCE):
        numbers = range(start, min(start + _BLOCKS_AT_ONCE, last + 1))
        for block_hash, block in await asyncio.gather(*(_canonical(client, number) for number in numbers)):
            _check_link(block, parent)
            parent = block_hash
            yield block_hash, block


async def _canonical(client: "RuntimeClient", number: int) -> tuple[str, Any]:
    found = await block_headers.hash_of(client, number)
    if found is None:
        raise NotUnderstood(f"This endpoint does not have block {number:,} yet.")
    block = await client.request("chain_getBlock", found)
    if block is None:
        raise StateGone(f"This endpoint no longer has block {number:,}; an archive would.")
    with reading("a block"):
        if block_headers.number_in(block["block"]["header"]) != number:
            raise error_messages.contradiction(f"block {number} has another number inside")
    return found, block


def _check_link(block: Any, parent: str | None) -> None:
    with reading("a block"):
        if parent is not None and block["block"]["header"]["parentHash"] != parent:
            raise error_messages.contradiction("its blocks do not follow each other")


async def _outcome_in(client: "RuntimeClient", block: Any, extrinsic_hash: str, block_hash: str) -> Outcome | None:
    if block is None:
        return None
    with reading("a block"):
        number = block_headers.number_in(block["block"]["header"])
        extrinsics = [bytes.fromhex(text.removeprefix("0x")) for text in block["block"]["extrinsics"]]
    index = next((n for n, one in enumerate(extrinsics) if hash_of_extrinsic(one) == extrinsic_hash), None)
    if index is None:
        return None
    try:
        records, codec = await client.events(block_hash)
    except StateGone as gone:
        raise EventsGone(number, block_hash) from gone
    with reading("what became of the order"):
        return extrinsic_events.outcome_of(
            extrinsic_events.events_of(records, index),
            extrinsic_events.ExtrinsicPlace(number, block_hash, index),
            lambda error: named_error(error, codec),
            removal_has_fee=not codec.has_item(*runtime_names.WEIGHT),
        )


def _encoded(codec: "RuntimeCodec", call: Call) -> bytes:
    """The bytes of a call and of the calls within it, which the codec takes as bytes."""
    return codec.compose_call(call.pallet, call.name, {n: _value(codec, v) for n, v in call.arguments.items()})


def _value(codec: "RuntimeCodec", argument: Argument) -> Any:
    if isinstance(argument, Call):
        return _encoded(codec, argument)
    return [_encoded(codec, call) for call in argument] if isinstance(argument, tuple) else argument


def hash_of_extrinsic(extrinsic: bytes) -> str:
    """The extrinsic's hash: blake2b-256 of its bytes."""
    return "0x" + blake2b(extrinsic, digest_size=32).hexdigest()


def unsigned_bytes(client: "RuntimeClient", unsigned: Unsigned) -> bytes:
    """The extrinsic with an empty signature, as long as the signed one, so that its fee is exact."""
    codec = client.codec
    return codec.encode_signed_extrinsic(
        unsigned.call,
        public_key=client.public_key_of(unsigned.signer),
        signature=_NO_SIGNATURE,
        signature_version=_SR25519,
        era={"period": unsigned.era_period, "current": unsigned.era_block},
        nonce=unsigned.nonce,
        metadata_hash_enabled=client.checks_metadata_hash,
    )


def _progress(status: Any) -> Progress:
    """The stage in a status of the node. Raises FateUnknown for an unknown status."""
    word, value = _word_of(status)
    if word == _FINALITY_LATE:
        raise error_messages.fate_unknown("The chain has not made its blocks final for a long time.")
    stage = _STAGES.get(word)
    if stage is None:
        raise error_messages.fate_unknown("The node said something about it that this program does not know.")
    if stage in (Stage.IN_BLOCK, Stage.FINAL) and not is_hash(value):
        raise error_messages.fate_unknown("The node did not name the block that holds it.")
    return Progress(stage, value if is_hash(value) else None)


def _word_of(status: Any) -> tuple[str, Any]:
    if isinstance(status, str):
        return status.lower(), None
    if isinstance(status, dict) and len(status) == 1:
        word, value = next(iter(status.items()))
        return str(word).lower(), value
    return "", None
