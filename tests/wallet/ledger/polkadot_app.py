"""The part of a Ledger's Polkadot app that this program meets, and the person who holds the device.

By the app's APDU specification and `apdu_handler.c` (Zondax/ledger-polkadot): CLA F9; a path of five little-endian
words; an order as its path with the payload's length, then payload and proof in chunks of at most 250 bytes.
"""

import hashlib
import struct
from collections.abc import Callable
from enum import Enum

from bittensor_core import CRYPTO_ED25519, Keypair, ss58_encode

from dtao_tui.domain.ledger_path import LedgerPath
from tests.wallet.ledger.metadata_proof import digest_of

OK, REJECTED, LOCKED, UNREADABLE, WRONG_CLASS, OTHER_APP = 0x9000, 0x6986, 0x5515, 0x6984, 0x6E00, 0x6E01
_CLASS, _VERSION, _ADDRESS, _SIGN = 0xF9, 0x00, 0x01, 0x02
_FIRST, _MORE, _LAST = 0, 1, 2
_HARDENED = 0x80000000
_CHUNK = 250
_HASHED_FROM = 257


class Person(Enum):
    """What the person does who holds the device."""

    APPROVES = "approves"
    REJECTS = "rejects"
    IS_AWAY = "is away"


class PolkadotApp:
    """Answers APDUs; `seed` makes the keys of one device."""

    def __init__(self, seed: str = "one device") -> None:
        self.seed = seed
        self.person = Person.APPROVES
        self.status = OK
        """Another status is the answer to everything: of a locked device, or of another app."""

        self.apdus: list[bytes] = []
        self.shown: list[bytes] = []
        """What was on the screen: an address, or an order's payload."""

        self.has_another_hand = False
        """Whether it signs with another key than the one it names."""

        self._path = b""
        self._length = 0
        self._message = b""

    def key(self, path: LedgerPath) -> Keypair:
        """The key at a path. A real device derives it by BIP32-Ed25519 from its recovery phrase."""
        return self._key(_words(path))

    def answer(self, apdu: bytes, wait: Callable[[], None]) -> bytes:
        """The answer to one APDU; `wait` returns when the person has decided. Ends with the status."""
        self.apdus.append(apdu)
        status, data = self._answer(apdu, wait)
        return data + status.to_bytes(2, "big")

    def _answer(self, apdu: bytes, wait: Callable[[], None]) -> tuple[int, bytes]:
        kind, instruction, first, second, length = struct.unpack(">5B", apdu[:5])
        data = apdu[5:]
        assert len(data) == length
        if self.status != OK:
            return self.status, b""
        if kind != _CLASS:
            return WRONG_CLASS, b""
        if instruction == _VERSION:
            return OK, struct.pack(">BHHHBI", 0, 100, 0, 9, 0, 0x33000004)
        assert second == CRYPTO_ED25519
        if instruction == _ADDRESS:
            return self._address(data, wait, is_shown=first == 1)
        assert instruction == _SIGN
        return self._part_of_order(first, data, wait)

    def _address(self, data: bytes, wait: Callable[[], None], *, is_shown: bool) -> tuple[int, bytes]:
        path, (prefix,) = data[:20], struct.unpack("<H", data[20:])
        public = bytes(self._key(path).public_key)
        address = str(ss58_encode(public, prefix)).encode()
        if is_shown and not self._is_approved(address, wait):
            return REJECTED, b""
        return OK, public + address

    def _part_of_order(self, place: int, data: bytes, wait: Callable[[], None]) -> tuple[int, bytes]:
        if place == _FIRST:
            self._path, (self._length,), self._message = data[:20], struct.unpack("<H", data[20:]), b""
            return OK, b""
        assert len(data) <= _CHUNK
        self._message += data
        if place == _MORE:
            return OK, b""
        assert place == _LAST
        payload, proof = self._message[: self._length], self._message[self._length :]
        if reason := _objection(payload, proof):
            return UNREADABLE, reason.encode()
        if not self._is_approved(payload, wait):
            return REJECTED, b""
        signed = payload if len(payload) < _HASHED_FROM else hashlib.blake2b(payload, digest_size=32).digest()
        key = self._key(b"another" if self.has_another_hand else self._path)
        return OK, b"\x00" + bytes(key.sign(signed))

    def _is_approved(self, what: bytes, wait: Callable[[], None]) -> bool:
        self.shown.append(what)
        wait()
        return self.person is Person.APPROVES

    def _key(self, path: bytes) -> Keypair:
        seed = hashlib.blake2b(self.seed.encode() + path, digest_size=32).digest()
        return Keypair.create_from_seed(seed, CRYPTO_ED25519)


def _words(path: LedgerPath) -> bytes:
    return struct.pack("<5I", *(_HARDENED | step for step in (44, 354, path.account, 0, path.index)))


def _objection(payload: bytes, proof: bytes) -> str:
    """What the app says of an order without a digest, or whose proof leads to another one than is signed."""
    if payload[-33:-32] != b"\x01":
        return "Metadata digest is missing"
    try:
        return "" if digest_of(proof) == payload[-32:] else "Wrong metadata digest"
    except (ValueError, IndexError):
        return "Unexpected value"
