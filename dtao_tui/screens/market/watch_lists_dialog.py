"""The dialog of watch lists, and the flow that carries out what is chosen in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from dtao_tui.domain.filters.filter_completion import written
from dtao_tui.domain.filters.filter_fields import LIST
from dtao_tui.domain.filters.watch_lists import LONGEST_NAME, NotAListName, WatchLists, list_name
from dtao_tui.domain.formatting import count
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.domain.text import cells, quoted
from dtao_tui.screens.app_state import AppState
from dtao_tui.screens.choice_dialog import ChoiceDialog, DialogChoice
from dtao_tui.screens.dialog import Dialog
from dtao_tui.screens.forms import Ask, Form, FormScreen
from dtao_tui.services.context import AppContext
from dtao_tui.widgets.inputs.choice_list import ChoiceList
from dtao_tui.widgets.text_lines import key_and_word

_SENTENCES_SHOWN = 4


class ListVerb(Enum):
    """What can be done with a list."""

    USE = "use"
    SHOW = "show"
    NEW = "new"
    RENAME = "rename"
    DELETE = "delete"
    FORGET = "forget"


@dataclass(frozen=True, slots=True)
class ListDeed:
    """What a person chose to do, and with which list."""

    verb: ListVerb
    name: str = ""


class WatchListsDialog(Dialog[ListDeed | None]):
    """All lists with their sizes; gives back what is to be done with one."""

    AUTO_FOCUS = "ChoiceList"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q", "leave", "Back", show=False),
        Binding("j", "move(1)", show=False),
        Binding("k", "move(-1)", show=False),
        Binding("f", "do('show')", show=False),
        Binding("n", "do('new')", show=False),
        Binding("r", "do('rename')", show=False),
        Binding("delete,backspace", "do('delete')", show=False),
        Binding("x", "do('forget')", show=False),
    ]

    title_word = "Watch lists"
    foot = "enter use it   esc back"

    def __init__(self, parts: AppContext, lists: WatchLists, gone: Mapping[SubnetId, str], at: str = "") -> None:
        """The cursor begins at the list `at`, else at the one in use."""
        super().__init__(parts)
        self._lists = lists
        self._gone = gone
        self._at = at if at in lists.lists else lists.current

    def title_aside(self) -> str:
        """How many there are."""
        return count(len(self._lists.lists))

    def body(self) -> ComposeResult:
        """The lists, what is gone, and the keys."""
        with VerticalScroll(classes="fitting", can_focus=False):
            yield ChoiceList(*(Option(self._line(name), id=name) for name in self._lists.names), id="choices")
            if self._gone:
                yield Static(self._what_is_gone(), id="gone", classes="words spaced")
        keys = [("n", "New"), ("r", "Rename"), ("f", "Show alone"), ("del", "Delete")]
        keys += [("x", "Forget what is gone")] if self._gone else []
        yield Static(Content("   ").join(key_and_word(key, word) for key, word in keys), classes="keys")

    @on(events.Mount)
    def begin(self) -> None:
        """Put the cursor on its list."""
        self.query_one(ChoiceList).highlighted = self._lists.names.index(self._at)

    def action_move(self, rows: int) -> None:
        """Move the cursor."""
        options = self.query_one(ChoiceList)
        if rows > 0:
            options.action_cursor_down()
        else:
            options.action_cursor_up()

    def action_do(self, verb: str) -> None:
        """Give back what a key stands for, with the list under the cursor."""
        wanted, at = ListVerb(verb), self.query_one(ChoiceList).highlighted
        if wanted is ListVerb.FORGET and not self._gone:
            return
        self.dismiss(ListDeed(wanted, self._lists.names[at or 0]))

    @on(OptionList.OptionSelected)
    def choose(self, event: OptionList.OptionSelected) -> None:
        """Use this list."""
        event.stop()
        self.dismiss(ListDeed(ListVerb.USE, event.option.id or ""))

    def _line(self, name: str) -> Content:
        subnets = self._lists.lists[name]
        is_used = name == self._lists.current
        gone = sum(each in self._gone for each in subnets)
        padding = " " * (LONGEST_NAME + 2 - cells(name))
        return Content.assemble(
            ("● " if is_used else "  ", "$lead"),
            (name, "bold" if is_used else ""),
            padding,
            f"{count(len(subnets)):>5}",
            (" subnet " if len(subnets) == 1 else " subnets", "$muted"),
            (f"   {count(gone)} gone" if gone else "", "$note"),
        )

    def _what_is_gone(self) -> Content:
        told = [
            f"{why} On {', '.join(map(quoted, self._lists.names_with(each)))} is the one registered at block "
            f"{count(each.registered_at or 0)}."
            for each, why in list(self._gone.items())[:_SENTENCES_SHOWN]
        ]
        rest = len(self._gone) - len(told)
        return Content.styled("\n".join([*told, *([f"And {count(rest)} more."] if rest else [])]), "$note")


async def manage_watch_lists(app: AppState) -> str | None:
    """Let a person choose, make, rename and delete lists; the filter that shows one alone, if that is wanted."""
    at = ""
    while (snapshot := app.snapshot) is not None:
        watch_list = app.parts.watch_list
        lists = watch_list.refreshed(snapshot.genesis)
        dialog = WatchListsDialog(app.parts, lists, watch_list.gone(snapshot), at)
        deed = await app.push_screen_wait(dialog)
        if deed is None:
            return None
        if deed.verb is ListVerb.SHOW:
            return f"{LIST}={written(deed.name)}"
        changed = await _carried_out(app, lists, deed, tuple(watch_list.gone(snapshot)))
        if changed is not None:
            _save(app, snapshot.genesis, changed)
        at = deed.name if changed is None or deed.name in changed.lists else changed.current
        if deed.verb is ListVerb.USE:
            return None
    return None


async def _carried_out(
    app: AppState, lists: WatchLists, deed: ListDeed, gone: tuple[SubnetId, ...]
) -> WatchLists | None:
    """The lists once it is done; None where the person thought better of it."""
    match deed.verb:
        case ListVerb.NEW:
            name = await _asked_name(app, "New list", "", lists.adding)
            return lists.adding(name) if name is not None else None
        case ListVerb.RENAME:
            name = await _asked_name(app, "Rename a list", deed.name, lambda text: lists.renaming(deed.name, text))
            return lists.renaming(deed.name, name) if name is not None else None
        case ListVerb.DELETE:
            return lists.without(deed.name) if await _is_sure(app, lists, deed.name) else None
        case ListVerb.FORGET:
            return lists.dropping(gone)
        case _:
            return lists.using(deed.name)


async def _asked_name(app: AppState, title: str, given: str, attempt: Callable[[str], WatchLists]) -> str | None:
    def objection(answers: tuple[str, ...]) -> str | None:
        try:
            attempt(answers[0])
        except NotAListName as trouble:
            return str(trouble)
        return None

    form = Form(title, (Ask("Name", "text", "such as deep pools", objection),), "Keep")
    answers = await app.push_screen_wait(FormScreen(app.parts, form, (given,) if given else ()))
    return list_name(answers[0]) if answers is not None else None


async def _is_sure(app: AppState, lists: WatchLists, name: str) -> bool:
    number = len(lists.lists[name])
    sentence = f"Its {count(number)} subnets are then on it no more." if number else "It is empty."
    choices = (DialogChoice("keep", "", "Keep it"), DialogChoice("delete", "d", "Delete it", sentence))
    dialog = ChoiceDialog(app.parts, "Delete a list", choices, aside=quoted(name), at="keep")
    return await app.push_screen_wait(dialog) == "delete"


def _save(app: AppState, genesis: str, lists: WatchLists) -> None:
    try:
        app.parts.watch_list.change(genesis, lists)
    except OSError as error:
        words = f"The watch lists cannot be written: {error.strerror or error}."
        app.notify(words, severity="warning", markup=False)
