"""Widgets that are being removed: their children go first, and what was on its way to them still arrives."""

from collections.abc import Iterator
from contextlib import contextmanager

from textual.css.query import NoMatches
from textual.dom import DOMNode


def is_leaving(node: DOMNode) -> bool:
    """Whether a node is being removed, or its app is ending: its children may be gone already."""
    return not (node.is_attached and node.display)


@contextmanager
def quiet_when_leaving(node: DOMNode) -> Iterator[None]:
    """Let a handler end quietly that misses its children because the node is being removed."""
    try:
        yield
    except NoMatches:
        if not is_leaving(node):
            raise
