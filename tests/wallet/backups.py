"""polkadot-js backups (version 3), made independently of the code that reads them."""

import base64
import hashlib
import json
import struct

from bittensor_core import Keypair, serialized_keypair_to_keyfile_data

from tests.wallet.secretbox import sealed

_HEADER = bytes([48, 83, 2, 1, 1, 48, 5, 6, 3, 43, 101, 112, 4, 34, 4, 32])
_DIVIDER = bytes([161, 35, 3, 33, 0])
_COFACTOR = 8


def a_backup(phrase: str, password: str, kind: str = "sr25519", address: str | None = None, n: int = 2**10) -> str:
    """A backup of the phrase's key; `address` lets it lie, `n` is scrypt's cost (only claimed where it is absurd)."""
    key = Keypair.create_from_mnemonic(phrase, ("ed25519", "sr25519").index(kind))
    public = bytes(key.public_key)
    salt, nonce = bytes(range(32)), bytes(range(24))
    wrapping = hashlib.scrypt(
        password.encode(), salt=salt, n=n if 1 < n <= 2**15 else 2, r=8, p=1, dklen=32, maxmem=2**27
    )
    box = sealed(_HEADER + _secret(key, kind) + _DIVIDER + public, nonce, wrapping)
    return json.dumps(
        {
            "encoded": base64.b64encode(salt + struct.pack("<III", n, 1, 8) + nonce + box).decode(),
            "encoding": {"content": ["pkcs8", kind], "type": ["scrypt", "xsalsa20-poly1305"], "version": "3"},
            "address": key.ss58_address if address is None else address,
            "meta": {"name": "backup"},
        }
    )


def _secret(key: Keypair, kind: str) -> bytes:
    """The 64 bytes that polkadot-js keeps: seed and public key, or the ed25519 form of the sr25519 key."""
    table = json.loads(bytes(serialized_keypair_to_keyfile_data(key)))
    if kind == "ed25519":
        return bytes.fromhex(table["secretSeed"][2:]) + bytes(key.public_key)
    private = bytes.fromhex(table["privateKey"][2:])
    scalar = int.from_bytes(private[:32], "little") * _COFACTOR
    return scalar.to_bytes(32, "little") + private[32:]
