"""Messages between the application and the process that talks to a Ledger, strictly decoded; none is secret."""

from typing import Literal

from msgspec import Struct

from dtao_tui.wallet.message_frames import FrameReader


class LedgerRequest(Struct, frozen=True, forbid_unknown_fields=True, tag_field="verb"):
    """Base of the requests; the two numbers are those of `domain.ledger_path`."""

    account: int
    index: int


class ReadAddress(LedgerRequest, frozen=True, tag="address"):
    """Request for the address at a path."""

    is_shown: bool
    """Whether the device shows it and a person approves it there."""


class SignOnDevice(LedgerRequest, frozen=True, tag="sign"):
    """Request to sign an order."""

    address: str
    """Of the key that must sign; a device with another key is not asked."""

    payload: bytes
    """What is signed, never hashed: the device reads it, and hashes it by itself where it is long."""

    proof: bytes
    """The metadata's proof of this order (RFC-78), by which the device reads it."""


class LedgerAnswer(Struct, frozen=True, forbid_unknown_fields=True, tag_field="kind"):
    """Base of the answers."""


class DeviceAddress(LedgerAnswer, frozen=True, tag="address"):
    """The address of the key at the path, made from the public key that the device gave."""

    address: str


class DeviceSignature(LedgerAnswer, frozen=True, tag="signature"):
    """The signature, 65 bytes with its scheme."""

    signature: bytes


class OtherKey(LedgerAnswer, frozen=True, tag="other_key"):
    """The device has another key at the path, so nothing was signed."""

    address: str


class DeviceFailed(LedgerAnswer, frozen=True, tag="failed"):
    """What went wrong: at the connection, in the app, or since this program has no support for the device."""

    when: Literal["connecting", "asking", "never"]
    text: str
    """The words of the SDK's core, which may repeat some of the device's; not cleaned."""


AnyLedgerRequest = ReadAddress | SignOnDevice
AnyLedgerAnswer = DeviceAddress | DeviceSignature | OtherKey | DeviceFailed

REQUESTS: FrameReader[AnyLedgerRequest] = FrameReader(AnyLedgerRequest)
ANSWERS: FrameReader[AnyLedgerAnswer] = FrameReader(AnyLedgerAnswer)
