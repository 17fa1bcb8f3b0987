"""Key pairs of a shield, and what the chain's own side opens of a carrier."""

from typing import Any, NamedTuple

from bittensor_core import Runtime
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey

from dtao_tui.practice.pallets import shield

KEY = MLKEM768PrivateKey.from_seed_bytes(bytes(range(64)))
PUBLIC_KEY = KEY.public_key().public_bytes_raw()


class OpenedCarrier(NamedTuple):
    """A carrier as the chain decodes it, with what it opens."""

    carrier: dict[str, Any]
    ciphertext: bytes
    operation: bytes


def opened(runtime: Runtime, carrier: bytes, key: MLKEM768PrivateKey = KEY) -> OpenedCarrier:
    """What the chain reads in a carrier, and the signed order that its key opens."""
    read = runtime.decode_extrinsic(carrier)
    (argument,) = read["call"]["call_args"]
    ciphertext = bytes.fromhex(argument["value"].removeprefix("0x"))
    operation = shield.unsealed(ciphertext, [key])
    assert operation is not None
    return OpenedCarrier(read, ciphertext, operation)
