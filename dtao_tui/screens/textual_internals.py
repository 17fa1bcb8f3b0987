"""The private members of Textual that this program overrides, each with the reason, and what would make it needless.

A test fails when Textual changes one of them, and another when a private member is used anywhere else.
"""

import logging

from textual.app import App

_LOG = logging.getLogger(__name__)

OVERRIDDEN = {"App._fatal_error"}
"""All of them."""


class CrashWithoutLocals(App[None]):
    """An app that ends with a traceback in which no local variable is shown: one of them may be a password.

    Textual 8.2 renders its own with `show_locals=True` and offers no setting for it; neither its tracker nor its
    documentation names one. A public hook, or a public way to set the options of that traceback, makes this needless.
    """

    def _fatal_error(self) -> None:
        # 20 ms of import that no start need wait for.
        from rich.traceback import Traceback

        _LOG.exception("the app was ended by a fault")
        self.bell()
        self.panic(Traceback(show_locals=False, width=None))
