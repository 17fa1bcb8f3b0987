"""Keys pressed while a screen or a form is opening: held back, then written into its first field, or dropped.

Over a slow line several keys arrive in one read. Textual hands each to whatever has the focus at that moment, so that
without this the keys meant for a new screen would act on the one below it.
"""

from collections.abc import Callable, Collection
from enum import Enum
from time import monotonic
from typing import Protocol, runtime_checkable
from weakref import WeakKeyDictionary

from textual import events
from textual.app import App
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, TextArea
from textual.worker import Worker

from dtao_tui.widgets.inputs.text_field import TextField

MOST_KEYS = 64
LONGEST_WAIT = 1.0
"""Seconds after which held keys are dropped: who pressed them has looked up by then."""

DROPPED = "What was typed before this was ready is dropped. Type it again."

GIVEN_UP_AFTER = 5.0
"""Seconds after which nothing is held any more for a screen that does not come."""

AT_LEAST = 0.3
"""Seconds for which a dialog is awaited that nothing works for yet."""

LOOKED_EACH = 0.01
"""Seconds between looks whether the screen is ready."""

_PASSED_ON = frozenset({"escape", "ctrl+c", "ctrl+q", "ctrl+z"})


class Opening(Enum):
    """States of a screen that has no focused widget yet."""

    NOT_READY = "not ready"
    """It is not built yet, or its first field has no focus yet."""

    DROPS_KEYS = "drops keys"
    """It is ready, and takes nothing that was typed before a person saw it."""


@runtime_checkable
class TakesTyping(Protocol):
    """A screen that knows where the first keys go."""

    def typing_goes_to(self) -> Widget | Opening:
        """The widget that has the focus, or why there is none."""
        ...


class HeldKeys:
    """Holds keys back while the screen on top is opening, until it says which widget they are for."""

    def __init__(self, app: App[None], now: Callable[[], float] = monotonic) -> None:
        self._app = app
        self._now = now
        self._held: list[events.Key | events.Paste] = []
        self._target: Callable[[], Widget | Opening] | None = None
        self._until = 0.0
        self._last_screen: Widget | None = None
        self._looking: Timer | None = None
        self._pressed_on: WeakKeyDictionary[events.Event, Widget] = WeakKeyDictionary()
        """The screen that was on top when a key was pressed. Textual shows the app each key twice: first, and again
        when the focused widget of that screen had no use for it; by then another screen may have opened."""

    def hold_for(self, target: Callable[[], Widget | Opening], longest: float | None = None) -> None:
        """Hold keys until `target` names a widget, or says that it drops them; the newest opening counts."""
        self._target, self._until = target, self._now() + (GIVEN_UP_AFTER if longest is None else longest)
        if self._looking is None:
            self._looking = self._app.set_timer(LOOKED_EACH, self._look)

    def until_screen_after(self, before: Widget | None, workers: Collection[Worker[object]]) -> None:
        """Hold keys until another screen than this is on top and ready, or none is coming any more.

        One is coming for a moment, and while workers run that are not among these. A field of the same screen that gets
        the cursor meanwhile is what was opened. Where none came, the keys were meant for the screen that is there.
        """
        since, focused = self._now(), self._typed_into

        def target() -> Widget | Opening:
            screen = self.top
            if screen is None:
                return Opening.DROPS_KEYS
            if screen is not before:
                return screen.typing_goes_to() if isinstance(screen, TakesTyping) else screen
            if self._typed_into not in (None, focused):
                return self._typed_into
            is_working = any(worker not in workers and not worker.is_finished for worker in self._app.workers)
            return Opening.NOT_READY if is_working or self._now() - since < AT_LEAST else screen

        self.hold_for(target)

    def takes(self, event: events.Event) -> bool:
        """Whether this key is held back or dropped, and must not be handled elsewhere."""
        if not isinstance(event, events.Key | events.Paste):
            return False
        self._notice_screen()
        if self._is_late(event):
            if self._target is None:
                self.hold_for(self._top_target)
        else:
            self._release_if_ready()
        if self._target is None or (isinstance(event, events.Key) and event.key in _PASSED_ON):
            return False
        is_enter = isinstance(event, events.Key) and event.key == "enter"
        if not is_enter and len(self._held) <= MOST_KEYS:
            self._held.append(event)
        return True

    @property
    def top(self) -> Widget | None:
        """The screen on top; none while the app ends."""
        return next(reversed(self._app.screen_stack), None) if self._app.is_running else None

    @property
    def _typed_into(self) -> Input | None:
        """The field that has the cursor and has been told so; none if another widget has it."""
        focused = self._app.focused
        return focused if isinstance(focused, Input) and focused.has_focus else None

    def _is_late(self, event: events.Event) -> bool:
        """Whether a key was pressed on another screen than the one that is on top now."""
        screen = self.top
        return screen is not None and self._pressed_on.setdefault(event, screen) is not screen

    def _top_target(self) -> Widget | Opening:
        """Where keys go on the screen that is on top."""
        screen = self.top
        if isinstance(screen, TakesTyping):
            return screen.typing_goes_to()
        return screen or Opening.DROPS_KEYS

    def _notice_screen(self) -> None:
        screen = self.top
        if screen is None or screen is self._last_screen:
            return
        self._last_screen = screen
        if isinstance(screen, TakesTyping) and screen.typing_goes_to() is Opening.NOT_READY:
            self.hold_for(screen.typing_goes_to)

    def _look(self) -> None:
        self._looking = None
        self._release_if_ready()
        if self._target is not None:
            self._looking = self._app.set_timer(LOOKED_EACH, self._look)

    def _release_if_ready(self) -> None:
        """Hand the held keys over once the screen that was opened has its focus."""
        if self._target is None:
            return
        target = self._target()
        if target is Opening.NOT_READY and self._now() < self._until:
            return
        # Keys that had been forwarded to a widget come back later than newer ones.
        held = sorted(self._held, key=lambda event: event.time)
        self._held, self._target = [], None
        if not held or target is Opening.DROPS_KEYS:
            return
        # A part of what was typed would be another number than all of it.
        is_old = self._now() - held[0].time > LONGEST_WAIT
        if isinstance(target, Widget) and not is_old and len(held) <= MOST_KEYS:
            _write(target, held)
        else:
            self._app.notify(DROPPED, markup=False)


def _write(target: Widget, events_held: list[events.Key | events.Paste]) -> None:
    for event in events_held:
        if isinstance(target, Input | TextArea):
            _write_into(target, event)
        elif isinstance(event, events.Key):
            # Nothing is typed there: it is a key, of the screen that is on top now.
            target.app.post_message(events.Key(event.key, event.character))


def _write_into(field: Input | TextArea, event: events.Key | events.Paste) -> None:
    if isinstance(event, events.Paste):
        if isinstance(field, TextField):
            field.paste(event.text)
        else:
            _insert(field, " ".join(event.text.splitlines()))
    elif event.key == "backspace":
        field.action_delete_left()
    elif event.is_printable and event.character is not None:
        _insert(field, event.character)


def _insert(field: Input | TextArea, text: str) -> None:
    if isinstance(field, Input):
        field.insert_text_at_cursor(text)
    else:
        field.insert(text)
