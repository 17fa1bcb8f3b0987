"""A table of names and sizes alone in an app, which notes what the table tells."""

from collections.abc import Iterator, Sequence

from textual import on
from textual.app import App, ComposeResult

from dtao_tui.screens.theme import own_themes, variables_for
from dtao_tui.styling import sheet
from dtao_tui.widgets.tables.cells import Cell
from dtao_tui.widgets.tables.columns import Column
from dtao_tui.widgets.tables.keyed_table import KeyedTable
from tests.screen import seen

Row = tuple[str, int]
COLUMNS = (
    Column[Row]("name", "Name", "", 8, lambda row: Cell(row[0]), is_left=True, gap=1),
    Column[Row]("size", "Size", "kτ", 7, lambda row: Cell(str(row[1]), ".00"), lambda row: row[1]),
)


class TableApp(App[None]):
    CSS_PATH = sheet("tables")

    def __init__(self, columns: Sequence[Column[Row]] = COLUMNS) -> None:
        super().__init__()
        self._columns = columns
        self.register_theme(own_themes("truecolor")[0])
        self.chosen: list[str | None] = []
        self.opened: list[str] = []
        self.headings: list[str] = []

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return variables_for(self.current_theme)

    def compose(self) -> ComposeResult:
        yield KeyedTable(self._columns)

    @property
    def table(self) -> KeyedTable[Row]:
        return self.query_one(KeyedTable)

    @on(KeyedTable.RowChosen)
    def note(self, event: KeyedTable.RowChosen) -> None:
        self.chosen.append(event.key)

    @on(KeyedTable.RowOpened)
    def note_opened(self, event: KeyedTable.RowOpened) -> None:
        self.opened.append(event.key)

    @on(KeyedTable.HeadingClicked)
    def note_heading(self, event: KeyedTable.HeadingClicked) -> None:
        self.headings.append(event.key)


def rows(**sizes: int) -> dict[str, Row]:
    return {name: (name, size) for name, size in sizes.items()}


def names(app: App[None]) -> Iterator[str]:
    lines = seen(app).splitlines()[2:]
    return (line.split()[0] for line in lines if line.split())
