"""What a row of the table of operations says, and short ways to write arguments and events."""

from collections.abc import Callable
from dataclasses import dataclass

from dtao_tui.practice.state.storage import Value
from tests.practice.economy import ALICE, BOB, TAO, Economy
from tests.practice.operations.round_world import OTHER, VALIDATOR

ALL = 2**64 - 1
Situation = Callable[[Economy], None]


class Told:
    """An event that the operation must bring, with its values from the first on; amounts to the rao or the next."""

    def __init__(self, name: str, *values: object) -> None:
        self.name = name
        self.values = values

    def __repr__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Row:
    """One operation in one situation."""

    operation: str
    situation: str
    arguments: dict[str, Value]
    expected: str | Told
    given: Situation | None = None
    who: bytes = ALICE

    @property
    def id(self) -> str:
        return f"{self.operation}: {self.situation}"


def on(netuid: int, hotkey: bytes = VALIDATOR, **others: Value) -> dict[str, Value]:
    return {"hotkey": hotkey, "netuid": netuid, **others}


def within(limit: int, part: bool = False, **others: Value) -> dict[str, Value]:
    return {"limit_price": limit, "allow_partial": part, **others}


def between(origin: int, destination: int, amount: int, **others: Value) -> dict[str, Value]:
    return {"origin_netuid": origin, "destination_netuid": destination, "alpha_amount": amount, **others}


def swap(origin: int, destination: int, amount: int, **others: Value) -> dict[str, Value]:
    return {"hotkey": VALIDATOR, **between(origin, destination, amount), **others}


def move(origin: int, destination: int, amount: int, to: bytes = OTHER, **others: Value) -> dict[str, Value]:
    return {"origin_hotkey": VALIDATOR, "destination_hotkey": to, **between(origin, destination, amount), **others}


def give(origin: int, destination: int, amount: int, **others: Value) -> dict[str, Value]:
    return {"destination_coldkey": BOB, **swap(origin, destination, amount), **others}


def added(tao: int, alpha: int, netuid: int, paid: int, hotkey: bytes = VALIDATOR) -> Told:
    return Told("StakeAdded", ALICE, hotkey, tao, alpha, netuid, paid)


def removed(tao: int, alpha: int, netuid: int, paid: int) -> Told:
    return Told("StakeRemoved", ALICE, VALIDATOR, tao, alpha, netuid, paid)


TEN, HUNDRED = 10 * TAO, 100 * TAO
