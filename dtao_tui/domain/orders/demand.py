"""What a person types to confirm something: the same words in a dialog of the app and on a command's terminal."""

from dataclasses import dataclass

ENDS = 6
"""How many characters of an address are typed at an end."""


@dataclass(frozen=True, slots=True)
class Demand:
    """One thing to type."""

    prompt: str
    shown: str
    """What stands in the empty field."""

    accepted: frozenset[str]
    """Spellings that are right, without spaces and commas."""

    unit: str = ""
    must_settle: bool = False
    """Whether the beginning of what is typed could be taken for all of it."""

    def accepts(self, typed: str) -> bool:
        """Whether this is what was asked for."""
        return _plain(typed) in self.accepted

    def may_become(self, typed: str) -> bool:
        """Whether this is what was asked for, or the beginning of it."""
        return any(spelling.startswith(_plain(typed)) for spelling in self.accepted)


def demand_of_yes(prompt: str) -> Demand:
    """One key, where nothing more is at stake."""
    return Demand(prompt, "y", frozenset({"y", "Y"}))


def demand_of_end(prompt: str, address: str) -> Demand:
    """The last characters of an address."""
    return Demand(prompt, "·" * ENDS, frozenset({address[-ENDS:]}))


def demand_of_amount(prompt: str, shown: str, spellings: tuple[str, ...], unit: str) -> Demand:
    """An amount in one of its spellings; a longer one may begin like it."""
    return Demand(prompt, shown, frozenset(map(_plain, spellings)), unit, must_settle=True)


def demand_of_first() -> Demand:
    """The word of the first order that a session signs on mainnet."""
    return Demand("first order of this session, type", "MAINNET", frozenset({"MAINNET"}))


def _plain(typed: str) -> str:
    return typed.replace(" ", "").replace(",", "")
