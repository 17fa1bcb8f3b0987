"""Lays an order out for a device elsewhere, and takes its signature back. Loaded by the signer process only.

The same layouts and the same rules as for a key that is open here: what is laid out is what would have been signed.
"""

from dataclasses import dataclass

from bittensor_core import generate_extrinsic_proof, ss58_decode

from dtao_tui.wallet.signer import description_check, extrinsic_layout
from dtao_tui.wallet.signer.calls.call_reading import SS58_FORMAT
from dtao_tui.wallet.signer.calls.signing_rules import NotAllowed
from dtao_tui.wallet.signer.signed_bytes import DECIMALS, SPEC_NAME, TOKEN, KnownChain, surroundings_of
from dtao_tui.wallet.signer.signer_messages import OrderToSign

PERIODS = (4, 8, 16, 32, 64, 128, 256)
"""Blocks for which such an order may be valid: it has to travel to the device and back."""


@dataclass(frozen=True, slots=True)
class OutsideKey:
    """A key on another device: its address, and the signature that was brought from there."""

    ss58_address: str
    crypto_type: int
    signature: bytes = b""

    @property
    def public_key(self) -> bytes:
        """The 32 bytes of the address. Raises ValueError."""
        return bytes(ss58_decode(self.ss58_address))

    def sign(self, payload: bytes) -> bytes:  # noqa: ARG002  # it was made elsewhere, and is verified over the payload
        """The signature that was brought."""
        return self.signature


@dataclass(frozen=True, slots=True)
class LaidOut:
    """The bytes around an order's call, as the device must sign them."""

    in_extrinsic: bytes
    in_signature_only: bytes
    payload: bytes
    """What is signed: the call and both parts, hashed where they are longer than 256 bytes together."""

    digest: bytes
    """Of the metadata; empty on a chain that does not check it."""

    proof: bytes
    """By which a device reads the call with the part of the metadata that its digest covers; empty without a digest."""


def lay_out(order: OrderToSign, chain: KnownChain, scheme: int) -> LaidOut:
    """Lay an order out. Raises NotAllowed where the chain's metadata encodes it differently."""
    around = surroundings_of(order, chain, order.nonce)
    public_key = OutsideKey(order.signer, scheme).public_key
    if objection := description_check.objection_to_order(chain.runtime, order.call, around, public_key, scheme):
        raise NotAllowed(objection)
    parts = extrinsic_layout.in_extrinsic(around), extrinsic_layout.in_signature_only(around)
    proof = _proof(order.call, *parts, chain) if chain.is_proven else b""
    return LaidOut(*parts, extrinsic_layout.payload(order.call, around), around.digest, proof)


def _proof(call: bytes, in_extrinsic: bytes, in_signature_only: bytes, chain: KnownChain) -> bytes:
    version = chain.runtime.spec_version
    what = (chain.metadata, version, SPEC_NAME, SS58_FORMAT, DECIMALS, TOKEN)
    try:
        return bytes(generate_extrinsic_proof(call, in_extrinsic, in_signature_only, *what))
    except ValueError as error:
        raise NotAllowed("The chain's metadata gives no proof of this order that a device could read.") from error
