"""Names and bytes of rehearsal requests."""

APPLY, VALIDATE = "BlockBuilder_apply_extrinsic", "TaggedTransactionQueue_validate_transaction"
EXTERNAL = "02"
