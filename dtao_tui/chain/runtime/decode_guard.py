"""The border where an answer of another shape than expected becomes a trouble with a sentence."""

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
"""What a codec, or code that takes an answer apart, raises for one of another shape."""


@contextmanager
def reading(what: str) -> Iterator[None]:
    """Turn whatever a codec or a wrong shape raises into NotUnderstood; `what` says what was being read."""
    try:
        yield
    except UNREADABLE as error:
        raise error_messages.unknown_shape(what, error) from error
    except BaseException as error:
        # A panic of the Rust codec derives from BaseException.
        if type(error).__name__ == "PanicException":
            raise error_messages.unknown_shape(what, error) from error
        raise
