"""The command line of `dtao-tui export`; what it does is in `headless_export`."""

from pathlib import Path
from typing import Annotated

import typer

from dtao_tui.cli.shared_options import AsJson, Network, WalletNames
from dtao_tui.cli.shell_completion import EXPORTS, one_of
from dtao_tui.settings import Settings


def export_command(
    context: typer.Context,
    what: Annotated[
        str,
        typer.Argument(
            help="orders, fills, positions, transactions, worth, or hledger for its journal.",
            metavar="FORMAT",
            show_default=False,
            autocompletion=one_of(EXPORTS),
        ),
    ],
    to: Annotated[
        Path | None, typer.Option("--to", help="Write this new file, readable by you alone; else to standard output.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file of --to where there is one.")] = False,
    address: Annotated[list[str] | None, typer.Option("--address", help="An address; may be repeated.")] = None,
    wallet: WalletNames = None,
    since: Annotated[
        str, typer.Option("--since", help="Not of positions and hledger: today, monday, 7d, 30d, all, or a day.")
    ] = "all",
    rates: Annotated[
        Path | None,
        typer.Option("--rates", help="Of transactions and hledger: your file of what a TAO was worth, day by day."),
    ] = None,
    network: Network = None,
    as_json: AsJson = False,
) -> None:
    """Write orders, fills, positions, transactions or worth as CSV or JSON, or a journal for hledger."""
    from dtao_tui.cli.exports.headless_export import ExportWish, export

    settings: Settings = context.find_root().obj
    accounts = (tuple(address or ()), tuple(wallet or ()))
    export(settings.choosing(network=network), ExportWish(what, *accounts, since, rates, to, force, as_json))
