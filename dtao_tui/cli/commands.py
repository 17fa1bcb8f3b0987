"""Arguments and commands of `dtao-tui`. Heavy modules are imported by the command that needs them."""

import errno
import gc
from pathlib import Path
from typing import Annotated, Protocol, cast

import typer

from dtao_tui import __version__
from dtao_tui.cli.alerts.alerts_command import alerts_app
from dtao_tui.cli.backfill_command import backfill_command
from dtao_tui.cli.console import Stopped, UsageError, answer, complain, complain_each
from dtao_tui.cli.exports.export_command import export_command
from dtao_tui.cli.exports.import_command import import_command
from dtao_tui.cli.history_command import history_command
from dtao_tui.cli.ledger_command import ledger_command
from dtao_tui.cli.market_command import market_command
from dtao_tui.cli.shared_options import (
    AlphaText,
    AsJson,
    FromHotkey,
    Hotkey,
    Netuid,
    Network,
    Operation,
    Part,
    Plain,
    TaoText,
    ToleranceText,
    ToNetuid,
    Wallet,
    WalletNames,
)
from dtao_tui.settings import NotASetting, Settings, load, prepare

app = typer.Typer(
    name="dtao-tui",
    help="A keyboard-driven terminal desk for Bittensor stakers. Without a command it opens the app.",
    epilog=(
        "Exit status: 0 done; 1 it could not be done; 2 typed wrong; 3 the chain would not carry it out, or nothing "
        "was signed; 4 signed and held back; 5 failed in a block; 6 its end is not known yet."
    ),
    context_settings={"help_option_names": ["-h", "--help"]},
    no_args_is_help=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

_MISUSED = 2
_UNWRITABLE = frozenset({errno.ENOSPC, errno.EIO, errno.EBADF, errno.EDQUOT})
"""How writing to standard output fails where Typer does it, for its help."""


class _Told(Protocol):
    def format_message(self) -> str: ...


def run(arguments: list[str]) -> int:
    """Run one command line and give its exit status.

    0, 1 where the job cannot be done, 2 for a misuse, 3 for a quote or an order that the chain would not carry out or
    that was not confirmed, 4 for one held back, 5 for one refused in a block, 6 for one whose end is not known.
    """
    try:
        status = app(args=arguments, prog_name="dtao-tui", standalone_mode=False)
    except SystemExit as leave:
        return leave.code if isinstance(leave.code, int) else 1
    except UsageError as error:
        complain(f"{cast(_Told, error).format_message().rstrip('.')}. See dtao-tui --help.")
        return _MISUSED
    except (NotASetting, Stopped) as error:
        complain_each(str(error))
        return error.status if isinstance(error, Stopped) else 1
    except OSError as error:
        if error.errno not in _UNWRITABLE:
            raise
        complain(f"The answer could not be written: {error.strerror}.")
        return 1
    return status if isinstance(status, int) else 0


def _show_version(wanted: bool) -> None:
    if wanted:
        answer(f"dtao-tui {__version__}")
        raise typer.Exit(0)


@app.callback(invoke_without_command=True)
def open_app(
    context: typer.Context,
    network: Network = None,
    wallet: Wallet = None,
    read_only: Annotated[
        bool, typer.Option("--read-only", help="Sign nothing, whatever key is opened, until the program ends.")
    ] = False,
    plain: Plain = False,
    _version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show it.")
    ] = False,
) -> None:
    """Open the app, unless a command follows."""
    settings = _settings(network, wallet).choosing(read_only=read_only)
    context.obj = settings
    if plain and context.invoked_subcommand is None:
        from dtao_tui.cli.line_session import open_lines

        raise typer.Exit(open_lines(settings))
    if context.invoked_subcommand is None:
        from dtao_tui.cli.launch import open_desk

        raise typer.Exit(open_desk(settings, must_find_wallet=wallet is not None))


app.command("market")(market_command)


