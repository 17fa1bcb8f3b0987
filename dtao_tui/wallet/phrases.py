"""Generates, normalises and checks BIP-39 recovery phrases without deriving a key, which only the key maker does."""

import hashlib
import unicodedata
from collections.abc import Sequence
from functools import cache
from importlib import resources

from bittensor_core import Keypair

LENGTHS = (12, 15, 18, 21, 24)

_LIKE_A_PHRASE = 6
"""Words of the list, in a text of other use, from which it is taken for a phrase or a part of one."""

_WORDS_NAMED = 3
_BITS_PER_WORD = 11


def new_phrase(words: int = 24) -> str:
    """A fresh phrase of 12 or 24 words from the system's random numbers."""
    return str(Keypair.generate_mnemonic(words))


def normalised(text: str) -> str:
    """The phrase in lower case with single spaces, without invisible characters."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if unicodedata.category(c) != "Cf")
    return " ".join(plain.lower().split())


def phrase_trouble(text: str) -> str | None:
    """The sentence that says what is wrong with a phrase, repeating none of its words, or None."""
    words = normalised(text).split()
    if not words:
        return "Type the words of the recovery phrase."
    if any("/" in word for word in words):
        return "Derivation paths (with /) are not supported; a wallet is made from the words alone."
    if len(words) == 1 and words[0].removeprefix("0x").isalnum() and len(words[0]) >= 64:
        return "This is a seed or a private key, not a phrase of words."
    if len(words) not in LENGTHS:
        noun = "word" if len(words) == 1 else "words"
        return f"A recovery phrase has 12, 15, 18, 21 or 24 words; this one has {len(words)} {noun}."
    unknown = wrong_words(text)
    if unknown:
        return _unknown_words(unknown)
    if not has_valid_checksum(words):
        return "The words are all good ones, but their checksum is not: one was mixed up, or two changed places."
    return None


def has_valid_checksum(words: Sequence[str]) -> bool:
    """Whether the checksum bits of a phrase of known words match the SHA-256 of its entropy (BIP-39)."""
    bits = "".join(f"{word_numbers()[word]:0{_BITS_PER_WORD}b}" for word in words)
    size = len(bits) * 32 // 33
    entropy = int(bits[:size], 2).to_bytes(size // 8, "big")
    digest = int.from_bytes(hashlib.sha256(entropy).digest(), "big")
    return f"{digest:0256b}"[: len(bits) - size] == bits[size:]


def wrong_words(text: str) -> tuple[int, ...]:
    """The positions, counted from 1, of words that are not in the BIP-39 list."""
    return tuple(number for number, word in enumerate(normalised(text).split(), 1) if word not in word_numbers())


def looks_like_phrase(text: str) -> bool:
    """Whether a text that is no secret holds so many words of the list that it may be a phrase, or most of one."""
    return len(normalised(text).split()) - len(wrong_words(text)) >= _LIKE_A_PHRASE


@cache
def word_numbers() -> dict[str, int]:
    """The 2,048 English words of BIP-39 with their indexes."""
    words = resources.files("dtao_tui.wallet").joinpath("english.txt").read_text(encoding="ascii").split()
    return {word: number for number, word in enumerate(words)}


def _unknown_words(unknown: Sequence[int]) -> str:
    named = ", ".join(map(str, unknown[:_WORDS_NAMED]))
    if len(unknown) == 1:
        return f"Word {named} is not one of the 2,048 words that phrases are made of."
    more = f" and {len(unknown) - _WORDS_NAMED} more" if len(unknown) > _WORDS_NAMED else ""
    return f"Words {named}{more} are not among the 2,048 words that phrases are made of."
