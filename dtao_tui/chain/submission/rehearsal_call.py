"""Dry run of a signed extrinsic in the chain's own runtime at the newest block, before it is sent.

Both answers are read by a hard-coded decoder; the chain's metadata only gives the names of module errors.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dtao_tui.chain import error_messages
from dtao_tui.chain.reading import block_headers
from dtao_tui.chain.runtime.decode_guard import UNREADABLE as WRONG_SHAPE
from dtao_tui.chain.submission.pool_refusals import CUSTOM_NAMES
from dtao_tui.domain.text import cleaned
from dtao_tui.domain.trades.calls import Call
from dtao_tui.ports.errors import ChainTrouble, NotConnected
from dtao_tui.ports.extrinsics import DecodedCall, Rehearsal, RehearsalVerdict

if TYPE_CHECKING:
    from dtao_tui.chain.runtime.runtime_client import RuntimeClient

MOST_SECONDS = 3.0
"""Limit for both requests together."""

VALIDATE = "TaggedTransactionQueue_validate_transaction"
APPLY = "BlockBuilder_apply_extrinsic"

WRAPPERS = frozenset({"Proxy", "Utility", "Multisig", "Sudo"})
"""Pallets whose calls succeed even if the call inside fails, but for `WHOLE`.

`MevShield` is not among them: what a carrier holds is no call to its block, and who asks knows that it is not tried.
"""

WHOLE = ("Utility", "batch_all")
"""The batch that fails with the first of its calls that fails (pallet-utility): its own result tells of them all."""

_FROM_OUTSIDE = b"\x02"
"""`TransactionSource::External`, as for what comes over the network."""

_LONGEST_ANSWER = 4096
_NAME_CELLS = 40

_INVALID = (
    *("Call", "Payment", "Future", "Stale", "BadProof", "AncientBirthBlock", "ExhaustsResources", "Custom"),
    *("BadMandatory", "MandatoryValidation", "BadSigner", "IndeterminateImplicit", "UnknownOrigin"),
)
_UNKNOWN = ("CannotLookup", "NoUnsignedValidator", "Custom")
_CUSTOM = _INVALID.index("Custom")
_CERTAIN = frozenset({"Payment", "Stale", "BadProof"})
"""Errors that last; others may pass with the next block or depend on the endpoint."""

_DISPATCH = (
    *("Other", "CannotLookup", "BadOrigin", "Module", "ConsumerRemaining", "NoProviders", "TooManyConsumers"),
    *("Token", "Arithmetic", "Transactional", "Exhausted", "Corruption", "Unavailable", "RootNotAllowed", "Trie"),
)
_MODULE = _DISPATCH.index("Module")
_TOKEN = (
    *("FundsUnavailable", "OnlyProvider", "BelowMinimum", "CannotCreate", "UnknownAsset", "Frozen", "Unsupported"),
    *("CannotCreateHold", "NotExpendable", "Blocked"),
)
_ARITHMETIC = ("Underflow", "Overflow", "DivisionByZero")
_TRANSACTIONAL = ("LimitReached", "NoLayer")
_INNER = {"Token": _TOKEN, "Arithmetic": _ARITHMETIC, "Transactional": _TRANSACTIONAL}
DISPATCH_ERROR_NAMES = frozenset(_DISPATCH).difference(("Module", *_INNER)).union(*_INNER.values())
"""Names of all dispatch errors that are not a pallet's own."""


class Undecodable(ValueError):
    """An answer of an unknown form."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A reason of the runtime against an extrinsic."""

    name: str
    """The error's name, or why there is none; `Module` for a module's error, with its numbers below."""

    is_certain: bool = True
    """Whether the extrinsic fails by itself, rather than at this moment or endpoint only."""

    module: tuple[int, bytes] | None = None
    """The pallet's number and the error's four bytes."""

    custom: int | None = None
    """The pool's own number of a refusal."""


_NOT_OFFERED = Failure("the endpoint does not offer it", is_certain=False)
_UNREADABLE = Failure("the answer cannot be read", is_certain=False)


async def rehearse(client: "RuntimeClient", extrinsic: bytes, decoded: DecodedCall) -> Rehearsal:
    """Dry-run a signed extrinsic at the newest block, within three seconds. Never raises a ChainTrouble."""
    was_shown = False
    try:
        async with asyncio.timeout(MOST_SECONDS):
            head = await block_headers.head_of(client)
            was_shown = True
            at = bytes.fromhex(head.hash.removeprefix("0x"))
            validity, result = await asyncio.gather(
                _asked(client, VALIDATE, _FROM_OUTSIDE + extrinsic + at, head.hash),
                _asked(client, APPLY, extrinsic, head.hash),
            )
        return read_answers(client, validity, result, decoded)
    except TimeoutError:
        return Rehearsal(RehearsalVerdict.UNCLEAR, f"no answer within {MOST_SECONDS:g} seconds", was_shown=was_shown)
    except NotConnected:
        return Rehearsal(RehearsalVerdict.UNCLEAR, "there is no connection", was_shown=was_shown)
    except (ChainTrouble, ValueError):
        return Rehearsal(RehearsalVerdict.UNCLEAR, "the endpoint names no newest block", was_shown=was_shown)


async def _asked(client: "RuntimeClient", method: str, parameters: bytes, block_hash: str) -> bytes | None:
    """The runtime's answer, or None where the endpoint gives none that can be read."""
    try:
        answer = await client.request("state_call", method, "0x" + parameters.hex(), block_hash)
    except NotConnected:
        raise
    except ChainTrouble:
        return None
    if not isinstance(answer, str) or len(answer) > 2 * _LONGEST_ANSWER:
        return None
    try:
        return bytes.fromhex(answer.removeprefix("0x"))
    except ValueError:
        return None