@app.command("quote")
def quote_command(
    context: typer.Context,
    operation: Operation,
    netuid: Netuid = None,
    tao: TaoText = None,
    alpha: AlphaText = None,
    max_impact: Annotated[
        str | None,
        typer.Option(
            "--max-impact", help="Instead of an amount: the largest order within this price impact, in percent."
        ),
    ] = None,
    to_netuid: ToNetuid = None,
    to: Annotated[str, typer.Option("--to", help="The account that gets it; of a swap also the subnet.")] = "",
    hotkey: Hotkey = "",
    from_hotkey: FromHotkey = "",
    tolerance: ToleranceText = "",
    part: Part = False,
    address: Annotated[
        str, typer.Option("--address", help="Whose account it is for; needed for max, shares and whole positions.")
    ] = "",
    network: Network = None,
    as_json: AsJson = False,
) -> None:
    """Price one operation now, without a key; status 3 where the chain would not carry it out."""
    _collect_nothing()
    from dtao_tui.cli.orders.headless_quotes import QuoteWish, show_quote
    from dtao_tui.cli.orders.order_arguments import OrderArguments, operation_named, with_subnet_to

    op, netuid_there, account = with_subnet_to(operation_named(operation), to_netuid, to)
    order = OrderArguments(
        op, netuid, tao, alpha, hotkey, from_hotkey, netuid_there, account, tolerance, allow_partial=part
    )
    raise typer.Exit(show_quote(_chosen(context, network), QuoteWish(order, max_impact, address), as_json=as_json))


@app.command("trade")
def trade_command(
    context: typer.Context,
    operation: Operation,
    netuid: Netuid = None,
    tao: TaoText = None,
    alpha: AlphaText = None,
    hotkey: Hotkey = "",
    from_hotkey: FromHotkey = "",
    to_netuid: ToNetuid = None,
    to: Annotated[str, typer.Option("--to", help="The account that gets it.")] = "",
    tolerance: ToleranceText = "",
    part: Part = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="End with the review; nothing is signed.")] = False,
    no_shield: Annotated[
        bool, typer.Option("--no-shield", help="Send it open where the chain offers the MEV shield.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing; on mainnet only within spend limits.")] = False,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input, one line.")
    ] = False,
    network: Network = None,
    as_json: AsJson = False,
) -> None:
    """Review, sign and follow one order; status 0 final, 3 not signed, 4 held back, 5 refused, 6 not known yet."""
    from dtao_tui.cli.orders.headless_trade import TradeWish, trade
    from dtao_tui.cli.orders.order_arguments import OrderArguments, operation_named

    order = OrderArguments(
        operation_named(operation),
        netuid,
        tao,
        alpha,
        hotkey,
        from_hotkey,
        to_netuid,
        to,
        tolerance,
        allow_partial=part,
    )
    wish = TradeWish(
        order, is_dry=dry_run, is_agreed=yes, password_from_input=password_stdin, is_shielded=not no_shield
    )
    raise typer.Exit(trade(_chosen(context, network), wish, as_json=as_json))


@app.command("orders")
def orders_command(
    context: typer.Context,
    resume: Annotated[
        bool, typer.Option("--resume", help="Ask the chain first what became of those without an end.")
    ] = False,
    network: Network = None,
    as_json: AsJson = False,
) -> None:
    """List the orders of this network's journal; status 6 while one has no end yet."""
    from dtao_tui.cli.orders.headless_orders import show_orders

    raise typer.Exit(show_orders(_chosen(context, network), must_ask=resume, as_json=as_json))


@app.command("portfolio")
def portfolio_command(
    context: typer.Context,
    address: Annotated[list[str] | None, typer.Option("--address", help="An address; may be repeated.")] = None,
    wallet: WalletNames = None,
    network: Network = None,
    as_json: AsJson = False,
) -> None:
    """Show what addresses and wallets hold, at spot and when sold now; without any, all that are known here."""
    _collect_nothing()
    from dtao_tui.cli.headless import show_portfolio

    show_portfolio(_chosen(context, network), tuple(address or ()), tuple(wallet or ()), as_json=as_json)


app.command("ledger")(ledger_command)
app.command("export")(export_command)
app.command("import")(import_command)


@app.command("record")
def record_command(
    context: typer.Context,
    every_block: Annotated[bool, typer.Option("--every-block", help="Every block, not one sample a minute.")] = False,
    max_size: Annotated[
        int | None, typer.Option("--max-size", help="MiB that the record may take; else as in your settings.")
    ] = None,
    accounts: Annotated[
        bool, typer.Option("--accounts", help="Also what happens to the money of your wallets' accounts.")
    ] = False,
    network: Network = None,
) -> None:
    """Record the market until it is ended; the app shows what was recorded."""
    from dtao_tui.cli.record import record

    settings = _chosen(context, network)
    size = settings.history_max_size if max_size is None else max_size
    raise typer.Exit(record(settings, is_every_block=every_block, mebibytes=size, with_accounts=accounts))


