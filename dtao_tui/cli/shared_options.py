"""Options that several commands share, each with its help."""

from typing import Annotated

import typer

from dtao_tui.cli.shell_completion import NETWORKS, OPERATIONS, RANGES, one_of, wallet_names

Network = Annotated[
    str | None,
    typer.Option(
        "-n",
        "--network",
        help="practice, test, finney, local, or a ws:// or wss:// address.",
        metavar="NAME",
        autocompletion=one_of(NETWORKS),
    ),
]
Wallet = Annotated[str | None, typer.Option("--wallet", help="The wallet to open with.", autocompletion=wallet_names)]
WalletNames = Annotated[
    list[str] | None,
    typer.Option("--wallet", help="A wallet or watched address; may be repeated.", autocompletion=wallet_names),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document; money in whole rao.")]
AsCsv = Annotated[bool, typer.Option("--csv", help="Print comma-separated values; money in whole rao.")]
Operation = Annotated[
    str,
    typer.Argument(
        help="stake, unstake, move, swap, transfer, exit, pay, claim, lock or end-lock.",
        metavar="OPERATION",
        show_default=False,
        autocompletion=one_of(OPERATIONS),
    ),
]
Netuid = Annotated[int | None, typer.Option("--netuid", "--from", help="The subnet; 0 is root.", min=0, max=65535)]
ToNetuid = Annotated[
    int | None, typer.Option("--to-netuid", help="The other subnet of a swap or transfer.", min=0, max=65535)
]
TaoText = Annotated[
    str | None, typer.Option("--tao", help="How much TAO: 10.5, 25%, max, 1%i (by price impact), 10%p (by share).")
]
AlphaText = Annotated[str | None, typer.Option("--alpha", help="How much alpha, in the same words.")]
Hotkey = Annotated[str, typer.Option("--hotkey", help="The validator; without it the usual one of a ticket.")]
FromHotkey = Annotated[str, typer.Option("--from-hotkey", help="The validator that is left.")]
ToleranceText = Annotated[
    str,
    typer.Option(
        "--tolerance",
        help="How far the price may move, in percent; else that of your settings, or what --max-impact needs.",
    ),
]
Part = Annotated[
    bool,
    typer.Option("--part", help="Of stake and unstake: a part that fills within the tolerance is enough."),
]
ShownRange = Annotated[str, typer.Option("--range", help="1h, 24h, 7d, 30d or all.", autocompletion=one_of(RANGES))]
Plain = Annotated[
    bool, typer.Option("--plain", help="Lines of text instead of screens: for screen readers and plain terminals.")
]
