"""Runtime API calls (`state_call`): decoded inputs, the registered query, and its encoded answer."""

from collections.abc import Callable, Mapping

from dtao_tui.practice.blocks import extrinsic_rehearsal
from dtao_tui.practice.blocks.blockchain import Chain
from dtao_tui.practice.blocks.extrinsic_execution import length_prefixed, nonce_of
from dtao_tui.practice.blocks.transactions import TransactionRefused, call_fee
from dtao_tui.practice.pallets.fees import call_weight, fee_of_length
from dtao_tui.practice.pallets.registry import QUERIES
from dtao_tui.practice.runtime.declared.declaration_schema import Method, split
from dtao_tui.practice.runtime.declared.validity_types import APPLY, VALIDATE
from dtao_tui.practice.runtime.metadata import Description
from dtao_tui.practice.runtime.plain_values import plain
from dtao_tui.practice.state.storage import Value

V14, V15 = 14, 15
REMEMBERED = 256
REMEMBERED_BYTES = 16 * 2**20


class NotAnswered(Exception):
    """A call that the chain cannot answer, with the reason as its message."""


class Answers:
    """Answers runtime API calls at any available block and caches the answers of a block."""

    def __init__(self, chain: Chain) -> None:
        self._chain = chain
        self._description: Description = chain.description
        self._methods = {
            f"{api.name}_{method.name}": (api.name, method) for api in chain.description.apis for method in api.methods
        }
        self._remembered: dict[tuple[int, str, bytes], bytes] = {}
        self._remembered_bytes = 0
        self._own: dict[str, Callable[[bytes, int], bytes]] = {
            "Core_version": self._version,
            "Metadata_metadata": lambda _, number: length_prefixed(chain.description_at(number).legacy),
            "Metadata_metadata_versions": lambda *_: self._description.encode("Vec<u32>", [V14, V15]),
            "Metadata_metadata_at_version": self._metadata,
            "TransactionPaymentApi_query_info": self._payment,
            "TransactionPaymentApi_query_length_to_fee": self._length_to_fee,
            VALIDATE: self._validity,
            APPLY: self._outcome,
        }

    def answer(self, name: str, data: bytes, number: int) -> bytes:
        """The encoded answer at a block. Raises NotAnswered, Discarded, or ValueError for inputs that do not decode."""
        # A cached answer outlives its state, but a node without the state must not answer.
        self._chain.view(number)
        remembered = self._remembered.get((number, name, data))
        if remembered is not None:
            return remembered
        if name in self._own and name in self._methods:
            return self._own[name](data, number)
        answered = self._answer(name, data, number)
        self._remember((number, name, data), answered)
        return answered

    def forget(self) -> None:
        """Drop the cached answers, because storage was changed between blocks."""
        self._remembered.clear()
        self._remembered_bytes = 0

    def _remember(self, asked: tuple[int, str, bytes], answered: bytes) -> None:
        self._remembered[asked] = answered
        self._remembered_bytes += len(answered)
        while len(self._remembered) > REMEMBERED or self._remembered_bytes > REMEMBERED_BYTES:
            self._remembered_bytes -= len(self._remembered.pop(next(iter(self._remembered))))

    def _answer(self, name: str, data: bytes, number: int) -> bytes:
        if name not in self._methods:
            raise NotAnswered(f"Exported method {name} is not found")
        api, method = self._methods[name]
        inputs = self._inputs(method, data)
        view = self._chain.view(number)
        if name == "AccountNonceApi_account_nonce":
            return self._description.encode("u32", nonce_of(view, _account(inputs)))
        rule = QUERIES.get(f"{api}.{method.name}")
        if rule is None:
            raise NotAnswered(f"{name} is declared, but the practice chain does not simulate it")
        return self._description.encode(method.output, _mapped(method.output, rule(view, number, **inputs)))

    def _inputs(self, method: Method, data: bytes) -> dict[str, object]:
        if not method.inputs and data:
            raise ValueError(f"{method.name} takes no input")
        numbers = [f"scale_info::{self._description.numbers[kind]}" for _, kind in method.inputs]
        decode = self._description.runtime.decode
        values: tuple[Value, ...] = ()
        if len(numbers) == 1:
            values = (decode(numbers[0], data),)
        elif numbers:
            values = decode(f"({', '.join(numbers)})", data)
        return {name: plain(kind, value) for (name, kind), value in zip(method.inputs, values, strict=True)}

    def _version(self, _data: bytes, number: int) -> bytes:
        return self._description.encode("RuntimeVersion", self._chain.description_at(number).edition.version())

    def _metadata(self, data: bytes, number: int) -> bytes:
        description = self._chain.description_at(number)
        known = {V14: description.legacy, V15: description.metadata}.get(int.from_bytes(data, "little"))
        return b"\x00" if known is None else b"\x01" + length_prefixed(known)

    def _length_to_fee(self, data: bytes, _number: int) -> bytes:
        return self._description.encode("TaoBalance", fee_of_length(int.from_bytes(data, "little")))

    def _validity(self, data: bytes, number: int) -> bytes:
        lie = extrinsic_rehearsal.lied(self._chain, VALIDATE)
        return self._rehearsed(
            "TransactionValidity", lie, lambda: extrinsic_rehearsal.validated(self._chain, data, number)
        )

    def _outcome(self, data: bytes, number: int) -> bytes:
        lie = extrinsic_rehearsal.lied(self._chain, APPLY)
        return self._rehearsed(
            "ApplyExtrinsicResult", lie, lambda: extrinsic_rehearsal.applied(self._chain, data, number)
        )

    def _rehearsed(self, kind: str, lie: Value, truth: Callable[[], Value]) -> bytes:
        try:
            return self._description.encode(kind, truth() if lie is None else lie)
        except TransactionRefused as refused:
            raise NotAnswered(str(refused)) from refused

    def _payment(self, data: bytes, _number: int) -> bytes:
        extrinsic, length = data[:-4], int.from_bytes(data[-4:], "little")
        try:
            call = self._chain.decoded(extrinsic).call
        except TransactionRefused as refused:
            raise NotAnswered(str(refused)) from refused
        info: Value = {
            "weight": {"ref_time": call_weight(call), "proof_size": 0},
            "class": "Normal",
            "partial_fee": call_fee(call, length),
        }
        return self._description.encode("RuntimeDispatchInfo", info)


def _mapped(kind: str, value: Value) -> Value:
    """The pairs of a map as the dictionary for the codec; other values unchanged."""
    if not kind.startswith("BTreeMap<") or not isinstance(value, list | tuple):
        return value
    _, inner = split(kind.removeprefix("BTreeMap<")[:-1])
    pairs = [pair for pair in value if isinstance(pair, tuple)]
    return {key: _mapped(inner, each) for key, each in pairs}  # type: ignore[misc]  # keys are accounts and numbers


def _account(inputs: Mapping[str, object]) -> bytes:
    who = inputs["account"]
    if not isinstance(who, bytes):
        raise ValueError("expected an account")
    return who
