"""The line at the foot: the keys that do something here, and whose account it is."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Static

from dtao_tui.domain.accounts import shortened
from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.formatting import coarse, fine
from dtao_tui.domain.text import cleaned
from dtao_tui.widgets.lifecycle import RemembersChildren
from dtao_tui.widgets.text_lines import put

_MOST_KEYS = 7
_MOST_KEYS_NARROW = 5
_NAME_CELLS = 14
_GAP = 2
_NOTE_SECONDS = 2.5


@dataclass(frozen=True, slots=True)
class Purse:
    """The chosen account, as the foot shows it."""

    name: str = ""
    address: str = ""
    free: Tao | None = None
    is_unlocked: bool = False
    seconds_left: float | None = None
    is_watched: bool = False
    is_open: bool = False
    """Whether it signs without any password, as the practice account does."""

    proxy: str = ""
    """The name of the key that signs for it, where that is a proxy's."""

    device: str = ""
    """Where its key is, in a word or two, if that is a device: nothing is ever unlocked then."""

    is_read_only: bool = False
    """Whether the session signs nothing."""


class KeyLine(Static):
    """Keys with their words, most important first; one that has no room is left out whole."""

    _keys: Sequence[tuple[str, str]] = ()
    _note: tuple[Content, Content] | None = None
    _noting: Timer | None = None

    class Chosen(Message):
        """Posted when the words of a key are clicked."""

        def __init__(self, key: tuple[str, str]) -> None:
            super().__init__()
            self.key = key

    def show(self, keys: Sequence[tuple[str, str]]) -> None:
        """Show these keys."""
        self._keys = keys
        self.on_resize()

    def say(self, words: str, aside: str) -> None:
        """Show these words instead, for a moment."""
        self._note = Content.styled(words, "$note"), Content.styled(aside, "$muted")
        if self._noting is not None:
            self._noting.stop()
        self._noting = self.set_timer(_NOTE_SECONDS, self._forget_note)
        self.on_resize()

    def _forget_note(self) -> None:
        self._note = None
        self.on_resize()

    def on_click(self, event: events.Click) -> None:
        """Choose the key whose words are there."""
        at = event.get_content_offset(self)
        place = 0
        for key in () if self._note is not None or at is None else self._keys:
            end = place + _keys([key]).cell_length
            if at is not None and place <= at.x < end:
                self.post_message(self.Chosen(key))
                return
            place = end + _GAP

    def on_resize(self) -> None:
        """Show as many as fit now; all of them while the room is not known."""
        room = self.content_size.width
        if self._note is not None:
            put(self, _fitting_note(*self._note, room))
            return
        count = len(self._keys)
        while room and count and _keys(self._keys[:count]).cell_length > room:
            count -= 1
        put(self, _keys(self._keys[:count]))


class BottomBar(RemembersChildren, Horizontal):
    """Keys at the left, the account at the right."""

    def compose(self) -> ComposeResult:
        """Two texts of each kind, of which the width of the screen chooses one."""
        yield KeyLine(id="keys")
        yield KeyLine(id="keys-narrow")
        yield Static(id="purse")
        yield Static(id="purse-narrow")

    def show_keys(self, keys: Sequence[tuple[str, str]]) -> None:
        """Show keys with their words, most important first; only the first few fit."""
        self.query_one("#keys", KeyLine).show(keys[:_MOST_KEYS])
        self.query_one("#keys-narrow", KeyLine).show(keys[:_MOST_KEYS_NARROW])

    def say(self, words: str, aside: str = "") -> None:
        """Say something in the place of the keys, for a moment."""
        for line in self.query(KeyLine):
            line.say(words, aside)

    def show_purse(self, purse: Purse) -> None:
        """Show the account, its free balance, and for how long it stays unlocked."""
        self._put("#purse", _purse(purse, is_narrow=False))
        self._put("#purse-narrow", _purse(purse, is_narrow=True))

    def _put(self, selector: str, content: Content) -> None:
        put(self.query_one(selector, Static), content)


def _fitting_note(words: Content, aside: Content, room: int) -> Content:
    """Both, or where they have no room the words alone; all of it while the room is not known."""
    whole = Content.assemble(words, "   ", aside)
    if not room or whole.cell_length <= room:
        return whole
    return words.truncate(room, ellipsis=True)


def _keys(keys: Sequence[tuple[str, str]]) -> Content:
    return Content(" " * _GAP).join(Content.assemble((key, "bold $lead"), (f" {word}", "$muted")) for key, word in keys)


def _purse(purse: Purse, *, is_narrow: bool) -> Content:
    if not purse.address:
        return Content.styled("no account yet", "$muted")
    parts: list[Content] = []
    if not is_narrow:
        name = Content(cleaned(purse.name, _NAME_CELLS))
        by = (f" by {cleaned(purse.proxy, _NAME_CELLS)}", "$muted") if purse.proxy else ""
        parts.append(Content.assemble(name, (f" {shortened(purse.address)}", "$dim"), by))
    if purse.free is not None:
        figure = fine(purse.free, decimals=3) if purse.free.rao < 10**15 else coarse(purse.free, decimals=0, per=1)
        parts.append(Content.assemble((str(figure), "bold"), (" τ free", "$muted")))
    parts.append(_lock(purse))
    return Content("   ").join(parts)


def _lock(purse: Purse) -> Content:
    if purse.is_watched:
        return Content.styled("watched", "$muted")
    if purse.is_read_only:
        return Content.styled("read-only", "bold $note")
    if purse.device:
        return Content.styled(purse.device, "$muted")
    if purse.is_open:
        return Content.styled("ready", "$muted")
    if not purse.is_unlocked:
        return Content.styled("locked", "$muted")
    if purse.seconds_left is None:
        return Content.styled("unlocked", "$note")
    seconds = int(purse.seconds_left)
    left = f"{-(-seconds // 60)} min" if seconds > 60 else f"{seconds} s"
    return Content.styled(f"unlocked {left}", "$note")
