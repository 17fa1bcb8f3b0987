"""Execution of extrinsics inside a block: fee, nonce, call, and the encoding of events."""

import logging
from collections.abc import Iterable

from dtao_tui.practice.blocks.transactions import Transaction, call_fee, charge_of
from dtao_tui.practice.pallets import fee_payment, fees
from dtao_tui.practice.pallets.registry import Context, DispatchFailure, Event, dispatch
from dtao_tui.practice.runtime.metadata import Description
from dtao_tui.practice.runtime.plain_values import Invocation
from dtao_tui.practice.runtime.type_registry import compact, sequence
from dtao_tui.practice.state.storage import Storage, Value, View

APPLY, FINALIZATION, INITIALIZATION = 0, 1, 2
ACCOUNT = "System.Account"
TOKEN = "Token"
RESULT = "DispatchResult"

log = logging.getLogger(__name__)


def apply(context: Context, transaction: Transaction, forced: DispatchFailure | None = None) -> DispatchFailure | None:
    """Charge, count and execute one transaction; success or failure is an event. Returns the failure.

    A `forced` failure replaces the call's result. Raises CannotPayFee, and then changes nothing.
    """
    signer = transaction.signer
    with context.storage.transaction():
        fee = fee_payment.withdraw(context, charge_of(context.storage, transaction))
        _count(context.storage, signer)
    failure = forced or _failure(context, transaction.call)
    weight = fees.call_weight(transaction.call) - context.unused_weight
    corrected = call_fee(transaction.call, len(transaction.data), context.unused_weight) + transaction.tip
    fee_payment.settle(context, fee, corrected)
    context.emit("TransactionPayment", "TransactionFeePaid", signer, corrected, transaction.tip)
    info: Value = {"weight": {"ref_time": fees.BASE + weight, "proof_size": 0}, "class": "Normal", "pays_fee": "Yes"}
    if failure is None:
        context.emit("System", "ExtrinsicSuccess", info)
    else:
        context.emit("System", "ExtrinsicFailed", failure, info)
    return failure


def nonce_of(view: View, who: bytes) -> int:
    """An account's nonce: the number of its transactions in the chain."""
    account = view.get(ACCOUNT, who)
    nonce = account["nonce"] if isinstance(account, dict) else 0
    return nonce if isinstance(nonce, int) else 0


def error_value(description: Description, failure: DispatchFailure) -> Value:
    """A failure as the chain encodes it (`DispatchError`)."""
    if failure.pallet == TOKEN:
        return {"Token": failure.name}
    if failure.pallet not in description.pallets:
        return failure.name
    pallet, error = description.error_index(failure.pallet, failure.name)
    return {"Module": {"index": pallet, "error": bytes([error, 0, 0, 0])}}


class EventEncoder:
    """Encodes the records of `System.Events`, which no codec encodes in one piece."""

    def __init__(self, description: Description) -> None:
        self._description = description

    def records(self, phases: Iterable[tuple[bytes, list[Event]]]) -> bytes:
        """The value of `System.Events` for the events of a block, phase by phase."""
        return sequence([phase + self._event(event) + sequence([]) for phase, events in phases for event in events])

    def _event(self, event: Event) -> bytes:
        pallet, declared = self._description.event(event.pallet, event.name)
        kinds = [kind for _, kind in declared.fields]
        values = [self._value(kind, value) for kind, value in zip(kinds, event.values, strict=True)]
        return bytes([pallet, declared.index]) + b"".join(values)

    def _value(self, kind: str, value: Value | DispatchFailure) -> bytes:
        if isinstance(value, DispatchFailure):
            error = error_value(self._description, value)
            value = {"Err": error} if kind == RESULT else error
        return self._description.encode(kind, value)


def phase_of(index: int) -> bytes:
    """The phase of the extrinsic at this place in the block."""
    return bytes([APPLY]) + index.to_bytes(4, "little")


def length_prefixed(body: bytes) -> bytes:
    """An extrinsic's bytes with their length before them."""
    return compact(len(body)) + body


def _failure(context: Context, call: Invocation) -> DispatchFailure | None:
    try:
        dispatch(context, call)
    except DispatchFailure as failure:
        return failure
    except Exception:
        # A bug in one rule fails its extrinsic; the chain continues, and the log has the traceback.
        log.exception("the rule of %s broke", call.name)
        return DispatchFailure("", "Other")
    return None


def _count(storage: Storage, signer: bytes) -> None:
    account = storage.get(ACCOUNT, signer)
    if isinstance(account, dict):
        storage.put(ACCOUNT, signer, value={**account, "nonce": nonce_of(storage, signer) + 1})
