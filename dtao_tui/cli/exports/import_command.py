"""The command line of `dtao-tui import`; what it does is in `headless_import`."""

from pathlib import Path
from typing import Annotated

import typer

from dtao_tui.settings import Settings


def import_command(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="What export orders --json, or fills, has written.", show_default=False)],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what it would take, and write nothing.")] = False,
) -> None:
    """Take orders and notes of another desk's JSON to look at; they are never followed, counted or signed."""
    from dtao_tui.cli.exports.headless_import import import_file

    settings: Settings = context.find_root().obj
    import_file(settings, file, is_dry=dry_run)
