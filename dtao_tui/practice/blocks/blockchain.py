"""Block production: blocks on top of blocks, their changes of storage, and finality."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from dtao_tui.practice.blocks import transaction_validity
from dtao_tui.practice.blocks.chain_state import BlockStep, ChainState
from dtao_tui.practice.blocks.extrinsic_execution import EventEncoder, apply, length_prefixed, nonce_of, phase_of
from dtao_tui.practice.blocks.faults import Faults
from dtao_tui.practice.blocks.headers import AURA, Header, blake2, extrinsics_root, slot_bytes
from dtao_tui.practice.blocks.mempool import Mempool, PendingTransaction, Watcher
from dtao_tui.practice.blocks.transactions import KEPT_HASHES, Checker, Transaction, TransactionRefused
from dtao_tui.practice.pallets import balances, shield
from dtao_tui.practice.pallets.registry import ON_BLOCK, CannotPayFee, Context, DispatchFailure, Event, Genesis
from dtao_tui.practice.pallets.subnets import deregistration
from dtao_tui.practice.runtime.metadata import Description, defaults, describe
from dtao_tui.practice.runtime.plain_values import hexed
from dtao_tui.practice.runtime.type_registry import compact
from dtao_tui.practice.state.internal_items import BEGAN_AT, PRIVATE_ITEMS
from dtao_tui.practice.state.storage import Discarded, Storage, Value, View

FINALITY_LAG = 2
"""The last final block's distance from the head, in blocks."""

RESUMED_HASHES = 28_800
"""Hashes in a saved chain, by block: a day of practice."""

INITIALIZATION = b"\x02"
TIMESTAMP_SET = bytes([4, 2, 0])
"""Version 4 without a signature, pallet 2, call 0."""

MANDATORY: Value = {"weight": {"ref_time": 0, "proof_size": 0}, "class": "Mandatory", "pays_fee": "Yes"}

Clock = Callable[[], int]
"""Milliseconds since 1970."""

PreBlockHook = Callable[[Context, Sequence[Transaction]], None]
"""Called just before a block's transactions with those that it will hold, except the shielded ones."""


@dataclass(slots=True)
class Block:
    """A block with its body, and the pending transactions that it included."""

    header: Header
    extrinsics: list[bytes]
    included: list[PendingTransaction] = field(default_factory=list)


