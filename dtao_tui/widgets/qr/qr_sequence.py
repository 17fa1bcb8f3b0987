"""A sequence of QR codes that is shown one after the other, and can be paused and paged."""

import asyncio
from collections.abc import Callable
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from dtao_tui.widgets.qr.qr_code import QrSize, largest_size, rows_of

SECONDS_EACH = 0.25
"""How long a code is shown: a phone takes some pictures of it, and a long order is seen whole in some seconds."""

_LESS_BYTES = (0, 1, 7)
"""By how much codes are left emptier where one cannot be computed: qrcode 8.2 fails for a block of zeros (glog)."""

Frames = Callable[[int], tuple[bytes, ...]]
"""Gives the contents of all codes, each of at most so many bytes."""


class QrSequence(Widget, can_focus=True):
    """Draws the codes as large as they fit; each goes round by itself until it is paused."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "pause", show=False),
        Binding("right,l", "step(1)", show=False),
        Binding("left,h", "step(-1)", show=False),
    ]

    class Turned(Message):
        """Posted when another code is shown, or the sequence was paused."""

        def __init__(self, number: int, count: int, *, is_paused: bool) -> None:
            super().__init__()
            self.number = number
            self.count = count
            self.is_paused = is_paused

    def __init__(self, frames: Frames, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._frames = frames
        self._fitting: QrSize | None = None
        self._codes: list[tuple[str, ...]] = []
        self._count = 0
        self._shown = 0
        self._is_paused = False

    def on_mount(self) -> None:
        """Turn from now on."""
        self.set_interval(SECONDS_EACH, self._turn)

    def on_resize(self) -> None:
        """Draw the codes in the size that fits now."""
        size = largest_size(self.content_size.width, self.content_size.height)
        if size != self._fitting:
            self._fitting = size
            self.show(self._frames)

    def show(self, frames: Frames) -> None:
        """Show these codes from the first one on."""
        self._frames, self._codes, self._shown, self._count = frames, [], 0, 0
        if self._fitting is not None:
            self._compute(self._fitting)
        self.refresh()

    def action_pause(self) -> None:
        """Stay at the shown code, or go on."""
        self._is_paused = not self._is_paused
        self._tell()

    def action_step(self, by: int) -> None:
        """Show the next or the previous code, and stay there."""
        self._is_paused = True
        self._go(by)

    def render(self) -> Content:
        """The code; a sentence where there is no room, or nothing is computed yet."""
        if self._fitting is None:
            return Content.styled("This window is too small for a QR code. Make it larger, or use the file.", "$note")
        if not self._codes:
            return Content.styled("Drawing the codes …", "$muted")
        # Light is drawn in white on black whatever the theme is: phones expect dark modules on light ground.
        return Content("\n").join([Content.styled(row, "white on black") for row in self._codes[self._shown]])

    @work(group="qr", exclusive=True, exit_on_error=True)
    async def _compute(self, size: QrSize) -> None:
        """Compute the codes in a thread, one after the other; each can be shown as soon as it is there."""
        for less in _LESS_BYTES:
            if await self._computed(self._frames(size.most_bytes - less), size):
                return

    async def _computed(self, contents: tuple[bytes, ...], size: QrSize) -> bool:
        """Whether all codes could be computed."""
        self._codes, self._shown, self._count = [], 0, len(contents)
        for content in contents:
            try:
                code = await asyncio.to_thread(rows_of, content, size)
            except ValueError:
                return False
            self._codes.append(code)
            if len(self._codes) == 1:
                self.refresh()
                self._tell()
        return True

    def _turn(self) -> None:
        if not self._is_paused:
            self._go(1)

    def _go(self, by: int) -> None:
        if len(self._codes) < 2:
            return
        self._shown = (self._shown + by) % len(self._codes)
        self.refresh()
        self._tell()

    def _tell(self) -> None:
        self.post_message(self.Turned(self._shown + 1, self._count, is_paused=self._is_paused))
