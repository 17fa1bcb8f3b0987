"""Rehearsals of signed extrinsics on a throw-away state, by the runtime APIs of any Substrate node.

`TaggedTransactionQueue_validate_transaction` answers with the pool's verdict on the next block,
`BlockBuilder_apply_extrinsic` with the outcome on the state after a given block.
"""

from dtao_tui.practice.blocks import transaction_validity
from dtao_tui.practice.blocks.blockchain import Chain
from dtao_tui.practice.blocks.extrinsic_execution import apply, error_value
from dtao_tui.practice.blocks.faults import FAILS, FINE
from dtao_tui.practice.blocks.transactions import PAYMENT, Transaction, TransactionRefused
from dtao_tui.practice.pallets.registry import CannotPayFee, Context
from dtao_tui.practice.runtime.declared.validity_types import APPLY, VALIDATE
from dtao_tui.practice.state.storage import Value
from dtao_tui.practice.state.trial_storage import TrialStorage

METHODS = (VALIDATE, APPLY)
HASH_BYTES = 32
SOURCES = 3
FUTURE: Value = {"Err": {"Invalid": "Future"}}
SUCCESS: Value = {"Ok": {"Ok": ()}}
TAKEN: Value = {"Ok": {"priority": 1, "requires": [], "provides": [], "longevity": 64, "propagate": True}}


def validated(chain: Chain, question: bytes, number: int) -> Value:
    """`TransactionValidity` of source (one byte) ‖ extrinsic ‖ hash of the block of this number.

    Raises TransactionRefused for bytes that are no extrinsic, ValueError for other inputs.
    """
    source, data, parent = question[:1], question[1:-HASH_BYTES], question[1:][-HASH_BYTES:]
    if len(parent) != HASH_BYTES or source[0] >= SOURCES:
        raise ValueError("expected a source, an extrinsic and a block's hash")
    view, height = chain.view(number), number + 1

    def hash_of(block: int) -> bytes | None:
        return parent if block == number else chain.hash_of(block) if block < number else None

    try:
        transaction = chain.decoded(data)
        transaction_validity.check(chain.checker, view, transaction, height, hash_of)
    except TransactionRefused as refused:
        return {"Err": transaction_validity.error_of(refused)}
    return {"Ok": transaction_validity.valid(view, transaction, height)}


def applied(chain: Chain, data: bytes, number: int) -> Value:
    """`ApplyExtrinsicResult` of an extrinsic on the state of the block of this number, which knows its parents only.

    Raises TransactionRefused for bytes that are no extrinsic.
    """
    trial = TrialStorage(chain.view(number), chain.storage.default)

    def hash_of(block: int) -> bytes | None:
        # Block 0 has no parent, and yet immortal transactions are signed for it.
        return chain.hash_of(block) if block < max(number, 1) else None

    try:
        transaction = chain.decoded(data)
        transaction_validity.check(chain.checker, trial, transaction, number, hash_of)
        if not transaction_validity.is_next(trial, transaction):
            return FUTURE
        return _outcome(chain, trial, transaction, number)
    except TransactionRefused as refused:
        return {"Err": transaction_validity.error_of(refused)}


def lied(chain: Chain, name: str) -> Value:
    """The answer of a node with a "lies" fault, independent of the extrinsic; None for the true answer."""
    fault = chain.faults.rehearsal
    if fault.says == FINE:
        return SUCCESS if name == APPLY else TAKEN
    if fault.says == FAILS and fault.invalid is not None:
        return {"Err": {"Invalid": fault.invalid}}
    if fault.says == FAILS and fault.failure is not None and name == APPLY:
        return {"Ok": {"Err": error_value(chain.description, fault.failure)}}
    return None


def _outcome(chain: Chain, trial: TrialStorage, transaction: Transaction, number: int) -> Value:
    try:
        failure = apply(Context(trial, number, transaction.signer, chain.author), transaction)
    except CannotPayFee:
        raise TransactionRefused.invalid(PAYMENT) from None
    return SUCCESS if failure is None else {"Ok": {"Err": error_value(chain.description, failure)}}
