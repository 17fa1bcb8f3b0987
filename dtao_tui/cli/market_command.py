"""The command line of `dtao-tui market`; what it does is in `headless_market`."""

import gc
from typing import Annotated

import typer

from dtao_tui.cli.shared_options import AsCsv, AsJson, Network
from dtao_tui.settings import Settings


def market_command(
    context: typer.Context,
    watch: Annotated[
        bool, typer.Option("--watch", help="Print each block, until ctrl+c or the reader ends it (status 0).")
    ] = False,
    filter_text: Annotated[
        str, typer.Option("--filter", help="Only subnets that pass, such as 'depth>5k ch24<-5'.", metavar="EXPR")
    ] = "",
    columns: Annotated[
        str, typer.Option("--columns", help="Which columns, such as price,change_24h,flow.", metavar="NAMES")
    ] = "",
    network: Network = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List all subnets with their pools, once or block by block."""
    from dtao_tui.cli.headless_market import MarketWish, show_market, watch_market

    settings: Settings = context.find_root().obj
    wish = MarketWish(filter_text, columns, as_json=as_json, as_csv=as_csv)
    if watch:
        raise typer.Exit(watch_market(settings.choosing(network=network), wish))
    # A process that gives one answer leaves its garbage to the end.
    gc.disable()
    show_market(settings.choosing(network=network), wish)
