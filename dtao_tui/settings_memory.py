"""What the program remembers of choices between starts: tolerances, validators, tables, chart, theme and rate.

Files of their own in the state folder, for the settings file is the person's; what cannot be read counts as empty.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dtao_tui import private_files

MOST_CHAINS = 16
LARGEST_FILE = 16 * 1024
"""Bytes."""

LARGEST_TABLES = 128 * 1024
"""Bytes."""

_SCHEMA = 1
_GENESIS = re.compile(r"0x[0-9a-f]{64}")
_TOLERANCE = re.compile(r"[0-9]{1,2}(\.[0-9]{1,4})?")
_THEME = re.compile(r"[a-z0-9-]{1,40}")
_WORD = re.compile(r"[a-z][a-z0-9_]{0,31}")

_SUBNET = re.compile(r"0x[0-9a-f]{64}/[0-9]{1,5}/[0-9]{1,10}")
_HOTKEY = re.compile(r"[1-9A-HJ-NP-Za-km-z]{46,50}")

MOST_SUBNETS = 512
"""Subnets of all chains whose validator is remembered."""

LONGEST_RATE = 4096
"""Letters, of which a path may have many."""

_LAST_MS = 253_370_764_800_000
"""The year 9999, which the last date is of."""

MOST_TABLES, MOST_COLUMNS, MOST_FILTERS, LONGEST_FILTER = 8, 64, 20, 300


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


class ValidatorMemory:
    """The validator that was last chosen by hand for a stake, by chain and subnet."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def validator(self, genesis: str, netuid: int, registered_at: int) -> str | None:
        """The hotkey; None where none is remembered for this subnet, rather than for one of that number."""
        return self._load().get(f"{genesis}/{netuid}/{registered_at}")

    def remember(self, genesis: str, netuid: int, registered_at: int, hotkey: str) -> None:
        """Keep this hotkey; the subnet that was not used for longest gives way. Raises OSError, ValueError."""
        subnet = f"{genesis}/{netuid}/{registered_at}"
        if not (_SUBNET.fullmatch(subnet) and _HOTKEY.fullmatch(hotkey)):
            raise ValueError("not a validator of a subnet")
        kept = self._load()
        kept.pop(subnet, None)
        newest = dict([*kept.items(), (subnet, hotkey)][-MOST_SUBNETS:])
        private_files.replace(self._path, json.dumps({"schema": _SCHEMA, "validators": newest}).encode())

    def _load(self) -> dict[str, str]:
        try:
            document = json.loads(private_files.read(self._path, LARGEST_TABLES))
            told = dict(document["validators"]) if document["schema"] == _SCHEMA else {}
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            return {}
        return {
            subnet: hotkey
            for subnet, hotkey in told.items()
            if _SUBNET.fullmatch(subnet) and isinstance(hotkey, str) and _HOTKEY.fullmatch(hotkey)
        }


@dataclass(frozen=True, slots=True)
class RememberedTable:
    """How a person left a table: names only, which whoever shows the table checks against what there is."""

    column_set: str = ""
    """The named set of columns; empty where it is the usual one, or an own choice."""

    columns: tuple[str, ...] = ()
    """The own choice, from left to right; empty where there is none."""

    sort_by: str = ""
    is_descending: bool = True
    filters: tuple[str, ...] = ()
    """The filters that were used, the last one first."""


