"""The command line of `dtao-tui history`; what it does is in `headless_history`."""

from typing import Annotated

import typer

from dtao_tui.cli.shared_options import AsCsv, AsJson, Network, ShownRange
from dtao_tui.settings import Settings


def history_command(
    context: typer.Context,
    netuid: Annotated[int, typer.Argument(help="The subnet.", min=0, max=65535)],
    shown: ShownRange = "24h",
    network: Network = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Show what was recorded of a subnet."""
    from dtao_tui.cli.headless_history import show_history

    settings: Settings = context.find_root().obj
    show_history(settings.choosing(network=network), netuid, shown, as_json=as_json, as_csv=as_csv)
