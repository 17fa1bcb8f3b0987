"""NaCl's secretbox (XSalsa20, Poly1305) in plain Python: test backups do not come from the code under test."""

import struct

_CONSTANTS = struct.unpack("<4I", b"expand 32-byte k")
_QUARTERS = (
    ((0, 4, 8, 12), (5, 9, 13, 1), (10, 14, 2, 6), (15, 3, 7, 11)),
    ((0, 1, 2, 3), (5, 6, 7, 4), (10, 11, 8, 9), (15, 12, 13, 14)),
)


def sealed(message: bytes, nonce: bytes, key: bytes) -> bytes:
    """The authenticated box: 16 bytes of tag, then the ciphertext."""
    subkey = _hsalsa20(key, nonce[:16])
    length = 32 + len(message)
    stream = b"".join(_salsa20(subkey, nonce[16:], block) for block in range(-(-length // 64)))[:length]
    ciphertext = bytes(a ^ b for a, b in zip(message, stream[32:], strict=True))
    return _poly1305(ciphertext, stream[:32]) + ciphertext


def _hsalsa20(key: bytes, nonce: bytes) -> bytes:
    words = _rounds(_state(key, struct.unpack("<4I", nonce)))
    return struct.pack("<8I", *(words[place] for place in (0, 5, 10, 15, 6, 7, 8, 9)))


def _salsa20(key: bytes, nonce: bytes, block: int) -> bytes:
    state = _state(key, (*struct.unpack("<2I", nonce), block, 0))
    return struct.pack("<16I", *((a + b) & 0xFFFFFFFF for a, b in zip(state, _rounds(state), strict=True)))


def _state(key: bytes, middle: tuple[int, ...]) -> list[int]:
    k, c = struct.unpack("<8I", key), _CONSTANTS
    return [c[0], *k[:4], c[1], *middle, c[2], *k[4:], c[3]]


def _rounds(state: list[int]) -> list[int]:
    words = list(state)
    for _ in range(10):
        for quarters in _QUARTERS:
            for a, b, c, d in quarters:
                for target, first, second, bits in ((b, a, d, 7), (c, b, a, 9), (d, c, b, 13), (a, d, c, 18)):
                    total = (words[first] + words[second]) & 0xFFFFFFFF
                    words[target] ^= ((total << bits) | (total >> (32 - bits))) & 0xFFFFFFFF
    return words


def _poly1305(message: bytes, key: bytes) -> bytes:
    r = int.from_bytes(key[:16], "little") & 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF
    total = 0
    for at in range(0, len(message), 16):
        total = (total + int.from_bytes(message[at : at + 16] + b"\1", "little")) * r % (2**130 - 5)
    return ((total + int.from_bytes(key[16:], "little")) % 2**128).to_bytes(16, "little")
