"""The mempool's verdict on a signed extrinsic, in the runtime's types (`TransactionValidity`)."""

from collections.abc import Callable

from dtao_tui.domain.amounts import U64_MAX
from dtao_tui.practice.blocks.extrinsic_execution import nonce_of
from dtao_tui.practice.blocks.transactions import (
    ANCIENT,
    BAD_PROOF,
    CUSTOM,
    INVALID,
    NO_SENDER,
    PAYMENT,
    STALE,
    TOO_LONG,
    UNKNOWN,
    UNSIGNED,
    Checker,
    Transaction,
    TransactionRefused,
    check_call,
    check_payment,
)
from dtao_tui.practice.state.storage import Value, View

PRIORITY = 1
"""`NORMAL_DISPATCH_BASE_PRIORITY`: the priority of the class, without the tip."""

FOREVER = U64_MAX

_INVALID = {
    PAYMENT: "Payment",
    STALE: "Stale",
    BAD_PROOF: "BadProof",
    ANCIENT: "AncientBirthBlock",
    TOO_LONG: "ExhaustsResources",
    NO_SENDER: "BadSigner",
}

HashOf = Callable[[int], bytes | None]
"""The hash of the block of a number; None for an unknown one."""


def check(checker: Checker, view: View, transaction: Transaction, height: int, hash_of: HashOf) -> None:
    """Apply the mempool's checks for a block of this height, in the extensions' order. Raises TransactionRefused."""
    checker.check_signature(transaction, height, hash_of)
    if transaction.nonce < nonce_of(view, transaction.signer):
        raise TransactionRefused.invalid(STALE)
    check_payment(view, transaction)
    check_call(view, transaction)


def is_next(view: View, transaction: Transaction) -> bool:
    """Whether the transaction carries the signer's next nonce."""
    return transaction.nonce == nonce_of(view, transaction.signer)


def valid(view: View, transaction: Transaction, height: int) -> Value:
    """The `ValidTransaction` of a transaction that passed the checks for a block of this height."""
    nonce = transaction.nonce
    requires: list[Value] = [_tag(transaction.signer, nonce - 1)] if nonce > nonce_of(view, transaction.signer) else []
    death = transaction.birth(height) + transaction.period
    return {
        "priority": PRIORITY,
        "requires": requires,
        "provides": [_tag(transaction.signer, nonce)],
        "longevity": max(death - height, 0) if transaction.period else FOREVER,
        "propagate": True,
    }


def error_of(refused: TransactionRefused) -> Value:
    """The `TransactionValidityError` of a refusal; raises it again when the bytes are no extrinsic."""
    if refused.code == UNKNOWN:
        return {"Unknown": "NoUnsignedValidator" if refused.data == UNSIGNED else "CannotLookup"}
    if refused.code != INVALID:
        raise refused
    if refused.data.startswith(CUSTOM):
        return {"Invalid": {"Custom": int(refused.data.removeprefix(CUSTOM))}}
    return {"Invalid": _INVALID[refused.data]}


def _tag(signer: bytes, nonce: int) -> bytes:
    """The tag of an account's place in the pool: the account and a u32."""
    return signer + nonce.to_bytes(4, "little")
