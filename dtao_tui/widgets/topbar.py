"""The line on top: where I am, how old the data is, and on which network."""

from collections.abc import Mapping
from dataclasses import dataclass

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from dtao_tui.domain.formatting import age, count
from dtao_tui.widgets.lifecycle import RemembersChildren
from dtao_tui.widgets.text_lines import put

BRAND = "dtao-tui"

ROOMY = 100
"""Columns below which alerts that fired are a sign and a number."""

SLIM = 80
"""Columns below which only the active mode has its name, so that block and age are not cut."""


@dataclass(frozen=True, slots=True)
class Pulse:
    """How fresh the data is."""

    block: int | None = None
    age_seconds: float = 0.0
    is_stale: bool = False
    answer_ms: float | None = None
    trouble: str = ""
    """Why nothing comes now, in two or three words."""


class Tab(Static):
    """One mode's key and name."""

    @dataclass
    class Chosen(Message):
        """Posted when the tab of this mode was clicked."""

        mode: str

    def __init__(self, key: str, mode: str, *, is_active: bool) -> None:
        key_style = "bold $lead" if is_active else "$muted"
        word = Content.styled(mode.capitalize(), "bold $bright" if is_active else "$muted")
        super().__init__(Content.assemble((key, key_style), " ", word), classes="-active" if is_active else "")
        self._mode = mode

    def on_click(self, event: events.Click) -> None:
        """Post the mode of the clicked tab."""
        event.stop()
        self.post_message(self.Chosen(self._mode))


class TopBar(RemembersChildren, Horizontal):
    """Brand, modes, age of the data, and the network's band."""

    def __init__(self, modes: Mapping[str, str], active: str) -> None:
        """`modes` are their keys by their names."""
        super().__init__()
        self._modes = modes
        self._active = active

    def compose(self) -> ComposeResult:
        """The parts from left to right."""
        yield Static(Content.styled(BRAND, "bold"), id="brand")
        for mode, key in self._modes.items():
            yield Tab(key, mode, is_active=mode == self._active)
        yield Static(id="plan-sign")
        yield Static(id="fired-sign")
        yield Static(id="pulse")
        yield Static(id="pulse-narrow")
        yield Static(id="band")

    def on_resize(self, event: events.Resize) -> None:
        """Leave the names of the other modes out where there is no room."""
        self.set_class(event.size.width < SLIM, "-slim")

    def show_network(self, word: str) -> None:
        """Show the network's word in its band."""
        self._put("#band", Content(word))

    def show_signs(self, plan: str, fired: int) -> None:
        """Show how far a plan has come that is under way or has stopped, and how many alerts have fired, if any."""
        self._put("#plan-sign", Content.styled(f" {plan} ", "bold $ink on $lead") if plan else Content(""))
        words = f" ! {fired} fired " if self.size.width >= ROOMY else f" ! {fired} "
        self._put("#fired-sign", Content.styled(words, "bold $note") if fired else Content(""))

    def show_pulse(self, pulse: Pulse) -> None:
        """Show block, age and answer time, or the failure instead of them."""
        self._put("#pulse", _pulse(pulse, is_narrow=False))
        self._put("#pulse-narrow", _pulse(pulse, is_narrow=True))

    def _put(self, selector: str, content: Content) -> None:
        put(self.query_one(selector, Static), content)


def _pulse(pulse: Pulse, *, is_narrow: bool) -> Content:
    if pulse.block is None:
        return Content.styled(pulse.trouble or "connecting", "$note")
    block = Content.assemble("" if is_narrow else ("block ", "$muted"), count(pulse.block))
    seconds = age(pulse.age_seconds)
    parts = [block, Content.styled(f"stale {seconds}", "bold $note") if pulse.is_stale else Content(seconds)]
    if pulse.trouble:
        parts.append(Content.styled(pulse.trouble, "$note"))
    elif not is_narrow and pulse.answer_ms is not None:
        parts.append(Content(f"{pulse.answer_ms:.0f} ms"))
    return Content.styled(" · " if is_narrow else "  ·  ", "$dim").join(parts)
