"""The lines of the settings screen for what the app remembers by itself, without the settings file."""

from collections.abc import Iterator

from dtao_tui.domain.formatting import count
from dtao_tui.screens.app_state import AppState
from dtao_tui.settings_memory import ChartMemory, RememberedTable, TableMemory, ThemeMemory, ToleranceMemory
from dtao_tui.widgets.user_settings.setting_list import SettingLine

GROUP = "Remembered by the app"
_TABLES = ("market", "portfolio")


def remembered_lines(app: AppState) -> Iterator[SettingLine]:
    """What is shown again at the next start, each with the file that keeps it."""
    places, network = app.parts.settings.places, app.snapshot.network if app.snapshot else ""
    theme = ThemeMemory(places.theme).load()
    yield _line("theme", theme, places.theme.name, "The theme that was last chosen by :theme; theme above comes first.")
    for table in _TABLES:
        yield from _table_lines(app, table)
    if app.snapshot is not None:
        lists = app.parts.watch_list.lists(app.snapshot.genesis)
        told = ", ".join(f"{name} {count(len(lists.lists[name]))}" for name in lists.names)
        has_any = len(lists.names) > 1 or bool(lists.all_subnets)
        by = app.changed_keys.worded("{list.watch} and {list.watch_list}")
        words = f"The watch lists of {network} with their subnets; {by} in Market change them."
        yield _line("watch lists", told if has_any else "", places.watch_lists.name, words)
        tolerance = ToleranceMemory(places.tolerances).tolerance(app.snapshot.genesis)
        words = f"The tolerance of the last order on {network}, with which the next ticket begins."
        yield _line("tolerance", f"{tolerance} %" if tolerance else "", places.tolerances.name, words)
    word, has_candles = ChartMemory(places.chart).load()
    chart = f"{word}, {'candles' if has_candles else 'a line'}" if word else ""
    yield _line("chart", chart, places.chart.name, "The range of a subnet's chart, and how it is drawn.")


def _table_lines(app: AppState, name: str) -> Iterator[SettingLine]:
    file = app.parts.settings.places.tables
    try:
        table, fault = TableMemory(file).table(name), ""
    except ValueError as trouble:
        table, fault = RememberedTable(), str(trouble)
    columns = table.column_set or (f"{count(len(table.columns))} chosen" if table.columns else "")
    order = f"{table.sort_by} {'↓' if table.is_descending else '↑'}" if table.sort_by else ""
    where = name.capitalize()
    yield _line(f"{name} columns", columns, file.name, f"The columns of {where}, as they were left.", fault)
    yield _line(f"{name} order", order, file.name, f"By what {where} is sorted.", fault)
    if name == "market":
        filters = count(len(table.filters)) if table.filters else ""
        yield _line("filters", filters, file.name, "Filters that were used, offered again in the filter's line.", fault)


def _line(name: str, value: str, file: str, sentence: str, fault: str = "") -> SettingLine:
    return SettingLine(
        id=f"remembered.{name}",
        group=GROUP,
        name=name,
        value=value or "–",
        origin=file if value else "",
        sentence=sentence,
        effect=f"It is kept in {file} of the state folder, written whenever you change it.",
        fault=fault,
        is_own=bool(value),
    )
