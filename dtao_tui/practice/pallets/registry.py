"""Tables of calls, queries and block rules, and the context that a rule works with.

A rule module fills the tables by decorating its functions; the node imports the rule modules and looks the names up.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Protocol, TypeAlias, TypeVar

from dtao_tui.practice.runtime.plain_values import Invocation
from dtao_tui.practice.state.storage import Storage, Value, View


class DispatchFailure(Exception):
    """A call that failed with a pallet's error: its writes are rolled back, its fee is not."""

    def __init__(self, pallet: str, name: str) -> None:
        super().__init__(f"{pallet}.{name}")
        self.pallet = pallet
        self.name = name
        self.unused_weight = 0
        """The weight in picoseconds that the call was charged for and did not use until it failed."""


def subtensor(name: str) -> DispatchFailure:
    """A failure of the subtensor pallet."""
    return DispatchFailure("SubtensorModule", name)


class CannotPayFee(Exception):
    """The signer has too little to pay for the transaction: the pool refuses it with `Payment`."""


@dataclass(frozen=True, slots=True)
class Event:
    """An event as a pallet deposits it. Values are in the declared order of its fields."""

    pallet: str
    name: str
    values: tuple["Value | DispatchFailure", ...]


@dataclass(slots=True)
class Context:
    """The storage, block and signer that a call or a block rule works with."""

    storage: Storage
    block: int
    """The number of the block in production."""

    signer: bytes | None
    """The 32 bytes of the signing account; None for the block's own work."""

    author: bytes
    """The account that makes the block and receives the fees."""

    events: list[Event] = field(default_factory=list)

    may_call: Callable[[Invocation], bool] | None = None
    """The calls that a proxy may make for the signer, carried ones included; None for a signer's own calls."""

    unused_weight: int = 0
    """The weight in picoseconds that calls were charged for and did not use; its fee is given back."""

    def emit(self, pallet: str, name: str, *values: Value | DispatchFailure) -> None:
        """Deposit an event, its values in the declared order."""
        self.events.append(Event(pallet, name, values))

    def mark(self) -> int:
        """The number of events, to `forget_since` when a nested call fails."""
        return len(self.events)

    def forget_since(self, mark: int) -> None:
        """Remove the events deposited after the mark."""
        del self.events[mark:]


class Genesis(Protocol):
    """The world at block 0, as the node is given it."""

    @property
    def fingerprint(self) -> bytes:
        """A digest of seed, options and files: the genesis hash is derived from it and the metadata."""

    @property
    def author(self) -> bytes:
        """The account that makes every block and receives the fees."""

    def fill(self, storage: Storage) -> None:
        """Write everything that exists before the first block."""


Call: TypeAlias = Callable[..., None]
"""`call(context, **arguments)`, arguments named and typed as declared. Raises DispatchFailure."""

Query: TypeAlias = Callable[..., Value]
"""`query(view, block, **inputs)` → a plain value in the shape of the declared output."""

BlockRule: TypeAlias = Callable[[Context], None]

CALLS: dict[str, Call] = {}
QUERIES: dict[str, Query] = {}
ON_BLOCK: list[BlockRule] = []

AnyFunction = TypeVar("AnyFunction", bound=Callable[..., object])
AnswerNow = TypeVar("AnswerNow", bound=Callable[..., Value])


def call(name: str) -> Callable[[AnyFunction], AnyFunction]:
    """Register the rule of a call, such as "SubtensorModule.add_stake"."""

    def register(rule: AnyFunction) -> AnyFunction:
        CALLS[name] = rule  # type: ignore[assignment]  # the arguments are checked against the declaration by a test
        return rule

    return register


def query(name: str) -> Callable[[AnyFunction], AnyFunction]:
    """Register the answer of a runtime API, such as "SwapRuntimeApi.current_alpha_price"."""

    def register(answer: AnyFunction) -> AnyFunction:
        QUERIES[name] = answer  # type: ignore[assignment]  # the inputs are checked against the declaration by a test
        return answer

    return register


def query_now(name: str) -> Callable[[AnswerNow], AnswerNow]:
    """Register an answer that does not depend on the block, such as "SwapRuntimeApi.current_alpha_price"."""

    def register(answer: AnswerNow) -> AnswerNow:
        @query(name)
        @wraps(answer)
        def answer_at(view: View, _block: int, **inputs: Value) -> Value:
            return answer(view, **inputs)

        return answer

    return register


def on_block(rule: BlockRule) -> BlockRule:
    """Register work that each new block does before its extrinsics, in the order of registration."""
    ON_BLOCK.append(rule)
    return rule


def dispatch(context: Context, call: Invocation) -> None:
    """Execute a call. Raises DispatchFailure and then changes nothing."""
    rule = CALLS.get(call.name)
    # A call that is declared but not simulated is refused as one that the runtime's filter bars.
    if rule is None or (context.may_call is not None and not context.may_call(call)):
        raise DispatchFailure("System", "CallFiltered")
    mark, unused = context.mark(), context.unused_weight
    try:
        with context.storage.transaction():
            rule(context, **call.arguments)
    except BaseException as error:
        context.forget_since(mark)
        context.unused_weight = unused + (error.unused_weight if isinstance(error, DispatchFailure) else 0)
        raise


__all__ = [
    "CALLS",
    "ON_BLOCK",
    "QUERIES",
    "BlockRule",
    "Call",
    "CannotPayFee",
    "Context",
    "DispatchFailure",
    "Event",
    "Genesis",
    "Query",
    "Storage",
    "View",
    "call",
    "dispatch",
    "on_block",
    "query",
    "query_now",
    "subtensor",
]
