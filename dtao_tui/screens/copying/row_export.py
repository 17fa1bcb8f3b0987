"""Screens whose rows can be written to a file: as CSV, in a private folder, and never over another file."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from textual import work

from dtao_tui import private_files
from dtao_tui.screens.base import BaseScreen

MOST_OF_A_SECOND = 100
"""Files of one kind that one second can have."""


class ExportsRows(BaseScreen):
    """A screen with rows that `e` writes to a file."""

    def exported_rows(self) -> tuple[str, str] | None:
        """The first word of the file's name, and the rows as CSV; None where there are none yet."""
        raise NotImplementedError

    @work(group="export", exclusive=True, exit_on_error=True)
    async def action_export(self) -> None:
        """Write the rows to a new file, and say where it is."""
        found = self.exported_rows()
        if found is None:
            self.notify("There are no rows yet, so nothing was written.", markup=False)
            return
        now = datetime.fromtimestamp(self.app.parts.clock.wall(), UTC)
        try:
            place = await asyncio.to_thread(write_rows, self.app.parts.settings.places.exports, *found, now)
        except OSError as error:
            sentence = f"The rows were not written: {error.strerror or error}."
            self.notify(sentence, severity="warning", markup=False)
            return
        self.notify(f"Written to {place}", title="Export", markup=False, timeout=12)


def write_rows(folder: Path, name: str, text: str, now: datetime) -> Path:
    """Write a new file with the time in its name. Raises OSError."""
    private_files.make_folder(folder, closed=True)
    for number in range(MOST_OF_A_SECOND):
        place = folder / f"{name}-{now:%Y%m%d-%H%M%S}{f'-{number}' if number else ''}.csv"
        try:
            private_files.add_whole(place, f"{text}\n".encode("utf-8", "replace"))
        except FileExistsError:
            continue
        return place
    raise FileExistsError(None, "too many files of this second are there")
