"""The list of drills, and the debrief that ends one."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from dtao_tui.domain.drill_records import Debrief, Drill
from dtao_tui.screens.dialog import Dialog
from dtao_tui.services.context import AppContext
from dtao_tui.training.drill_guide import BRIEFINGS
from dtao_tui.widgets.inputs.choice_list import ChoiceList
from dtao_tui.widgets.panels.debrief_view import DebriefView
from dtao_tui.widgets.text_lines import key_and_word

END = "end"
"""The option that ends the drill that is on."""


class DrillList(Dialog[Drill | str | None]):
    """Gives back the chosen drill, or `END`, or None."""

    AUTO_FOCUS = "OptionList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "leave", "Back", show=False),
        Binding("j", "move(1)", show=False),
        Binding("k", "move(-1)", show=False),
    ]

    title_word = "Drills"
    foot = "enter begin   esc back"

    def __init__(self, parts: AppContext, *, is_on: bool) -> None:
        super().__init__(parts)
        self._is_on = is_on

    def body(self) -> ComposeResult:
        """One sentence each."""
        yield ChoiceList(*self._options(), id="drill-list")

    def action_move(self, rows: int) -> None:
        """Move the cursor."""
        options = self.query_one(OptionList)
        if rows > 0:
            options.action_cursor_down()
        else:
            options.action_cursor_up()

    @on(OptionList.OptionSelected)
    def choose(self, event: OptionList.OptionSelected) -> None:
        """Give back what was chosen."""
        event.stop()
        chosen = event.option.id or END
        self.dismiss(END if chosen == END else Drill[chosen])

    def _options(self) -> list[Option]:
        ending = [Option(_words("End the drill", "Nothing more happens, and no debrief follows."), id=END)]
        drills = [Option(_words(briefing.title, briefing.sentence), id=drill.name) for drill, briefing in _ALL]
        return [*(ending if self._is_on else ()), *drills]


class DebriefScreen(Dialog[bool]):
    """Shows how a drill went; True to play it once more."""

    AUTO_FOCUS = "VerticalScroll"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,enter", "leave", "Done", show=False),
        Binding("r", "repeat", "Again", show=False),
    ]

    title_word = "Debrief"

    def __init__(self, parts: AppContext, drill: Drill, debrief: Debrief) -> None:
        super().__init__(parts)
        self._drill = drill
        self._debrief = debrief

    def title_aside(self) -> str:
        """The drill."""
        return BRIEFINGS[self._drill].title

    def body(self) -> ComposeResult:
        """The figures, and what can be done."""
        with VerticalScroll(classes="fitting"):
            yield DebriefView(self._debrief)
        keys = Content.assemble(key_and_word("enter", "Done"), "   ", key_and_word("r", "Once more"))
        yield Static(keys, classes="keys")

    def action_leave(self) -> None:
        """Close it."""
        self.dismiss(False)

    def action_repeat(self) -> None:
        """Close it and begin again."""
        self.dismiss(True)


_ALL = tuple(BRIEFINGS.items())


def _words(title: str, sentence: str) -> Content:
    return Content.assemble((title, "bold"), "\n", (sentence, "$muted"))
