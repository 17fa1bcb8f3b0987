"""Declaration of `dtao-tui backfill`; what does it is loaded when it is called."""

from typing import Annotated

import typer

from dtao_tui.cli.console import Stopped
from dtao_tui.cli.shared_options import Network
from dtao_tui.settings import Settings


def backfill_command(
    context: typer.Context,
    endpoint: Annotated[
        str, typer.Argument(help="The archive, ws:// or wss://; without it the network's own.", metavar="[ENDPOINT]")
    ] = "",
    days: Annotated[int, typer.Option("--days", help="How far back.")] = 30,
    step: Annotated[str, typer.Option("--step", help="A bar: 10m, 1h or 1d.")] = "1h",
    rate: Annotated[float, typer.Option("--rate", help="Requests a second, at most.")] = 5.0,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what it would cost, and read nothing.")] = False,
    network: Network = None,
) -> None:
    """Read the market's past from an archive, where nothing was recorded.

    ctrl+c ends it early; the same command goes on with what is still missing.
    """
    from dtao_tui.cli.backfill import backfill
    from dtao_tui.domain.history.backfills import BackfillRefused, wish_of

    settings: Settings = context.find_root().obj
    try:
        wish = wish_of(step, days, rate)
    except BackfillRefused as error:
        raise Stopped(str(error), status=2) from error
    raise typer.Exit(backfill(settings.choosing(network=network), endpoint, wish, is_dry=dry_run))
