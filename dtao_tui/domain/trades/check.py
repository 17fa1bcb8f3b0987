"""Checks: what must hold before an order is signed, each with what was measured; passed, to be known, or failed."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must hold before an order is signed."""

    name: str
    """One word: funds, minimum, hotkey, fresh, chain, account, limit, spending."""

    passed: bool
    sentence: str = ""
    """What is wrong and what to do, where it did not pass; what must be known, where it is a note."""

    caption: str = ""
    """Its label in a list, such as "free τ"; empty where the name is one."""

    fact: str = ""
    """What was measured, such as "9,412.803 τ" or "3 s old"."""

    is_note: bool = False
    """Whether it passed and must be known all the same before signing."""

    def __post_init__(self) -> None:
        if self.is_note and not (self.passed and self.sentence):
            raise ValueError("a note has passed and says what must be known")

    @property
    def title(self) -> str:
        """Its label in a list."""
        return self.caption or self.name