def read_answers(
    client: "RuntimeClient", validity: bytes | None, result: bytes | None, decoded: DecodedCall
) -> Rehearsal:
    """The verdict of both answers; a certain failure counts even if the other answer cannot be read."""
    # What carrying it out says is more exact than what the pool says.
    found = [*_failures(failure_in_result, result), *_failures(failure_in_validity, validity)]
    certain = next((failure for failure in found if failure.is_certain), None)
    if certain is not None:
        name = _named(client, certain)
        said = error_messages.sentence_of(name, _documentation(client, certain))
        return Rehearsal(RehearsalVerdict.FAILED, said.happened, name, advice=said.advice)
    if found:
        return Rehearsal(RehearsalVerdict.UNCLEAR, found[0].name)
    silent = _silent_wrapper(decoded.call)
    if silent:
        return Rehearsal(RehearsalVerdict.UNCLEAR, f"{silent} tells nothing of the call within it")
    return Rehearsal(RehearsalVerdict.PASSED)


def _silent_wrapper(call: Call) -> str:
    """The pallet of the outermost call whose result hides that of a call in it; empty where there is none."""
    if call.inner and call.pallet in WRAPPERS and call.title != WHOLE:
        return call.pallet
    return next(filter(None, map(_silent_wrapper, call.inner)), "")


def _failures(read: Callable[[bytes], "Failure | None"], answer: bytes | None) -> tuple[Failure, ...]:
    if answer is None:
        return (_NOT_OFFERED,)
    try:
        failure = read(answer)
    except Undecodable:
        return (_UNREADABLE,)
    return () if failure is None else (failure,)


def failure_in_result(answer: bytes) -> Failure | None:
    """The failure in an `ApplyExtrinsicResult`, or None for a success. Raises Undecodable."""
    data = _Answer(answer)
    failure: Failure | None = None
    if data.is_error():
        failure = _validity_error(data)
    elif data.is_error():
        failure = _dispatch_error(data)
    data.must_be_over()
    return failure


def failure_in_validity(answer: bytes) -> Failure | None:
    """The failure in a `TransactionValidity`, or None for a valid one. Raises Undecodable."""
    data = _Answer(answer)
    failure = _validity_error(data) if data.is_error() else _requirement(data)
    data.must_be_over()
    return failure


def _requirement(data: "_Answer") -> Failure | None:
    """The failure of a valid transaction that requires another one first, or None."""
    data.take(8)
    required, _provided = data.byte_lists(), data.byte_lists()
    data.take(8)
    data.variant(2)
    return Failure("Future", is_certain=False) if required else None


def _validity_error(data: "_Answer") -> Failure:
    if data.variant(2) == 1:
        name = _UNKNOWN[data.variant(len(_UNKNOWN))]
        if name == "Custom":
            data.variant(256)
        return Failure(name, is_certain=False)
    kind = data.variant(len(_INVALID))
    if kind == _CUSTOM:
        return Failure("Custom", custom=data.variant(256))
    return Failure(_INVALID[kind], is_certain=_INVALID[kind] in _CERTAIN)


def _dispatch_error(data: "_Answer") -> Failure:
    kind = data.variant(len(_DISPATCH))
    if kind == _MODULE:
        return Failure("Module", module=(data.variant(256), data.take(4)))
    name = _DISPATCH[kind]
    if name == "Trie":
        data.variant(256)
    inner = _INNER.get(name)
    return Failure(name if inner is None else inner[data.variant(len(inner))])


def _named(client: "RuntimeClient", failure: Failure) -> str:
    """The chain's cleaned name of the error; its numbers where the metadata has no name."""
    if failure.custom is not None:
        return CUSTOM_NAMES.get(failure.custom) or f"Custom {failure.custom}"
    if failure.module is None:
        return failure.name
    pallet, error = failure.module
    try:
        named = client.module_error_name(pallet, error)
    except WRONG_SHAPE:
        named = ""
    return cleaned(named, _NAME_CELLS) or f"error {error[0]} of pallet {pallet}"


def _documentation(client: "RuntimeClient", failure: Failure) -> str:
    """What the metadata says of a module's error; empty for others."""
    try:
        return client.module_error_documentation(*failure.module) if failure.module else ""
    except WRONG_SHAPE:
        return ""


class _Answer:
    """Reader of an answer's bytes from the front."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, count: int) -> bytes:
        part = self._data[self._at : self._at + count]
        if len(part) < count:
            raise Undecodable
        self._at += count
        return part

    def variant(self, count: int) -> int:
        """The index of a variant among `count`."""
        number = self.take(1)[0]
        if number >= count:
            raise Undecodable
        return number

    def byte_lists(self) -> int:
        """Skip a list of byte strings and return their count."""
        count = self._compact()
        for _ in range(count):
            self.take(self._compact())
        return count

    def _compact(self) -> int:
        """A compact number below 2**14; a longer list is none of an honest runtime."""
        first = self.take(1)[0]
        if first & 3 == 0:
            return first >> 2
        if first & 3 != 1:
            raise Undecodable
        return (first | self.take(1)[0] << 8) >> 2

    def is_error(self) -> bool:
        """Whether the Err side of a Result follows."""
        return self.variant(2) == 1

    def must_be_over(self) -> None:
        if self._at != len(self._data):
            raise Undecodable
