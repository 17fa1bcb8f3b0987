"""Signs orders for tests, as the signer process does: from the metadata and the unsigned order alone."""

from bittensor_core import Keypair, Runtime, metadata_digest

from dtao_tui.domain.practice_account import WORTHLESS_PUBLIC_SEED
from dtao_tui.ports.chain import ChainFacts
from dtao_tui.ports.extrinsics import Unsigned

SS58_FORMAT, DECIMALS, TOKEN = 42, 9, "TAO"


def practice_key() -> Keypair:
    """The key that every practice network funds."""
    return Keypair.create_from_seed(WORTHLESS_PUBLIC_SEED)


def signed(unsigned: Unsigned, facts: ChainFacts, key: Keypair | None = None, *, digest: bytes | None = None) -> bytes:
    """The extrinsic, signed; `digest` replaces the true digest of the metadata."""
    signer = key or practice_key()
    runtime = Runtime(facts.metadata, facts.spec_version, facts.transaction_version, SS58_FORMAT)
    era = {"period": unsigned.era_period, "current": unsigned.era_block}
    true_digest = metadata_digest(facts.metadata, facts.spec_version, facts.spec_name, SS58_FORMAT, DECIMALS, TOKEN)
    payload = runtime.signature_payload(
        unsigned.call,
        era=era,
        nonce=unsigned.nonce,
        tip=0,
        tip_asset_id=None,
        genesis_hash=bytes.fromhex(unsigned.genesis[2:]),
        era_block_hash=bytes.fromhex(unsigned.era_hash[2:]),
        metadata_hash=bytes(digest or true_digest),
    )
    extrinsic, _ = runtime.encode_signed_extrinsic(
        unsigned.call,
        public_key=bytes(signer.public_key),
        signature=bytes(signer.sign(bytes(payload))),
        signature_version=signer.crypto_type,
        era=era,
        nonce=unsigned.nonce,
        tip=0,
        tip_asset_id=None,
        metadata_hash_enabled=True,
    )
    return bytes(extrinsic)
