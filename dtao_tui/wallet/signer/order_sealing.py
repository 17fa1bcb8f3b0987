"""Seals a signed order for the MEV shield, and signs the call that carries it. Loaded by the signer process only.

The policy names no call of `MevShield`: a carrier is signed around bytes that were sealed here, and around no others.
Sealing is `bittensor_core`'s own, which the SDK uses too; a test holds its form.
"""

from dataclasses import dataclass

from bittensor_core import Keypair, Runtime, encrypt_mlkem768

from dtao_tui.wallet.signer.calls.signing_rules import NotAllowed
from dtao_tui.wallet.signer.extrinsic_layout import compact
from dtao_tui.wallet.signer.signed_bytes import U32_MAX, KnownChain, signed
from dtao_tui.wallet.signer.signer_messages import SealCall

PALLET, CALL = "MevShield", "submit_encrypted"
NUMBERS = (30, 1)
"""Of pallet and call, as in the metadata of specs 419, 439 and 461."""

LONGEST_ERA = 8
"""Blocks: the runtime refuses a carrier whose era is longer (`MAX_SHIELD_ERA_PERIOD`)."""

_MODULUS, _COEFFICIENTS = 3329, 3 * 256
_KEY_HASH, _LENGTH, _ENCAPSULATED, _NONCE, _TAG = 16, 2, 1088, 24, 16
ADDED_BYTES = _KEY_HASH + _LENGTH + _ENCAPSULATED + _NONCE + _TAG
"""By how many bytes a sealed order is longer: hash of the key, encapsulation with its length, nonce, tag."""


@dataclass(frozen=True, slots=True)
class SealedBytes:
    """What leaves the signer of an order that was sealed."""

    carrier: bytes
    carrier_hash: bytes
    operation_hash: bytes


def check_sealed_frame(order: SealCall) -> None:
    """Raise NotAllowed where the chain would not take a carrier with this frame."""
    if order.era_period > LONGEST_ERA:
        raise NotAllowed(f"An order under the MEV shield is signed for at most {LONGEST_ERA} blocks.")
    if order.nonce >= U32_MAX:
        raise NotAllowed("The order's number is higher than the chain counts.")


def sealed(order: SealCall, chain: KnownChain, key: Keypair) -> SealedBytes:
    """Sign the order with the second nonce, seal it, and sign its carrier with the first. Raises NotAllowed."""
    operation, operation_hash = signed(order, chain, key, nonce=order.nonce + 1)
    call = carrier_call(chain.runtime, _ciphertext(operation, order.shield_key))
    carrier, carrier_hash = signed(order, chain, key, call=call)
    return SealedBytes(carrier, carrier_hash, operation_hash)


def carrier_call(runtime: Runtime, ciphertext: bytes) -> bytes:
    """The call that carries a sealed order. Raises NotAllowed where the chain's metadata lays it out differently."""
    call = bytes(NUMBERS) + compact(len(ciphertext)) + ciphertext
    try:
        declared = bytes(runtime.compose_call(PALLET, CALL, {"ciphertext": ciphertext}))
    except (KeyError, TypeError, ValueError) as error:
        raise NotAllowed(_ANOTHER_SHIELD) from error
    if declared != call:
        raise NotAllowed(_ANOTHER_SHIELD)
    return call


_ANOTHER_SHIELD = (
    "This chain's MEV shield takes orders in another form than the one that is known here. Nothing was signed; the "
    "order can be sent without the shield."
)
_NO_KEY = "The chain's shield key is none that an order can be sealed with. Nothing was signed."
_UNSEALED = "The order could not be sealed as the MEV shield demands. Nothing was signed."


def _ciphertext(operation: bytes, key: bytes) -> bytes:
    if not _is_encapsulation_key(key):
        raise NotAllowed(_NO_KEY)
    try:
        blob = bytes(encrypt_mlkem768(key, operation, include_key_hash=True))
    except ValueError as error:
        raise NotAllowed(_NO_KEY) from error
    # Another version of the library could add less than a cipher does.
    if len(blob) != len(operation) + ADDED_BYTES or operation in blob:
        raise NotAllowed(_UNSEALED)
    return blob


def _is_encapsulation_key(key: bytes) -> bool:
    """The modulus check of FIPS 203, section 7.2, which the library leaves out: each coefficient is reduced."""
    packed = int.from_bytes(key[: _COEFFICIENTS * 12 // 8], "little")
    return all(packed >> 12 * place & 0xFFF < _MODULUS for place in range(_COEFFICIENTS))
