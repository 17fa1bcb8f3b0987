"""The commands of btcli 9, of before the SDK's version 10, against the practice node, and what the README lists."""

from dataclasses import dataclass

IN_A_PROCESS = "from bittensor_cli.cli import main; main()"


@dataclass(frozen=True, slots=True)
class OldCommand:
    """A command with its words, those in braces still to be filled in, and what it prints."""

    command: str
    words: str
    shows: str
    has_wallet: bool = True
    cannot: str = ""
    """Why it does not work on a chain of 475 or on this one; it then prints `shows` and no more."""

    @property
    def line(self) -> list[str]:
        """The command and its words."""
        return [*self.command.split(), *self.words.split()]


JSON = "--json-output"
ORDER = "--no-prompt --json-output"
DONE = '"success": true'

COMMANDS = (
    OldCommand("subnets list", JSON, '"subnet_name"', has_wallet=False),
    OldCommand("subnets burn-cost", JSON, '"burn_cost"', has_wallet=False),
    OldCommand("subnets hyperparameters", f"--netuid 1 {JSON}", '"activity_cutoff"', has_wallet=False),
    OldCommand("subnets get-identity", f"--netuid 1 {JSON}", '"subnet_name"', has_wallet=False),
    OldCommand("subnets check-start", "--netuid 1", "Current block", has_wallet=False),
    OldCommand("subnets conviction", "--netuid 1", "half-life", has_wallet=False),
    OldCommand("wallet balance", JSON, '"free": 10000.0'),
    OldCommand("wallet overview", JSON, '"total_balance"'),
    OldCommand("wallet swap-check", "", "No pending swap announcement"),
    OldCommand("wallet transfer", f"--destination {{bob}} --amount 1 {ORDER}", DONE),
    OldCommand(
        "stake add",
        f"--netuid 1 --include-hotkeys {{validator}} --amount 5 --tolerance 0.5 {ORDER}",
        '"{validator}": true',
    ),
    OldCommand("stake list", ORDER, "{validator}"),
    OldCommand(
        "stake move",
        f"--hotkey {{validator}} --to {{other}} --origin-netuid 1 --dest-netuid 1 --amount 100 {ORDER}",
        DONE,
    ),
    OldCommand(
        "stake transfer",
        f"--hotkey {{other}} --dest {{bob}} --origin-netuid 1 --dest-netuid 1 --amount 10 {ORDER}",
        DONE,
    ),
    OldCommand("stake remove", f"--netuid 1 --include-hotkeys {{validator}} --amount 10 {ORDER}", DONE),
    OldCommand("stake auto", "", "Custom destinations: 0"),
    OldCommand("lock add", f"--netuid 1 --hotkey {{other}} --amount 5 {ORDER}", '"mode_change_needed": false'),
    OldCommand("lock list", "", "5.00 α"),
    OldCommand("lock show", "--netuid 1", "Conviction"),
    OldCommand("lock mode", "--netuid 1 --no-prompt", "decaying"),
    OldCommand("proxy add", f"--delegate {{bob}} --proxy-type Staking --delay 0 {ORDER}", DONE),
    OldCommand("proxy remove", f"--delegate {{bob}} --proxy-type Staking --delay 0 {ORDER}", DONE),
)

_LEFT = "asks for the kinds of root claims, which left the chain before 461"
REFUSED = (
    OldCommand("subnets show", "--netuid 1 --no-prompt", "RootClaimType", has_wallet=False, cannot=_LEFT),
    OldCommand("stake set-claim", "Swap --no-prompt", "RootClaimType", cannot=_LEFT),
    OldCommand(
        "wallet inspect", "", "'tuple' object has no attribute", cannot="misreads the chain's list of delegations"
    ),
    OldCommand("crowd list", "", 'Pallet "Crowdloan" not found', has_wallet=False, cannot="no crowdloans here"),
)


def table() -> str:
    """The README's table."""
    rows = [f"| `{each.command}` | yes |" for each in COMMANDS]
    rows += [f"| `{each.command}` | no: {each.cannot} |" for each in REFUSED]
    return "\n".join(("| btcli 9 command | works |", "| --- | --- |", *rows))
