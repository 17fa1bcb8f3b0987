"""Contents of QR codes by which an order passes to a device: Universal Offline Signatures, as Polkadot Vault reads.

The framing is that of `bittensor.vault.uos` 11.3 and a test holds it equal; only the frames may be smaller, so that
each fits on a terminal. Layout: 53, scheme, command, public key, body, genesis hash; in frames of 00, their count and
their place in two bytes each, then a part of it.
"""

from bittensor_core import ss58_decode

from dtao_tui.ports.outside_signing import LaidOutOrder

HEAD_BYTES = 5
"""Of each frame, before its part of the whole."""

_SUBSTRATE = 0x53
_SIGN = 0x02
_SIGN_WITH_PROOF = 0x06
_MOST_FRAMES = 0xFFFF


def whole(order: LaidOutOrder, *, with_proof: bool) -> bytes:
    """The order as one message, before it is split."""
    call = order.unsigned.call
    body = _compact(len(call)) + call + order.in_extrinsic + order.in_signature_only
    with_proof = with_proof and bool(order.proof)
    head = bytes([_SUBSTRATE, order.scheme, _SIGN_WITH_PROOF if with_proof else _SIGN])
    key, genesis = bytes(ss58_decode(order.unsigned.signer)), bytes.fromhex(order.unsigned.genesis.removeprefix("0x"))
    return head + key + (order.proof if with_proof else b"") + body + genesis


def frames_of(message: bytes, most_bytes: int) -> tuple[bytes, ...]:
    """The message in frames of at most this many bytes. Raises ValueError where they would be too many."""
    room = most_bytes - HEAD_BYTES
    if room < 1:
        raise ValueError("A frame has room for more than its head.")
    parts = [message[at : at + room] for at in range(0, len(message), room)]
    if len(parts) > _MOST_FRAMES:
        raise ValueError("A message has at most 65,535 frames.")
    count = len(parts).to_bytes(2, "big")
    return tuple(b"\x00" + count + number.to_bytes(2, "big") + part for number, part in enumerate(parts))


def _compact(value: int) -> bytes:
    """SCALE's compact form of a length below 2**30."""
    if value < 1 << 6:
        return bytes([value << 2])
    if value < 1 << 14:
        return (value << 2 | 1).to_bytes(2, "little")
    return (value << 2 | 2).to_bytes(4, "little")
