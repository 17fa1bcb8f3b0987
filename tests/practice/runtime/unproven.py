"""Rules of the practice chain that are simpler than those of 475, or of which nothing certain is public, each with why.

The README lists them; what a rule does is held by tests all the same.
"""

from dtao_tui.practice.pallets import fees

_GUESSED = ", ".join("`{}`".format(name.partition(".")[2]) for name in fees.UNPROVEN)

RULES: dict[str, str] = {
    "consensus": "validators count by stake weight and miners by their place, for want of weights to run Yuma on",
    "null consensus": (
        "what the owner's switch sets beside the mode is known in part (one validator, its permit at once, Yuma's "
        "limit kept for the way back; not how it may prune neurons); a fee of its own is not known"
    ),
    "`pow_register`": "nobody registers as a miner or validator on practice, with work or for a burn",
    "parents and children": (
        "root's validators are parents of a new subnet's owner; others cannot be chosen, nor root's put off"
    ),
    "state roots": "digests of what a block wrote, not roots of a trie",
    "immunity of a subnet": "360 blocks instead of half a year, so that a removal can be practised",
    f"fees of {_GUESSED}": "their weights are those of spec 425, at the rates of 475",
    "fee of `swap_hotkey_v2` that keeps stake": "that of one that moves it; the chain gives a part back",
    "fees of basket trades, batches, proxies and registrations": "their weights are guessed, at the rates of 475",
    "display of baskets": "the chain's baselines of their indices (`BasketTwr`, `BetaBaselineStamped`) are not kept",
}
"""Rule → why it is not proven, or what is simpler here."""


def table() -> str:
    """The README's list."""
    return "\n".join(f"- {rule}: {why};" for rule, why in RULES.items()).removesuffix(";") + "."
