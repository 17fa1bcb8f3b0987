"""The command line of `dtao-tui ledger`; what it does is in `headless_ledger`."""

from typing import Annotated

import typer

from dtao_tui.cli.shared_options import AsJson, Network, WalletNames
from dtao_tui.settings import Settings


def ledger_command(
    context: typer.Context,
    address: Annotated[list[str] | None, typer.Option("--address", help="An address; may be repeated.")] = None,
    wallet: WalletNames = None,
    since: Annotated[str, typer.Option("--since", help="today, monday, 7d, 30d, all, or a day: 2026-11-23.")] = "all",
    network: Network = None,
    as_json: AsJson = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print every entry; money in whole rao.")] = False,
) -> None:
    """Show what accounts gained since when, and why, and what their holdings have cost."""
    from dtao_tui.cli.headless_ledger import show_ledger

    settings: Settings = context.find_root().obj
    asked = (tuple(address or ()), tuple(wallet or ()), since)
    show_ledger(settings.choosing(network=network), *asked, as_json=as_json, as_csv=as_csv)
