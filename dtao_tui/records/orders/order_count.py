"""How many orders the journal holds, in a second file beside it, so that a cut, lost or exchanged journal is noticed.

The order of writing makes every moment a safe one to be killed at:

1. the order is committed to the journal and synced;
2. the count is replaced (whole, synced, then its folder) while the journal's write lock is held;
3. only then `Journal.add` returns, and only then the order may be sent.

No false alarm: the count is never ahead of the journal, as what it counts was committed and synced before, and the lock
lets no slower instance put an older count over a newer one. A journal with *more* orders than counted is one whose
writer was ended between 1 and 2; the next opening counts again. A reader reads the count first and the journal after.

No hidden loss: an order that was ever sent is counted (3 follows 2), so a journal without it has too few orders or
others than those counted. The one order that may be missing unnoticed was never sent.
"""

import hashlib
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from dtao_tui import private_files

_MOST_BYTES = 1024
_BYTES = 16


class NotACount(ValueError):
    """The file beside the journal holds no count."""


@dataclass(frozen=True, slots=True)
class OrderCount:
    """So many orders, and which."""

    orders: int
    digest: str
    """Of their ids, in the order in which they were written."""

    def is_beginning_of(self, ids: list[str]) -> bool:
        """Whether these are the counted orders, and perhaps later ones."""
        return len(ids) >= self.orders and count_of(ids[: self.orders]) == self


def count_of(ids: Iterable[str]) -> OrderCount:
    """The count of orders with these ids, oldest first."""
    digest, orders = bytes(_BYTES), 0
    for order_id in ids:
        digest, orders = _hash(digest + order_id.encode("utf-8", "surrogateescape")), orders + 1
    return OrderCount(orders, digest.hex())


def ids_in(database: sqlite3.Connection) -> list[str]:
    """The ids of a journal's orders, oldest first."""
    return [str(order_id) for (order_id,) in database.execute("SELECT id FROM orders ORDER BY rowid")]


def read(path: Path) -> OrderCount | None:
    """The count in the file, None where there is none. Raises NotACount, and OSError."""
    try:
        text = private_files.read(path, _MOST_BYTES).decode("ascii")
        orders, digest, _ = text.split(" ")
        count = OrderCount(int(orders), digest)
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise NotACount(str(path)) from error
    if text != _text(count):
        raise NotACount(str(path))
    return count


def write(path: Path, count: OrderCount) -> None:
    """Put the count there; it is on disk when this returns. Raises OSError."""
    private_files.replace(path, _text(count).encode())


def _text(count: OrderCount) -> str:
    words = f"{count.orders} {count.digest}"
    return f"{words} {_hash(words.encode()).hex()}\n"


def _hash(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=_BYTES).digest()
