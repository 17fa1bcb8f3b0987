"""Words that a shell offers for options and arguments; nothing here connects or opens a key."""

import re
from collections.abc import Callable, Iterable

Completer = Callable[[str], list[str]]

NETWORKS = ("practice", "test", "finney", "local")
OPERATIONS = ("stake", "unstake", "move", "swap", "transfer", "exit", "pay", "claim", "lock", "end-lock")
EXPORTS = ("orders", "fills", "positions", "transactions", "worth", "hledger")
RANGES = ("1h", "24h", "7d", "30d", "all")
_PLAIN_NAME = re.compile(r"[\w.-]+")
"""Of a wallet: a shell is given nothing that it could take for more than a word."""


def one_of(words: Iterable[str]) -> Completer:
    """Offers those of the words that begin as what was typed."""

    def offered(incomplete: str) -> list[str]:
        return [word for word in words if word.startswith(incomplete)]

    return offered


def wallet_names(incomplete: str) -> list[str]:
    """Offers the folders of the wallet folder, as far as their names are plain words; none where it cannot be read."""
    from dtao_tui.settings import NotASetting, load

    try:
        names = sorted(each.name for each in load().places.wallets.iterdir() if each.is_dir())
    except (NotASetting, OSError):
        return []
    return [name for name in names if name.startswith(incomplete) and _PLAIN_NAME.fullmatch(name)]