class Chain:
    """Storage, blocks and mempool. A block is made only on request."""

    def __init__(self, description: Description, world: Genesis, clock: Clock, announced: bytes | None = None) -> None:
        self._runtimes = [(0, description)]
        self.faults = Faults()
        self._slot_milliseconds = int(description.runtime.constant("Aura", "SlotDuration"))
        self.storage = Storage({**defaults(), **PRIVATE_ITEMS})
        self.pool = Mempool()
        self._clock = clock
        self._grants: list[tuple[bytes, int]] = []
        self._deeds: list[Callable[[Context], None]] = []
        self._unsealed: set[bytes] = set()
        self._author = world.author
        self.pre_block_hooks: list[PreBlockHook] = []
        """Called for each block, in this order."""

        world.fill(self.storage)
        root = blake2(world.fingerprint + description.fingerprint)
        self.storage.settle(root)
        first = Header(bytes(32), 0, root, extrinsics_root([]), 0)
        self._blocks: dict[int, Block] = {0: Block(first, [])}
        self._hashes: dict[int, bytes] = {0: announced or first.hash}
        self._numbers: dict[bytes, int] = {self._hashes[0]: 0}
        self._height = 0
        self._adopt(description)

    @property
    def description(self) -> Description:
        """The runtime that makes the next block."""
        return self._runtimes[-1][1]

    def description_at(self, number: int) -> Description:
        """The runtime that the block of this number left behind."""
        return next(each for since, each in reversed(self._runtimes) if since <= number)

    @property
    def head(self) -> Block:
        """The newest block."""
        return self._blocks[self.height]

    @property
    def height(self) -> int:
        """The number of the newest block."""
        return self._height

    @property
    def finalized(self) -> int:
        """The number of the newest final block."""
        return max(self.height - FINALITY_LAG, 0)

    @property
    def is_itself(self) -> bool:
        """Whether the genesis hash is the chain's own, not one from the options."""
        return self._hashes[0] == self._blocks[0].header.hash

    @property
    def author(self) -> bytes:
        """The account that makes every block."""
        return self._author

    @property
    def checker(self) -> Checker:
        """What decodes extrinsics and checks their signatures."""
        return self._checker

    @property
    def genesis(self) -> bytes:
        """The announced hash of block 0."""
        return self._hashes[0]

    def hash_of(self, number: int) -> bytes | None:
        """The hash of the block of this number; None for an unknown number."""
        return self._hashes.get(number)

    def number_of(self, block_hash: bytes) -> int | None:
        """The number of the block of this hash; None for an unknown hash."""
        return self._numbers.get(block_hash)

    def block(self, number: int) -> Block | None:
        """The block of this number, if it is among the last 2400 or block 0."""
        return self._blocks.get(number)

    def view(self, number: int) -> View:
        """The state after the block of this number. Raises Discarded."""
        if number == self.height:
            return self.storage
        if self.faults.is_pruned:
            raise Discarded(number)
        return self.storage.at(number)

    def submit(self, data: bytes, watcher: Watcher | None = None) -> bytes:
        """Check a signed extrinsic and add it to the mempool; returns its hash. Raises TransactionRefused."""
        transaction = self._checker.decoded(data)
        height = self.height + 1
        nonce = nonce_of(self.storage, transaction.signer)
        transaction_validity.check(self._checker, self.storage, transaction, height, self.hash_of)
        self.pool.add(transaction, nonce, height, watcher)
        return transaction.hash

    def decoded(self, data: bytes) -> Transaction:
        """The transaction in these bytes, unchecked. Raises TransactionRefused."""
        return self._checker.decoded(data)

    def next_nonce(self, who: bytes) -> int:
        """The nonce for an account's next transaction, pending ones included."""
        return self.pool.next_nonce(who, nonce_of(self.storage, who))

    def grant(self, who: bytes, rao: int) -> int:
        """Create TAO on an account in the next block; returns that block's number."""
        self._grants.append((who, rao))
        return self.height + 1

    def ask(self, deed: Callable[[Context], None]) -> int:
        """Have the next block do this just before its transactions; returns that block's number."""
        self._deeds.append(deed)
        return self.height + 1

    def forget(self, watcher: Watcher) -> None:
        """Remove a watcher that has disconnected."""
        self.pool.forget_watcher(watcher)
        for number in range(self.finalized, self.height + 1):
            for waiting in self._blocks[number].included:
                if watcher in waiting.watchers:
                    waiting.watchers.remove(watcher)

    def make_block(self) -> Block:
        """Make the next block from pending transactions, notify the watchers, and return the block."""
        number = self.height + 1
        now = max(self._clock(), self.storage.number("Timestamp.Now") + 1)
        phases = [(INITIALIZATION, self._open(number, now))]
        inherent = length_prefixed(TIMESTAMP_SET + _compact_long(now))
        phases.append((phase_of(0), [Event("System", "ExtrinsicSuccess", (MANDATORY,))]))
        extrinsics, included = [inherent], []
        taken = self.pool.take(number, self._nonce_of)
        phases.append((INITIALIZATION, self._run_hooks(number, [waiting.transaction for waiting in taken])))
        for waiting in taken:
            events = self._applied(number, waiting)
            if events is not None:
                phases.append((phase_of(len(extrinsics)), events))
                extrinsics.append(waiting.transaction.data)
                included.append(waiting)
        self._write_events(phases)
        return self._close(number, now, extrinsics, included)

    def state(self) -> ChainState:
        """A snapshot of the chain for saving; later blocks do not change it."""
        kept = range(max(self._height - RESUMED_HASHES, 0) + 1, self._height + 1)
        blocks = [(block.header, block.extrinsics) for block in self._blocks.values()]
        hashes = [(number, self._hashes[number]) for number in kept if number in self._hashes]
        return ChainState(self._height, self.storage.root, self.storage.copied(), hashes, blocks)

    def last_step(self) -> BlockStep:
        """The changes of the newest block, for saving."""
        return BlockStep(self.head.header, self.head.extrinsics, self.storage.written)

    def resume(self, state: ChainState, steps: Iterable[BlockStep]) -> None:
        """Continue from a saved state of this chain and from the saved blocks after it."""
        self.storage.resume(state.contents, state.number, state.root)
        self._hashes.update(state.hashes)
        self._numbers.update((each, number) for number, each in state.hashes)
        self._blocks.update((header.number, Block(header, body)) for header, body in state.blocks)
        self._height = state.number
        for step in steps:
            self.storage.replay(step.header.number, step.written, step.header.state_root)
            self._append(Block(step.header, step.extrinsics))

    def _nonce_of(self, who: bytes) -> int:
        return nonce_of(self.storage, who)

    def _open(self, number: int, now: int) -> list[Event]:
        storage = self.storage
        storage.put("System.Number", value=number)
        storage.put("System.ParentHash", value=self._hashes[number - 1])
        storage.put("System.BlockHash", number - 1, value=self._hashes[number - 1])
        storage.drop("System.BlockHash", number - 1 - KEPT_HASHES)
        storage.put("Timestamp.Now", value=now)
        if number == 1:
            storage.put(BEGAN_AT, value=max(now - self._slot_milliseconds, 0))
        storage.put("System.Digest", value={"logs": [{"PreRuntime": (AURA, slot_bytes(self._slot(now)))}]})
        context = Context(storage, number, None, self._author)
        for rule in ON_BLOCK:
            rule(context)
        self._remove_subnets(context)
        for who, rao in self._grants:
            balances.mint(storage, who, rao)
            storage.add("SubtensorModule.TotalIssuance", amount=rao)
            context.emit("Balances", "Minted", who, rao)
        self._grants.clear()
        self._unseal(context)
        return context.events

    def _remove_subnets(self, context: Context) -> None:
        """Remove the subnets that a test's fault names; their numbers are free with the next block."""
        removals, self.faults.removals = self.faults.removals, []
        for netuid in removals:
            with suppress(DispatchFailure):
                deregistration.begin(context, netuid)

    def _unseal(self, context: Context) -> None:
        """Announce the shield's next key, and add the transactions that it opens to this block."""
        if self.faults.is_unshielded:
            shield.fall_silent(context)
        else:
            shield.rotate(context, age=shield.KEPT_KEYS if self.faults.announces_old_key else 0)
        self._unsealed.clear()
        for data in shield.opened(context):
            if self.faults.drops_sealed():
                continue
            # What is no valid transaction after all is dropped, as the chain drops it.
            with suppress(TransactionRefused):
                self._unsealed.add(self.submit(data))

    def _run_hooks(self, number: int, transactions: Sequence[Transaction]) -> list[Event]:
        context = Context(self.storage, number, None, self._author)
        seen = [each for each in transactions if each.hash not in self._unsealed]
        deeds, self._deeds = self._deeds, []
        for deed in deeds:
            deed(context)
        for hook in self.pre_block_hooks:
            hook(context, seen)
        return context.events

    def _applied(self, number: int, waiting: PendingTransaction) -> list[Event] | None:
        """The events of a transaction; None for one that this block cannot include."""
        transaction = waiting.transaction
        if transaction.nonce != self._nonce_of(transaction.signer):
            # The one before it could not pay, so it waits for another in that place.
            waiting.is_ready = False
            return None
        self.pool.remove(waiting)
        context = Context(self.storage, number, transaction.signer, self._author)
        try:
            apply(context, transaction, self.faults.failure())
        except CannotPayFee:
            waiting.tell("invalid")
            return None
        return context.events

    def _write_events(self, phases: list[tuple[bytes, list[Event]]]) -> None:
        self.storage.put("System.Events", value=self._events.records(phases))
        self.storage.put("System.EventCount", value=sum(len(events) for _, events in phases))

    def _close(self, number: int, now: int, extrinsics: list[bytes], included: list[PendingTransaction]) -> Block:
        root = self.storage.seal(number)
        header = Header(self._hashes[number - 1], number, root, extrinsics_root(extrinsics), self._slot(now))
        block = Block(header, extrinsics, included)
        self._append(block)
        for waiting in included:
            waiting.tell({"inBlock": hexed(header.hash)})
        if included and self.faults.retracts():
            for waiting in included:
                waiting.tell({"retracted": hexed(header.hash)})
        self._finalize()
        self._upgrade()
        return block

    def _upgrade(self) -> None:
        """Switch to the runtime of an upgrade fault; pending transactions were signed for the old one."""
        if self.faults.upgrade is None:
            return
        description = describe(replace(self.faults.upgrade, constants=self.description.edition.constants))
        self.faults.upgrade = None
        self._runtimes.append((self.height, description))
        self._adopt(description)
        self.pool.drop_all()

    def _adopt(self, description: Description) -> None:
        self._events = EventEncoder(description)
        self._checker = Checker(description, lambda: self._hashes[0])

    def _append(self, block: Block) -> None:
        number = self._height = block.header.number
        self._blocks[number] = block
        self._hashes[number] = block.header.hash
        self._numbers[block.header.hash] = number
        if number > KEPT_HASHES:
            self._blocks.pop(number - KEPT_HASHES, None)

    def _slot(self, now: int) -> int:
        return now // self._slot_milliseconds

    def _finalize(self) -> None:
        final = self._blocks[self.finalized]
        for waiting in final.included:
            waiting.tell({"finalized": hexed(self._hashes[self.finalized])})
        final.included = []


def _compact_long(number: int) -> bytes:
    """A compact integer of any size, such as a time in milliseconds."""
    if number < 1 << 30:
        return compact(number)
    data = number.to_bytes((number.bit_length() + 7) // 8, "little")
    return bytes([(len(data) - 4) << 2 | 3]) + data
