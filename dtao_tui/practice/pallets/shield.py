"""The MEV shield: transactions that travel sealed and are opened by the block's author (pallet-shield, spec 459).

Every block announces the key to seal for the next one. Keys are ML-KEM-768, drawn from the world's seed and the
block, so that any of the last few can be drawn again to open what was sealed with it.
"""

import hashlib
from typing import TYPE_CHECKING

from dtao_tui.practice.pallets.balances import signer_of
from dtao_tui.practice.pallets.registry import Context, DispatchFailure, Storage, View, call
from dtao_tui.practice.state.internal_items import PLAY, SEALED
from dtao_tui.practice.state.storage import Value

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey

CURRENT_KEY = "MevShield.CurrentKey"
NEXT_KEY = "MevShield.NextKey"
SUBMIT = "MevShield.submit_encrypted"
MOST_WAITING = 100
KEPT_KEYS = 8
"""The greatest age of a key in blocks; transactions sealed with an older one are never opened."""

_KEY_HASH_BYTES = 16
_LENGTH_BYTES = 2
_NONCE_BYTES = 24
_TAG_BYTES = 16
_SEED_BYTES = 64


def rotate(context: Context, age: int = 0) -> None:
    """Announce the key for the next block, at the beginning of each; `age` is for a fault, in blocks."""
    storage, seed = context.storage, _seed(context.storage)
    storage.put(CURRENT_KEY, value=_public(_key(seed, context.block - 1 - age)))
    storage.put(NEXT_KEY, value=_public(_key(seed, context.block - age)))


def fall_silent(context: Context) -> None:
    """Announce no key, as if the next author had none."""
    for item in (CURRENT_KEY, NEXT_KEY):
        context.storage.drop(item)


@call(SUBMIT)
def submit_encrypted(context: Context, ciphertext: bytes) -> None:
    """Take a sealed transaction, which the next block opens."""
    waiting = _sealed(context.storage)
    if len(waiting) >= MOST_WAITING:
        raise DispatchFailure("MevShield", "TooManyPendingExtrinsics")
    kept: list[Value] = [*waiting, ciphertext]
    context.storage.put(SEALED, value=kept)
    name = hashlib.blake2b(ciphertext, digest_size=32).digest()
    context.emit("MevShield", "EncryptedSubmitted", name, signer_of(context))


def opened(context: Context) -> list[bytes]:
    """The transactions that were sealed before this block, in order; blobs that no recent key opens are dropped."""
    storage, seed = context.storage, _seed(context.storage)
    waiting = _sealed(storage)
    if not waiting:
        return []
    storage.drop(SEALED)
    keys = [_key(seed, block) for block in range(context.block, max(context.block - KEPT_KEYS, 0), -1)]
    return [found for found in (unsealed(each, keys) for each in waiting) if found is not None]


def unsealed(blob: bytes, keys: list["MLKEM768PrivateKey"]) -> bytes | None:
    """The content of the blob, if one of the keys opens it.

    Key hash (16 bytes), length of the encapsulation (2, little endian), encapsulation, nonce (24), ciphertext, tag
    (16); the cipher is XChaCha20-Poly1305 under the raw shared secret.
    """
    from Crypto.Cipher import ChaCha20_Poly1305

    parts = _parts(blob)
    if parts is None:
        return None
    encapsulated, nonce, sealed = parts
    for key in keys:
        try:
            cipher = ChaCha20_Poly1305.new(key=key.decapsulate(encapsulated), nonce=nonce)
            return cipher.decrypt_and_verify(sealed[:-_TAG_BYTES], sealed[-_TAG_BYTES:])
        except ValueError:
            # Another key, or a blob that nobody can open.
            continue
    return None


def is_sealed(blob: bytes) -> bool:
    """Whether the blob has the form of a sealed transaction; the pool takes no other."""
    return _parts(blob) is not None


def _parts(blob: bytes) -> tuple[bytes, bytes, bytes] | None:
    """Encapsulation, nonce, and ciphertext with its tag; None for a blob of another form."""
    body = blob[_KEY_HASH_BYTES:]
    length = int.from_bytes(body[:_LENGTH_BYTES], "little")
    encapsulated, rest = body[_LENGTH_BYTES : _LENGTH_BYTES + length], body[_LENGTH_BYTES + length :]
    nonce, sealed = rest[:_NONCE_BYTES], rest[_NONCE_BYTES:]
    if len(encapsulated) != length or len(sealed) < _TAG_BYTES:
        return None
    return encapsulated, nonce, sealed


def _key(seed: int, block: int) -> "MLKEM768PrivateKey":
    # Loaded with the first block, so that a node answers before.
    from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey

    drawn = hashlib.blake2b(f"dtao-tui practice shield/{seed}/{block}".encode(), digest_size=_SEED_BYTES).digest()
    return MLKEM768PrivateKey.from_seed_bytes(drawn)


def _public(key: "MLKEM768PrivateKey") -> bytes:
    return key.public_key().public_bytes_raw()


def _seed(view: View) -> int:
    play = view.get(PLAY)
    seed = play["seed"] if isinstance(play, dict) else 0
    return seed if isinstance(seed, int) else 0


def _sealed(storage: Storage) -> list[bytes]:
    waiting = storage.get(SEALED)
    return [each for each in waiting if isinstance(each, bytes)] if isinstance(waiting, list) else []
