"""Looks for secrets in the memory of a process."""

import json
import os
from pathlib import Path

from bittensor_core import Keypair, serialized_keypair_to_keyfile_data

from tests.wallet.conftest import PHRASE


def needles() -> dict[str, bytes]:
    """What must not be found: the phrase, and the seed and the key as bytes and in hexadecimal."""
    table = json.loads(bytes(serialized_keypair_to_keyfile_data(Keypair.create_from_mnemonic(PHRASE))))
    found = {"phrase": PHRASE.encode()}
    for name in ("secretSeed", "privateKey"):
        digits = table[name].removeprefix("0x")
        found |= {f"{name} hex": digits.encode(), f"{name} raw": bytes.fromhex(digits)[:32]}
    return found


def found_in(pid: int, wanted: dict[str, bytes]) -> list[str]:
    """Which of these are somewhere in the memory of that process."""
    found = set()
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            place, rights, *_ = line.split()
            if not rights.startswith("rw"):
                continue
            first, last = (int(edge, 16) for edge in place.split("-"))
            try:
                os.lseek(memory.fileno(), first, os.SEEK_SET)
                held = memory.read(last - first)
            except (OSError, OverflowError):
                continue
            found |= {name for name, needle in wanted.items() if needle in (held or b"")}
    return sorted(found)
