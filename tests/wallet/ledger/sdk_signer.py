"""Signs an order by the SDK's own `LedgerSigner`; run as a process of its own, since nothing else here loads the SDK.

Standard input holds an unsigned extrinsic in the SDK's form, with metadata in hexadecimal; the signature is written to
standard output.
"""

import asyncio
import json
import sys

from bittensor import LedgerSigner, SigningContext, UnsignedExtrinsic

from dtao_tui.wallet.signer.signed_bytes import SPEC_NAME


def main() -> None:
    wanted = json.load(sys.stdin)
    unsigned = UnsignedExtrinsic.from_dict(wanted["order"])
    signer = LedgerSigner(wanted["account"], wanted["index"])
    metadata, versions = bytes.fromhex(wanted["metadata"]), (unsigned.spec_version, SPEC_NAME)
    context = SigningContext(metadata, *versions, unsigned.transaction_version, 42, unsigned.genesis_hash)
    assert signer.metadata_digest(context) == unsigned.metadata_hash
    sys.stdout.write(asyncio.run(signer.sign_unsigned_extrinsic(unsigned)).hex())


if __name__ == "__main__":
    main()