class TableMemory:
    """The tables of screens, by the screen's name."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def table(self, name: str) -> RememberedTable:
        """How the table of this screen was left. Raises ValueError where the file cannot be read: as a sentence."""
        try:
            return self._load().get(name, RememberedTable())
        except FileNotFoundError:
            return RememberedTable()
        except (OSError, ValueError, TypeError, KeyError, RecursionError) as error:
            raise ValueError(
                f"What was remembered of columns, order and filters in {self._path.name} cannot be read; it counts as "
                "empty."
            ) from error

    def remember(self, name: str, table: RememberedTable) -> None:
        """Keep this for the screen of this name. Raises OSError."""
        try:
            kept = self._load()
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            kept = {}
        kept.pop(name, None)
        newest = dict([*kept.items(), (name, table)][-MOST_TABLES:])
        tables = {each: _written(one) for each, one in newest.items()}
        private_files.replace(self._path, json.dumps({"schema": _SCHEMA, "tables": tables}).encode())

    def _load(self) -> dict[str, RememberedTable]:
        document = json.loads(private_files.read(self._path, LARGEST_TABLES))
        if document["schema"] != _SCHEMA:
            raise ValueError("written by another version")
        tables = dict(document["tables"])
        return {
            name: _table_of(told) for name, told in tables.items() if _WORD.fullmatch(name) and isinstance(told, dict)
        }


def _written(table: RememberedTable) -> dict[str, object]:
    return {
        "column_set": table.column_set,
        "columns": list(table.columns[:MOST_COLUMNS]),
        "sort_by": table.sort_by,
        "is_descending": table.is_descending,
        "filters": [text for text in table.filters if len(text) <= LONGEST_FILTER][:MOST_FILTERS],
    }


def _table_of(told: Mapping[str, object]) -> RememberedTable:
    """What is told, as far as it can be: a part that is of another kind counts as not remembered."""

    def word(value: object) -> str:
        return value if isinstance(value, str) and _WORD.fullmatch(value) else ""

    columns, filters = told.get("columns"), told.get("filters")
    return RememberedTable(
        column_set=word(told.get("column_set")),
        columns=tuple(filter(None, map(word, columns[:MOST_COLUMNS]))) if isinstance(columns, list) else (),
        sort_by=word(told.get("sort_by")),
        is_descending=told.get("is_descending") is not False,
        filters=tuple(
            text for text in filters[:MOST_FILTERS] if isinstance(text, str) and 0 < len(text) <= LONGEST_FILTER
        )
        if isinstance(filters, list)
        else (),
    )


class ChartMemory:
    """The range of the price chart that was last chosen, by its word, and whether candles are drawn."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> tuple[str, bool]:
        """The word of the range, and whether candles are drawn; no word where nothing is remembered."""
        try:
            document = json.loads(private_files.read(self._path, LARGEST_FILE))
            if document["schema"] == _SCHEMA:
                return str(document["range"]), document["candles"] is True
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            pass
        return "", False

    def remember(self, word: str, *, has_candles: bool) -> None:
        """Keep this choice. Raises OSError."""
        document = {"schema": _SCHEMA, "range": word, "candles": has_candles}
        private_files.replace(self._path, json.dumps(document).encode())


class ThemeMemory:
    """The theme that was last chosen in the app, by its name."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> str:
        """The name; empty where nothing is remembered."""
        try:
            document = json.loads(private_files.read(self._path, LARGEST_FILE))
            name = document["theme"] if document["schema"] == _SCHEMA else ""
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            return ""
        return name if isinstance(name, str) and _THEME.fullmatch(name) else ""

    def remember(self, name: str) -> None:
        """Keep this choice. Raises OSError."""
        private_files.replace(self._path, json.dumps({"schema": _SCHEMA, "theme": name}).encode())


@dataclass(frozen=True, slots=True)
class TypedRate:
    """A rate of TAO, or the path of a file of rates, as it was typed."""

    text: str
    at_ms: int
    """When, in milliseconds since 1970."""


class RateMemory:
    """The rate in a currency that was last typed; nothing while none is wanted."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self) -> TypedRate | None:
        """What was typed; None where nothing is remembered."""
        try:
            document = json.loads(private_files.read(self._path, LARGEST_FILE))
            text, at_ms = document["text"], document["at_ms"]
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            return None
        is_ours = document["schema"] == _SCHEMA and isinstance(text, str) and 0 < len(text) <= LONGEST_RATE
        is_time = isinstance(at_ms, int) and not isinstance(at_ms, bool) and 0 <= at_ms <= _LAST_MS
        return TypedRate(text, at_ms) if is_ours and is_time else None

    def remember(self, rate: TypedRate | None) -> None:
        """Keep this, or nothing. Raises OSError."""
        if rate is None:
            self._path.unlink(missing_ok=True)
            return
        document = {"schema": _SCHEMA, "text": rate.text[:LONGEST_RATE], "at_ms": rate.at_ms}
        private_files.replace(self._path, json.dumps(document).encode())
