"""Context manager that turns decoding errors into NotUnderstood."""

from collections.abc import Iterator
from contextlib import contextmanager

from dtao_tui.chain import error_messages

UNREADABLE = (
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    AssertionError,
    OverflowError,
    RecursionError,
)
"""Exceptions of a codec, and of code that reads decoded values, for an answer of another shape."""


@contextmanager
def reading(what: str) -> Iterator[None]:
    """Turn decoding errors into NotUnderstood; `what` names the answer that is being read."""
    try:
        yield
    except UNREADABLE as error:
        raise error_messages.unknown_shape(what, error) from error
    except BaseException as error:
        # A panic of the Rust codec derives from BaseException.
        if type(error).__name__ == "PanicException":
            raise error_messages.unknown_shape(what, error) from error
        raise
