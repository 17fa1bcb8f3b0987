"""What the program remembers of a person's choices between starts: the tolerance last used on each chain.

A file of its own in the state folder, since the settings file is the person's. One that cannot be read counts as empty.
"""

import json
import re
from pathlib import Path

from dtao_tui import private_files

MOST_CHAINS = 16
LARGEST_FILE = 16 * 1024
"""Bytes."""

_SCHEMA = 1
_GENESIS = re.compile(r"0x[0-9a-f]{64}")
_TOLERANCE = re.compile(r"[0-9]{1,2}(\.[0-9]{1,4})?")


class ToleranceMemory:
    """The tolerance in per cent that was last used on each chain, as it is typed."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def tolerance(self, genesis: str) -> str | None:
        """The tolerance of this chain; None where none is remembered."""
        return self._load().get(genesis)

    def remember(self, genesis: str, tolerance: str) -> None:
        """Keep this tolerance; the chain that was not used for longest gives way. Raises OSError, ValueError."""
        if not (_GENESIS.fullmatch(genesis) and _TOLERANCE.fullmatch(tolerance)):
            raise ValueError("not a tolerance of a chain")
        kept = self._load()
        kept.pop(genesis, None)
        newest = dict([*kept.items(), (genesis, tolerance)][-MOST_CHAINS:])
        document = json.dumps({"schema": _SCHEMA, "tolerances": newest})
        private_files.replace(self._path, document.encode())

    def _load(self) -> dict[str, str]:
        try:
            document = json.loads(private_files.read(self._path, LARGEST_FILE))
            if document["schema"] != _SCHEMA:
                return {}
            told = dict(document["tolerances"])
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            return {}
        return {
            genesis: tolerance
            for genesis, tolerance in told.items()
            if isinstance(tolerance, str) and _GENESIS.fullmatch(genesis) and _TOLERANCE.fullmatch(tolerance)
        }
