"""BLAKE3 of short messages, by its specification: no package of the tests has it, and proofs of metadata need it."""

import struct

CHUNK, BLOCK = 1024, 64
_CHUNK_START, _CHUNK_END, _PARENT, _ROOT = 1, 2, 4, 8
_START = (0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19)
_ORDER = (2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8)
_COLUMNS_AND_DIAGONALS = (
    *((0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15)),
    *((0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14)),
)
_ROUNDS = 7
_MASK = 0xFFFFFFFF

Words = tuple[int, ...]


def blake3(message: bytes) -> bytes:
    """The 32 bytes of a message's hash."""
    chunks = [message[at : at + CHUNK] for at in range(0, len(message), CHUNK)] or [b""]
    return struct.pack("<8I", *_subtree(chunks, 0, _ROOT))


def _subtree(chunks: list[bytes], first: int, flags: int) -> Words:
    """The chaining value of these chunks, of which the first has this number."""
    if len(chunks) == 1:
        return _chunk(chunks[0], first, flags)
    left = 1 << (len(chunks) - 1).bit_length() - 1
    both = (*_subtree(chunks[:left], first, 0), *_subtree(chunks[left:], first + left, 0))
    return _compressed(_START, both, 0, BLOCK, _PARENT | flags)


def _chunk(chunk: bytes, number: int, flags: int) -> Words:
    blocks = [chunk[at : at + BLOCK] for at in range(0, len(chunk), BLOCK)] or [b""]
    value: Words = _START
    for at, block in enumerate(blocks):
        here = _CHUNK_START if at == 0 else 0
        if at == len(blocks) - 1:
            here |= _CHUNK_END | flags
        value = _compressed(value, struct.unpack("<16I", block.ljust(BLOCK, b"\x00")), number, len(block), here)
    return value


def _compressed(value: Words, words: Words, counter: int, length: int, flags: int) -> Words:
    state = [*value, *_START[:4], counter & _MASK, counter >> 32, length, flags]
    for _ in range(_ROUNDS):
        for at, places in enumerate(_COLUMNS_AND_DIAGONALS):
            _mix(state, places, words[2 * at], words[2 * at + 1])
        words = tuple(words[place] for place in _ORDER)
    return tuple(state[at] ^ state[at + 8] for at in range(8))


def _mix(state: list[int], places: Words, first: int, second: int) -> None:
    a, b, c, d = places
    for word, to_d, to_b in ((first, 16, 12), (second, 8, 7)):
        state[a] = (state[a] + state[b] + word) & _MASK
        state[d] = _turned(state[d] ^ state[a], to_d)
        state[c] = (state[c] + state[d]) & _MASK
        state[b] = _turned(state[b] ^ state[c], to_b)


def _turned(word: int, bits: int) -> int:
    return (word >> bits | word << 32 - bits) & _MASK
