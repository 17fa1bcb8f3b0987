"""Checks which texts of a call may be copied: names, addresses and hexadecimal numbers, and nothing else.

What is copied is pasted into a shell. The names of a call come from a chain's metadata and its values from bytes, so
that none of them is trusted to be only what it should be.
"""

import re

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")
_VALUE = re.compile(r"[A-Za-z0-9_]{1,128}|0x[0-9a-f]{0,8192}|\[([0-9]{1,20}(, ?[0-9]{1,20}){0,255})?\]")


class NotCopyable(ValueError):
    """A call that cannot be given as text to copy; `str()` is a sentence."""


def name(text: str) -> str:
    """The name of a pallet, a call or an argument. Raises NotCopyable for anything else."""
    if not _NAME.fullmatch(text):
        raise NotCopyable("A name in this call is none that a chain gives; it is not copied.")
    return text


def value(text: str) -> str:
    """An address, a name, a hexadecimal number or a list of numbers. Raises NotCopyable for anything else."""
    if not _VALUE.fullmatch(text):
        raise NotCopyable("A value in this call is neither a number nor an address nor a name; it is not copied.")
    return text