app.command("backfill")(backfill_command)
app.add_typer(alerts_app, name="alerts")


app.command("history")(history_command)


@app.command("help")
def help_command(
    topic: Annotated[str | None, typer.Argument(help="What it is about; without it, all topics.")] = None,
) -> None:
    """Show a part of the manual, such as keys, networks or headless."""
    from dtao_tui.cli.manual import show_topic

    show_topic(topic)


@app.command("doctor")
def doctor_command(context: typer.Context, network: Network = None, as_json: AsJson = False) -> None:
    """Check versions, keyring, wallets and endpoint, and whether the SDK fits the chain."""
    from dtao_tui.cli.doctor import examine

    raise typer.Exit(examine(_chosen(context, network), as_json=as_json))


@app.command("practice")
def practice_command(
    context: typer.Context,
    port: Annotated[int, typer.Option(help="Where to listen on 127.0.0.1; 0 takes any free port.")] = 9944,
    seed: Annotated[int | None, typer.Option(help="The world is made from this number (1).")] = None,
    subnets: Annotated[int | None, typer.Option(help="How many subnets, root not counted (128).")] = None,
    block_time: Annotated[float | None, typer.Option(help="Seconds from block to block (3).")] = None,
    intensity: Annotated[int | None, typer.Option(help="How busy the market makers are, in percent (100).")] = None,
    tempo: Annotated[int | None, typer.Option(help="Blocks from epoch to epoch of each subnet (360).")] = None,
    still: Annotated[bool, typer.Option("--still", help="No market makers and no emission.")] = False,
    fund: Annotated[list[str] | None, typer.Option(help="SS58=TAO at genesis; may be repeated.")] = None,
    world: Annotated[Path | None, typer.Option(help="A JSON file that replaces the seeded world.")] = None,
    source: Annotated[
        str | None,
        typer.Option("--from", help="Play on from a picture of this network, taken now, or from a picture's file."),
    ] = None,
    account: Annotated[
        list[str] | None, typer.Option(help="With --from: an address whose holdings belong to the picture.")
    ] = None,
    save: Annotated[Path | None, typer.Option(help="With --from: where to save the picture.")] = None,
    state: Annotated[Path | None, typer.Option(help="Keep the world in this folder, and go on from it.")] = None,
    reset: Annotated[
        bool, typer.Option("--reset", help="Begin anew in --state; without it, forget the world of the app.")
    ] = False,
    catches_up: Annotated[
        bool,
        typer.Option(
            "--catch-up/--no-catch-up", help="With --state: make up for the hours that the world stood still."
        ),
    ] = False,
    age: Annotated[
        str, typer.Option(help="now, or announcement: constant-product pools and no simulation (spec 293).")
    ] = "now",
    genesis: Annotated[str | None, typer.Option(help="Announce this genesis hash (for tests).")] = None,
    as_child: Annotated[bool, typer.Option("--as-child", hidden=True)] = False,
    faults: Annotated[bool, typer.Option("--faults", hidden=True)] = False,
) -> None:
    """Run the practice node alone, for any Substrate client."""
    from dtao_tui.cli.practice_command import PictureSource, WorldWish, practise
    from dtao_tui.practice.options import PracticeOptions

    wish = WorldWish(seed, subnets, block_time, intensity, tempo, still, tuple(fund or ()), world)
    options = PracticeOptions(
        port=port,
        state=state,
        reset=reset,
        age=age,
        genesis=genesis,
        end_with_parent=as_child,
        has_faults=faults,
        catches_up=catches_up,
    )
    taken = PictureSource(source, tuple(account or ()), save)
    raise typer.Exit(practise(context.find_root().obj, wish.added_to(options), taken))


def _settings(network: str | None, wallet: str | None) -> Settings:
    settings = load()
    prepare(settings.places)
    return settings.choosing(network=network, wallet=wallet)


def _collect_nothing() -> None:
    """Leave garbage to the end of a process that gives one answer: its imports alone would collect dozens of times."""
    gc.disable()


def _chosen(context: typer.Context, network: str | None) -> Settings:
    settings: Settings = context.find_root().obj
    return settings.choosing(network=network)
