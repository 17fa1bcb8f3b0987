"""Editing keys of a field and the keys between fields, done in the order in which they were typed."""

from collections.abc import Mapping
from types import MappingProxyType

from textual import events
from textual.binding import Binding, BindingType
from textual.widgets import Input

_EDITS: Mapping[str, str] = MappingProxyType(
    {
        key: binding.action
        for binding in Input.BINDINGS
        if isinstance(binding, Binding) and binding.action.startswith(("cursor_", "delete_", "home", "end"))
        for key in binding.key.split(",")
    }
)
"""The keys that move the cursor or delete, and their actions."""

FIELD_KEYS: tuple[BindingType, ...] = (
    Binding("tab", "app.focus_next", "Next field", show=False, priority=True),
    Binding("shift+tab", "app.focus_previous", "Field before", show=False, priority=True),
)
"""For what holds several fields: a letter typed behind Tab is then never written into the field before it.

With Textual 8.2's own bindings the app learns of Tab only once it has come up from the field, and has given that field
the letters behind it by then: an amount got the tolerance's digits, and a name the password.
"""


class EditKeys(Input):
    """A field that moves its cursor and deletes at once.

    Textual 8.2 leaves these keys to bindings, which are looked up once the key has come up to the app, and letters that
    were typed behind them are written first: four deletions and a new number, typed quickly, make another number.
    """

    async def on_key(self, event: events.Key) -> None:
        """Do what an editing key does, before the next key is read."""
        action = _EDITS.get(event.key)
        if action is not None:
            event.prevent_default()
            event.stop()
            await self.run_action(action)
