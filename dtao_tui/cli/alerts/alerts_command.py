"""Declaration of `dtao-tui alerts`; what does it is loaded when it is called."""

from typing import Annotated

import typer

from dtao_tui.cli.shared_options import AsJson, Network
from dtao_tui.settings import Settings

alerts_app = typer.Typer(
    help="List the alerts of a network with what they told; add, remove or switch one.",
    no_args_is_help=False,
    rich_markup_mode=None,
)
_Named = Annotated[str, typer.Argument(help="Its name, or its id.", show_default=False)]


@alerts_app.callback(invoke_without_command=True)
def list_command(
    context: typer.Context,
    network: Network = None,
    as_json: AsJson = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print comma-separated values.")] = False,
) -> None:
    """List the alerts of a network with what they told; add, remove or switch one."""
    if context.invoked_subcommand is not None:
        return
    from dtao_tui.cli.alerts.headless_alerts import show_alerts

    show_alerts(_chosen(context, network), as_json=as_json, as_csv=as_csv)


@alerts_app.command("add")
def add_command(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="What it is called.", show_default=False)],
    condition: Annotated[str, typer.Argument(help="Such as 'price<0.02', in quotes.", show_default=False)],
    netuid: Annotated[int | None, typer.Option("--netuid", help="For this subnet alone.", min=0, max=65535)] = None,
    scope: Annotated[str, typer.Option("--scope", help="any, held or watched.")] = "any",
    command: Annotated[str, typer.Option("--command", help="A program with its arguments, run when it fires.")] = "",
    network: Network = None,
) -> None:
    """Add an alert; it rings and shows a message, and may run a command."""
    from dtao_tui.cli.alerts.headless_alerts import AlertWish, add_alert

    add_alert(_chosen(context, network), AlertWish(name, condition, netuid, scope, command))


@alerts_app.command("remove")
def remove_command(context: typer.Context, name: _Named, network: Network = None) -> None:
    """Remove an alert with its firings."""
    from dtao_tui.cli.alerts.headless_alerts import remove_alert

    remove_alert(_chosen(context, network), name)


@alerts_app.command("on")
def on_command(context: typer.Context, name: _Named, network: Network = None) -> None:
    """Turn an alert on."""
    from dtao_tui.cli.alerts.headless_alerts import switch_alert

    switch_alert(_chosen(context, network), name, is_on=True)


@alerts_app.command("off")
def off_command(context: typer.Context, name: _Named, network: Network = None) -> None:
    """Turn an alert off."""
    from dtao_tui.cli.alerts.headless_alerts import switch_alert

    switch_alert(_chosen(context, network), name, is_on=False)


def _chosen(context: typer.Context, network: str | None) -> Settings:
    """The settings with the network that is named here, or before the subcommand."""
    settings: Settings = context.find_root().obj
    parent = context.parent.params.get("network") if context.parent is not None else None
    return settings.choosing(network=network if network is not None else parent)
