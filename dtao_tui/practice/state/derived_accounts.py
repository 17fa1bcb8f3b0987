"""Accounts without a key: 32 bytes hashed from their purpose."""

import hashlib

ACCOUNT_BYTES = 32
NOBODY = bytes(ACCOUNT_BYTES)


def account_named(*words: str | int) -> bytes:
    """The account of these words; nobody has its key."""
    name = "dtao-tui practice/" + "/".join(map(str, words))
    return hashlib.blake2b(name.encode(), digest_size=ACCOUNT_BYTES).digest()


def subnet_account(netuid: int) -> bytes:
    """The account that holds a subnet's TAO (`get_subnet_account_id`: a pallet's sub-account, spec 425)."""
    return (b"modl" + b"bt/subnt" + netuid.to_bytes(2, "little")).ljust(ACCOUNT_BYTES, b"\0")


def registration_account(lock_id: int) -> bytes:
    """The account of what a waiting registration of a subnet has paid (`network_registration_escrow_account`)."""
    return (b"modl" + b"bt/subnt" + b"rges" + lock_id.to_bytes(4, "little")).ljust(ACCOUNT_BYTES, b"\0")


AUTHOR = account_named("author")
"""The account that makes every block and receives the fees."""
