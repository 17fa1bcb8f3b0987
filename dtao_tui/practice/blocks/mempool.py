"""Pending transactions: ready ones in the order of their nonces, future ones until the gap is filled."""

from collections.abc import Callable
from dataclasses import dataclass, field

from dtao_tui.practice.blocks.transactions import NEVER, STALE, Transaction, TransactionRefused
from dtao_tui.practice.runtime.plain_values import hexed

MOST_WAITING = 8192
MOST_WAITING_BYTES = 20 * 2**20
"""Both as a Substrate node has them."""

MOST_IN_A_BLOCK = 500

Status = str | dict[str, str | list[str]]
"""The status for a watcher: "ready", "future", "invalid", "dropped", or {"inBlock": hash} and the like."""

Watcher = Callable[[Status], None]

ALREADY = 1013
LOW_PRIORITY = 1014
DROPPED = 1016


@dataclass(slots=True)
class PendingTransaction:
    """One pending transaction and its watchers."""

    transaction: Transaction
    valid_until: int
    watchers: list[Watcher] = field(default_factory=list)
    is_ready: bool = False

    def tell(self, status: Status) -> None:
        """Notify all watchers."""
        for watcher in self.watchers:
            watcher(status)


class Mempool:
    """All pending transactions, by signer and nonce."""

    def __init__(self) -> None:
        self._waiting: dict[tuple[bytes, int], PendingTransaction] = {}
        self._known: set[bytes] = set()
        self._size = 0

    def __len__(self) -> int:
        return len(self._waiting)

    def add(
        self, transaction: Transaction, account_nonce: int, height: int, watcher: Watcher | None
    ) -> PendingTransaction:
        """Add a checked transaction. Raises TransactionRefused if it is outdated, known, or worth less than a rival."""
        if transaction.nonce < account_nonce:
            raise TransactionRefused.invalid(STALE)
        if transaction.hash in self._known:
            raise TransactionRefused(ALREADY, "Transaction Already Imported", hexed(transaction.hash))
        place = (transaction.signer, transaction.nonce)
        rival = self._waiting.get(place)
        if rival is not None and rival.transaction.tip >= transaction.tip:
            both = f"({rival.transaction.tip} vs {transaction.tip})"
            low = "The transaction has too low priority to replace another transaction already in the pool."
            raise TransactionRefused(LOW_PRIORITY, f"Priority is too low: {both}", low)
        if self._is_full(transaction, rival):
            raise TransactionRefused(
                DROPPED, "Immediately Dropped", "The transaction couldn't enter the pool because of the limit"
            )
        lives = transaction.birth(height) + transaction.period - 1 if transaction.period else NEVER
        waiting = PendingTransaction(transaction, lives, [watcher] if watcher else [])
        self._waiting[place] = waiting
        self._known.add(transaction.hash)
        self._size += len(transaction.data)
        if rival is not None:
            self._known.discard(rival.transaction.hash)
            self._size -= len(rival.transaction.data)
            rival.tell({"usurped": hexed(transaction.hash)})
        self._sort_out(transaction.signer, account_nonce, waiting)
        return waiting

    def next_nonce(self, signer: bytes, account_nonce: int) -> int:
        """The nonce for the signer's next transaction, pending ones included."""
        nonce = account_nonce
        while (signer, nonce) in self._waiting:
            nonce += 1
        return nonce

    def ready(self) -> list[Transaction]:
        """All transactions that the next block could include, oldest first."""
        return [waiting.transaction for waiting in self._waiting.values() if waiting.is_ready]

    def take(self, height: int, nonce_of: Callable[[bytes], int]) -> list[PendingTransaction]:
        """The transactions for the block of this height, in order of arrival and without gaps in their nonces.

        Expired ones are removed and their watchers notified.
        """
        self._drop_outdated(height, nonce_of)
        chosen: list[PendingTransaction] = []
        nonces: dict[bytes, int] = {}
        candidates = [waiting for waiting in self._waiting.values() if waiting.is_ready]
        for waiting in sorted(candidates, key=lambda each: -each.transaction.tip):
            signer = waiting.transaction.signer
            if signer in nonces or len(chosen) >= MOST_IN_A_BLOCK:
                continue
            nonces[signer] = nonce_of(signer)
            while (following := self._waiting.get((signer, nonces[signer]))) and len(chosen) < MOST_IN_A_BLOCK:
                chosen.append(following)
                nonces[signer] += 1
        return chosen

    def remove(self, waiting: PendingTransaction) -> None:
        """Remove a transaction that is in a block or that cannot be included."""
        transaction = waiting.transaction
        gone = self._waiting.pop((transaction.signer, transaction.nonce), None)
        if gone is not None:
            self._size -= len(gone.transaction.data)
        self._known.discard(transaction.hash)

    def drop_all(self) -> None:
        """Tell every pending transaction that it cannot be included any more."""
        for waiting in list(self._waiting.values()):
            self.remove(waiting)
            waiting.tell("invalid")

    def forget_watcher(self, watcher: Watcher) -> None:
        """Remove a watcher that has disconnected."""
        for waiting in self._waiting.values():
            if watcher in waiting.watchers:
                waiting.watchers.remove(watcher)

    def _is_full(self, transaction: Transaction, rival: PendingTransaction | None) -> bool:
        """Whether the mempool is full, apart from the place of this rival, if there is one."""
        freed = len(rival.transaction.data) if rival else 0
        too_many = rival is None and len(self._waiting) >= MOST_WAITING
        return too_many or self._size - freed + len(transaction.data) > MOST_WAITING_BYTES

    def _drop_outdated(self, height: int, nonce_of: Callable[[bytes], int]) -> None:
        for waiting in list(self._waiting.values()):
            if waiting.valid_until < height or waiting.transaction.nonce < nonce_of(waiting.transaction.signer):
                self.remove(waiting)
                waiting.tell("invalid")

    def _sort_out(self, signer: bytes, account_nonce: int, new: PendingTransaction) -> None:
        nonce = account_nonce
        while waiting := self._waiting.get((signer, nonce)):
            if not waiting.is_ready:
                waiting.is_ready = True
                waiting.tell("ready")
                waiting.tell({"broadcast": []})
            nonce += 1
        if not new.is_ready:
            new.tell("future")
