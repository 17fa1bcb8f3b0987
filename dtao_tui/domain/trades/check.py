"""Checks: what must hold before an order is signed, each passed or failed with a sentence."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must hold before an order is signed."""

    name: str
    """One word: funds, minimum, hotkey, fresh, chain, account, limit."""

    passed: bool
    sentence: str = ""
    """What is wrong and what to do, where it did not pass."""
