"""The commands of the stock btcli that work against the practice node: what is tried, and what the README lists."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tried:
    """A command with the words it is tried with, and what it does here."""

    command: str
    words: str
    does: str

    @property
    def line(self) -> list[str]:
        """All words, those in braces still to be filled in."""
        return [*self.command.split(), *self.words.split()]


READS = (
    Tried("subnets list", "", "every subnet with price, emission, flow and tempo"),
    Tried("subnets show", "1", "one subnet with its owner"),
    Tried("subnets price", "--netuid 1", "the pool's price"),
    Tried("subnets burn-cost", "1", "what a registration would burn"),
    Tried("subnets create-cost", "", "what a new subnet would cost"),
    Tried("subnets hyperparameters", "1", "mainnet's names with the chain's defaults"),
    Tried("subnets metagraph", "1", "every neuron with stake, emission and dividends"),
    Tried("subnets conviction", "--netuid 1", "who locked how much"),
    Tried("hparams get", "--netuid 1", "the same parameters"),
    Tried("hparams get-take", "--hotkey {validator}", "a validator's take"),
    Tried("hparams get-identity", "1", "a subnet's identity"),
    Tried("wallet balance", "", "free and staked TAO"),
    Tried("wallet overview", "", "positions by hotkey"),
    Tried("wallet inspect", "", "delegations and baskets"),
    Tried("wallet registrations", "", "where a wallet's hotkeys are"),
    Tried("wallet get-identity", "", "an account's identity"),
    Tried("wallet swap-check", "", "whether a coldkey swap is announced"),
    Tried("stake child get", "--netuid 1 --hotkey {validator}", "nobody has children here"),
    Tried("root list", "", "validators on root with their baskets"),
    Tried("conviction list", "", "an account's locks"),
    Tried("proxy list", "", "an account's proxies"),
    Tried("query alpha-prices", "", "every price"),
    Tried("query quote-stake", "--netuid 1 --amount-tao 1", "the chain's own simulation"),
    Tried("query epoch-status", "--netuid 1", "tempo and the next epoch"),
    Tried("query delegates", "", "every validator with take and nominators"),
    Tried("query mev-shield-next-key", "", "the key that changes with every block"),
    Tried("query block-info", "--block 1", "what a block holds"),
)
ORDERS = (
    Tried("wallet transfer", "--dest {bob} --amount 1", "sends TAO"),
    Tried("stake add", "--netuid 1 --hotkey {validator} --amount 1", "stakes, under the MEV shield; on root, too"),
    Tried("stake add", "--netuid 0 --hotkey {root} --amount 5000", "on root"),
    Tried("stake remove", "--netuid 1 --hotkey {validator} --amount 5", "unstakes, under the MEV shield"),
    Tried(
        "stake swap",
        "--hotkey {validator} --origin-netuid 1 --dest-netuid 2 --amount 10 --rate-tolerance 0.5",
        "to another subnet, same validator",
    ),
    Tried(
        "stake move",
        "--origin-hotkey {validator} --origin-netuid 1 --dest-hotkey {other} --dest-netuid 1 --amount 10",
        "to another validator",
    ),
    Tried(
        "stake transfer",
        "--dest {bob} --hotkey {validator} --origin-netuid 1 --dest-netuid 1 --amount 10",
        "gives a position away",
    ),
    Tried("conviction add", "--netuid 1 --hotkey {other} --amount 5", "locks stake"),
    Tried("stake unstake-all", "--hotkey {validator}", "sells everything at one validator"),
    Tried("root claim", "--hotkey {root}", "turns what root earned into root stake"),
    Tried("proxy add", "--delegate {bob}", "lets another key stake for you"),
    Tried("proxy remove", "--delegate {bob}", "and no longer"),
    Tried(
        "tx add-stake-limit", "--hotkey {validator} --netuid 1 --amount 1 --limit-price-rao 1000000000", "with a limit"
    ),
    Tried("tx unstake-all-alpha", "--hotkey {validator}", "all alpha into root"),
)

OWNED = Tried(
    "hparams set",
    "--netuid 3 --name epoch_consensus --value Null",
    "a subnet's owner switches between Yuma and null consensus; nothing else is set here",
)

VIEWS = (
    Tried("stake list", "", "positions with their value"),
    Tried("stake show", "--netuid 1 --hotkey {other}", "one position"),
    Tried("query stake-value-for-coldkey", "--coldkey {me}", "what is held, at the price"),
    Tried("conviction show", "--netuid 1", "one lock"),
)


def table() -> str:
    """The README's table."""
    does: dict[str, str] = {}
    for tried in (*READS, OWNED, *ORDERS, *VIEWS):
        does.setdefault(tried.command, tried.does)
    rows = [f"| `{command}` | {text} |" for command, text in does.items()]
    return "\n".join(("| btcli command | here |", "| --- | --- |", *rows))
