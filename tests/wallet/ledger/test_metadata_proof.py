"""The stand-in reads proofs of metadata as RFC-78 says, by a hash that agrees with the published vectors."""

import pytest

from tests.wallet.ledger.blake3 import blake3
from tests.wallet.ledger.metadata_proof import digest_of
from tests.wallet.outside_signing.away_orders import a_laid_out_order

VECTORS = {
    0: "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262",
    1: "2d3adedff11b61f14c886e35afa036736dcd87a74d27b5c1510225d0f592e213",
    1024: "42214739f095a406f3fc83deb889744ac00df831c10daa55189b5d121c855af7",
    1025: "d00278ae47eb27b34faecf67b4fe263f82d5412916c1ffd97c8cb7fb814b8444",
    2049: "5f4d72f40d7a5f82b15ca2b2e44b1de3c2ef86c426c95c1af0b6879522563030",
}
"""By the length of the message, whose bytes count from 0 to 250 again and again: BLAKE3's `test_vectors.json`."""


@pytest.mark.parametrize("length", VECTORS)
def test_the_hash_agrees_with_the_published_vectors(length: int) -> None:
    assert blake3(bytes(at % 251 for at in range(length))).hex() == VECTORS[length]


@pytest.mark.usefixtures("in_this_process")
async def test_a_proof_leads_to_the_digest_that_is_signed() -> None:
    order = await a_laid_out_order()
    assert digest_of(order.proof) == order.digest == order.in_signature_only[-32:]


@pytest.mark.usefixtures("in_this_process")
async def test_a_proof_with_one_other_bit_leads_elsewhere_or_nowhere() -> None:
    order = await a_laid_out_order()
    for at in range(0, len(order.proof), 97):
        changed = bytearray(order.proof)
        changed[at] ^= 1
        try:
            found = digest_of(bytes(changed))
        except (ValueError, IndexError):
            continue
        assert found != order.digest
