"""Types of a transaction's validity and of the result of its rehearsal (sp_runtime, spec 461)."""

from dtao_tui.practice.runtime.declared.declaration_schema import Choice, Struct, Variant, fields, unnamed

VALIDATE, APPLY = "TaggedTransactionQueue_validate_transaction", "BlockBuilder_apply_extrinsic"
"""The methods that rehearse a transaction, by `state_call`'s names."""

VALIDITY_STRUCTS: dict[str, Struct] = {
    "ValidTransaction": Struct(
        "sp_runtime::transaction_validity::ValidTransaction",
        fields("priority: u64, requires: Vec<Vec<u8>>, provides: Vec<Vec<u8>>, longevity: u64, propagate: bool"),
    ),
}

INVALID_CASES = (
    *("Call", "Payment", "Future", "Stale", "BadProof", "AncientBirthBlock", "ExhaustsResources", "Custom"),
    *("BadMandatory", "MandatoryValidation", "BadSigner", "IndeterminateImplicit", "UnknownOrigin"),
)
"""The cases of `InvalidTransaction`; only "Custom" carries a number."""

_INVALID = tuple(
    Variant(index, name, unnamed("u8") if name == "Custom" else ()) for index, name in enumerate(INVALID_CASES)
)

VALIDITY_CHOICES: dict[str, Choice] = {
    "TransactionSource": Choice(
        "sp_runtime::transaction_validity::TransactionSource",
        tuple(Variant(index, name) for index, name in enumerate(("InBlock", "Local", "External"))),
    ),
    "InvalidTransaction": Choice("sp_runtime::transaction_validity::InvalidTransaction", _INVALID),
    "UnknownTransaction": Choice(
        "sp_runtime::transaction_validity::UnknownTransaction",
        (Variant(0, "CannotLookup"), Variant(1, "NoUnsignedValidator"), Variant(2, "Custom", unnamed("u8"))),
    ),
    "TransactionValidityError": Choice(
        "sp_runtime::transaction_validity::TransactionValidityError",
        (Variant(0, "Invalid", unnamed("InvalidTransaction")), Variant(1, "Unknown", unnamed("UnknownTransaction"))),
    ),
    "TransactionValidity": Choice(
        "Result",
        (Variant(0, "Ok", unnamed("ValidTransaction")), Variant(1, "Err", unnamed("TransactionValidityError"))),
        (("T", "ValidTransaction"), ("E", "TransactionValidityError")),
    ),
    "ApplyExtrinsicResult": Choice(
        "Result",
        (Variant(0, "Ok", unnamed("DispatchResult")), Variant(1, "Err", unnamed("TransactionValidityError"))),
        (("T", "DispatchResult"), ("E", "TransactionValidityError")),
    ),
}
