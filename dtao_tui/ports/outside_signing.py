"""Values of an order that a device elsewhere signs: what goes there, and what comes back."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from dtao_tui.ports.extrinsics import DecodedCall, Unsigned

Scheme = Literal[0, 1]
ED25519: Scheme = 0
SR25519: Scheme = 1


@dataclass(frozen=True, slots=True)
class LaidOutOrder:
    """An order with the bytes that a device must sign, laid out and judged by the signer."""

    unsigned: Unsigned
    decoded: DecodedCall
    scheme: Scheme
    in_extrinsic: bytes
    """What is signed and travels in the extrinsic: era, nonce, tip, mode."""

    in_signature_only: bytes
    """What is signed and known to both sides: versions, genesis, the hash at which the era begins, digest."""

    payload: bytes
    """The exact bytes to sign; hashed where they are longer than 256."""

    digest: bytes
    """Of the chain's metadata; empty where the chain does not check it."""

    proof: bytes
    """The part of the metadata by which a device reads the call, with its proof; empty without a digest."""


@dataclass(frozen=True, slots=True)
class BroughtSignature:
    """A signature from a device, as it was pasted or read."""

    signature: bytes
    """64 bytes."""

    schemes: tuple[Scheme, ...]
    """Those by which it may have been made, the likeliest first."""


class OutsideDevices(Protocol):
    """How orders pass to devices that are not connected, and signatures back."""

    def frames(self, order: LaidOutOrder, most_bytes: int, *, with_proof: bool) -> tuple[bytes, ...]:
        """The order as the contents of QR codes, each of at most this many bytes (UOS, as Polkadot Vault reads it).

        `with_proof` adds what the device needs to read a call of a runtime that it does not know.
        """
        ...

    def write(self, order: LaidOutOrder) -> Path:
        """Write the order to a file, in the SDK's form of an unsigned extrinsic. Raises WalletTrouble."""
        ...

    def read(self, text: str, order: LaidOutOrder) -> BroughtSignature:
        """The signature in a pasted text, or in the file that it names, once it verifies over the order.

        Raises WalletTrouble with the reason.
        """
        ...
