"""What outlives the widgets it draws on: answers that come late, and news for a screen that is just closing."""

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from textual.css.query import NoMatches
from textual.dom import DOMNode
from textual.screen import Screen

from dtao_tui.widgets.removal_guard import is_leaving, quiet_when_leaving

__all__ = ["follow", "harmless_when_closed", "is_leaving", "is_on_top", "quiet_when_leaving"]

P = ParamSpec("P")
T = TypeVar("T")


def is_on_top(screen: Screen[T]) -> bool:
    """Whether this screen is the one that a dismissal would take away; Textual dismisses whichever is on top."""
    return not screen.app._exit and screen.app.screen_stack[-1:] == [screen]


def follow(node: DOMNode, state: str, show: Callable[[], None]) -> None:
    """Call `show` whenever this state of the app changes, until the node is leaving.

    A node that is removed loses its children first and its watchers last; between the two a block may arrive.
    """

    def hear() -> None:
        if not is_leaving(node):
            show()

    node.watch(node.app, state, hear, init=False)


def harmless_when_closed(work: Callable[P, Awaitable[None]]) -> Callable[P, Awaitable[None]]:
    """Let a worker end quietly when its widgets are gone by the time it has something to show.

    A screen that closes removes its children first and cancels its workers last; between the two an answer may arrive.
    """

    @wraps(work)
    async def carried_out(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            await work(*args, **kwargs)
        except NoMatches:
            return

    return carried_out
