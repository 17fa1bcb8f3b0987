"""Guards for news that reaches a node while Textual removes it.

Textual removes the children of a node first, and its watchers and workers last. Between the two a block, a key or an
answer may still arrive; what it draws then goes to widgets that are no longer on the screen.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import events
from textual.css.match import match
from textual.css.parse import parse_selectors
from textual.css.query import NoMatches
from textual.dom import DOMNode
from textual.widget import Widget

if TYPE_CHECKING:
    _Node = DOMNode
else:
    # At run time a plain class: Textual reads style names and keys from the first base that is a node.
    _Node = object

_BEGINNINGS = (events.Mount, events.Resize, events.ScreenResume)


class RemembersChildren(_Node):
    """A node that still finds its children after they have been removed; it is listed before the widget's class."""

    _built: tuple[DOMNode, ...] = ()

    async def on_event(self, event: events.Event) -> None:
        """Handle nothing of a beginning once the node is being removed; that may happen before it was built."""
        if not (isinstance(event, _BEGINNINGS) and is_leaving(self)):
            await super().on_event(event)

    def on_mount(self) -> None:
        """Remember the node's children."""
        self._built = tuple(self.query("*"))

    def on_unmount(self) -> None:
        """Release the remembered children."""
        self._built = ()

    if not TYPE_CHECKING:
        # Type checkers read the overloads of Textual's own method.
        def query_one(self, selector, expect_type=None):
            """The one child that fits. Raises NoMatches where there is none, and none was built."""
            try:
                return super().query_one(selector, expect_type)
            except NoMatches:
                for node in self._built:
                    if _fits(node, selector) and (expect_type is None or isinstance(node, expect_type)):
                        return node
                raise


def _fits(node: DOMNode, selector: str | type[Widget]) -> bool:
    return isinstance(node, selector) if isinstance(selector, type) else match(parse_selectors(selector), node)


def is_leaving(node: DOMNode) -> bool:
    """Whether a node is being removed, or its app is ending: its children may be gone already."""
    # Textual calls what is closing not displayed, whatever its styles say.
    is_closing = not node.display and node.styles.display != "none"
    return is_closing or not node.is_attached


def follow(node: DOMNode, state: str, show: Callable[[], None]) -> None:
    """Call `show` whenever this state of the app changes, until the node is removed."""

    def hear() -> None:
        if not is_leaving(node):
            show()

    node.watch(node.app, state, hear, init=False)
