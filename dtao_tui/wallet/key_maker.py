"""Child process that encrypts a key from a phrase or a polkadot-js backup into key files (3 s and 570 MB each).

Its memory is limited, because a hostile backup can demand any amount.
"""

import base64
import binascii
import json
import os
import struct

from bittensor_core import (
    KeyfileError,
    Keypair,
    WrongPasswordError,
    decrypt_keyfile_data,
    encrypt_keyfile_data,
    serialized_keypair_to_keyfile_data,
)

from dtao_tui.processes.bootstrap import Pipe, limit_memory
from dtao_tui.wallet.key_maker_messages import (
    REQUESTS,
    AnyKeyRequest,
    KeyDiffers,
    KeyFilesMade,
    KeyFromBackup,
    KeyFromPhrase,
    KeyMakerAnswer,
    KeyNotMade,
)
from dtao_tui.wallet.message_frames import frame_of

MEMORY_LIMIT = 1536 * 1024 * 1024
"""Bytes of address space: Argon2 takes 512 MiB, the costliest backup that is accepted 256 MiB."""

LARGEST_BACKUP = 64 * 1024
LARGEST_N = 2**18
LARGEST_R = 8
LARGEST_P = 16

_SCRYPT = struct.Struct("<32sIII")
_KEY_KINDS = ("sr25519", "ed25519")


class NotMade(Exception):
    """No key file was made; the text is a sentence that repeats nothing of the input."""


def main() -> None:
    """Answer until the pipe ends."""
    limit_memory(MEMORY_LIMIT)
    pipe = Pipe()
    while (question := pipe.next()) is not None:
        pipe.answer(frame_of(answer(REQUESTS.read(question))))
    os._exit(0)


def answer(request: AnyKeyRequest) -> KeyMakerAnswer:
    """The key files that are asked for, or why they are not made."""
    try:
        return _made(request)
    except NotMade as refusal:
        return KeyNotMade(str(refusal))


def check_backup(text: str) -> str:
    """The address that a polkadot-js backup claims. Raises NotMade for what cannot or should not be opened."""
    if len(text) > LARGEST_BACKUP:
        raise NotMade("The backup is larger than 64 KiB, so it is not one of a single account.")
    try:
        table = json.loads(text)
        encoding, address = table["encoding"], str(table.get("address", ""))
        content, kinds = list(encoding["content"]), list(encoding["type"])
        encoded = base64.b64decode(table["encoded"], validate=True)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, binascii.Error) as error:
        raise NotMade("This is not a polkadot-js backup of one account (a JSON text).") from error
    if str(encoding.get("version")) != "3" or kinds != ["scrypt", "xsalsa20-poly1305"]:
        raise NotMade("Only encrypted polkadot-js backups of version 3 are known here.")
    if content[:1] != ["pkcs8"] or content[1:] not in [[kind] for kind in _KEY_KINDS]:
        raise NotMade("The backup is of another kind of key than sr25519 and ed25519.")
    _check_cost(encoded)
    return address


def _check_cost(encoded: bytes) -> None:
    if len(encoded) <= _SCRYPT.size:
        raise NotMade("The backup is cut short.")
    _, n, p, r = _SCRYPT.unpack_from(encoded)
    if not (1 < n <= LARGEST_N and 0 < r <= LARGEST_R and 0 < p <= LARGEST_P):
        raise NotMade("The backup asks for more work than any true one does; it is not opened.")


def _made(request: AnyKeyRequest) -> KeyMakerAnswer:
    match request:
        case KeyFromPhrase():
            key = _from_phrase(request.phrase)
        case KeyFromBackup():
            key = _from_backup(request.text, request.text_password)
            if request.address != key.ss58_address:
                return KeyDiffers(key.ss58_address)
    secret = bytes(serialized_keypair_to_keyfile_data(key))
    public = Keypair(ss58_address=key.ss58_address, crypto_type=key.crypto_type)
    return KeyFilesMade(
        address=key.ss58_address,
        coldkey=_encrypted(secret, request.password),
        coldkeypub=bytes(serialized_keypair_to_keyfile_data(public)),
    )


def _from_phrase(phrase: str) -> Keypair:
    try:
        return Keypair.create_from_mnemonic(phrase)
    except ValueError as error:
        raise NotMade("The phrase is not valid.") from error


def _from_backup(text: str, password: str) -> Keypair:
    check_backup(text)
    try:
        return Keypair.create_from_encrypted_json(text, password)
    except (ValueError, KeyfileError) as error:
        raise NotMade("The backup's password is wrong, or the backup is damaged.") from error


def _encrypted(secret: bytes, password: str) -> bytes:
    if not password:
        raise NotMade("A wallet needs a password.")
    try:
        data = bytes(encrypt_keyfile_data(secret, password))
    except KeyfileError as error:
        raise NotMade("Making the key file failed for want of memory; it needs 600 MB. Nothing was written.") from error
    try:
        opened = bytes(decrypt_keyfile_data(data, password))
    except (WrongPasswordError, KeyfileError) as error:
        raise NotMade("The new key file does not open with its password; nothing was written.") from error
    if opened != secret:
        raise NotMade("The new key file does not hold the key; nothing was written.")
    return data
