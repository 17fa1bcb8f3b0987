"""Settings of this user and the folders of this program, from the environment and the settings file."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from platformdirs import PlatformDirs

from dtao_tui import private_files

APP_NAME = "dtao-tui"
PRACTICE = "practice"
"""The name of the practice network, which is the default."""

COMMAND_LINE = "the command line"
_VARIABLES = {"BT_NETWORK": "network", "BT_WALLET": "wallet"}


class NotASetting(ValueError):
    """A setting that cannot be used; its text is a sentence."""


@dataclass(frozen=True, slots=True)
class Folders:
    """The folders and files of one user."""

    config: Path
    state: Path
    cache: Path
    wallets: Path

    @property
    def settings_file(self) -> Path:
        """The user's settings."""
        return self.config / "settings.toml"

    @property
    def journal(self) -> Path:
        """Every order, from signature to finality."""
        return self.state / "journal.sqlite3"

    @property
    def notes(self) -> Path:
        """Notes to orders."""
        return self.state / "notes.sqlite3"

    @property
    def imports(self) -> Path:
        """Orders that were imported, and their notes."""
        return self.state / "imports.sqlite3"

    @property
    def plans(self) -> Path:
        """The record of plans."""
        return self.state / "plans.sqlite3"

    @property
    def limits(self) -> Path:
        """Spend limits, and what was accepted of them."""
        return self.state / "limits.sqlite3"

    @property
    def history(self) -> Path:
        """The record of the market."""
        return self.state / "history.sqlite3"

    @property
    def alerts(self) -> Path:
        """The alerts of each chain and their firings."""
        return self.state / "alerts.sqlite3"

    @property
    def watch_lists(self) -> Path:
        """The watch lists of each chain."""
        return self.state / "watch-lists.json"

    @property
    def account_ledger(self) -> Path:
        """What happened to the accounts' money on each chain."""
        return self.state / "account-ledger.sqlite3"

    @property
    def watched_subnets(self) -> Path:
        """The one watch list that each chain had before there were several; it is only read."""
        return self.state / "watched-subnets.json"

    @property
    def unsigned(self) -> Path:
        """The folder of the orders that go to another device to be signed."""
        return self.state / "unsigned"

    @property
    def exports(self) -> Path:
        """The folder of the files that lists were exported to."""
        return self.state / "exports"

    @property
    def locks(self) -> Path:
        """The folder of the lock files of accounts."""
        return self.state / "locks"

    @property
    def last_prices(self) -> Path:
        """The folder of the prices last seen, one file for each chain."""
        return self.state / "last-prices"

    @property
    def last_looks(self) -> Path:
        """The folder of what was seen at the last look, one file for each chain."""
        return self.state / "last-looks"

    @property
    def rate(self) -> Path:
        """The rate in a currency that was last typed."""
        return self.state / "rate.json"

    @property
    def tolerances(self) -> Path:
        """The tolerance last used on each chain."""
        return self.state / "tolerances.json"

    @property
    def validators(self) -> Path:
        """The validator last chosen for a stake, by chain and subnet."""
        return self.state / "validators.json"

    @property
    def tables(self) -> Path:
        """Columns, order and filters of the tables of screens."""
        return self.state / "tables.json"

    @property
    def theme(self) -> Path:
        """The theme that was last chosen in the app."""
        return self.state / "theme.json"

    @property
    def chart(self) -> Path:
        """The range and the drawing of the price chart that were last chosen."""
        return self.state / "chart.json"

    @property
    def log(self) -> Path:
        """The rotating log."""
        return self.state / "dtao-tui.log"

    @property
    def watched(self) -> Path:
        """Watched addresses."""
        return self.state / "watched.json"

    @property
    def practice(self) -> Path:
        """Address and pid of the practice node that is shared here."""
        return self.state / "practice.json"

    @property
    def practice_world(self) -> Path:
        """The folder of that node's saved world."""
        return self.state / "practice"

    @property
    def practice_log(self) -> Path:
        """The standard error of that node since it was started."""
        return self.state / "practice.log"

    @property
    def pictures(self) -> Path:
        """Pictures of live networks, to practise on."""
        return self.state / "pictures"

    @property
    def metadata_cache(self) -> Path:
        """Parent of the private metadata caches, one per genesis and endpoint."""
        return self.cache / "metadata"


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, with their defaults."""

    places: Folders
    network: str = PRACTICE
    """`practice`, `test`, `finney`, `local`, or a ws:// or wss:// address."""

    wallet: str | None = None
    """The wallet chosen at the start."""

    endpoints: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Endpoints that replace a named network's own ones, first choice first."""

    keyring: str = "auto"
    """`auto` or `off`."""

    lock_after_minutes: int = 5
    mev_shield: bool = True
    """Whether orders that move a price are sealed until their block is made, where the chain has a MEV shield."""

    tolerance: str = "2"
    """Percent, as it is typed into the ticket."""

    noted_share: int = 50
    """Per cent of all that an account has; an order after which a subnet's part is larger is noted."""

    noted_move: int = 10
    """Per cent; a price that moved by as much since the last look is told of."""

    exit_impact: int = 1
    """Per cent of price impact that one of the daily sales may have, by which days to leave are counted."""

    history_max_size: int = 1024
    """MiB that the record of the market may take; at the limit the finest bars go first."""

    cost_method: str = "average"
    """`average` or `fifo`: which units a sale takes."""

    theme: str = ""
    """Empty for the theme last chosen in the app, else desk-night."""

    calm: bool = False
    """True leaves out all motion: what scrolls, jumps."""

    read_only: bool = False
    """True begins with a session that signs nothing; leaving that takes the password."""

    stays_read_only: bool = False
    """True for `--read-only`: nothing is signed before the program ends."""

    limits: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Spend limits as they are typed, by network name or genesis hash: `order`, `day` and `reauth_above`."""

    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Keys of the app's commands by id, as they are written; the app checks them, and says what it does not follow."""

    named_by: Mapping[str, str] = field(default_factory=dict)
    """What named a setting in the place of the file, such as BT_NETWORK, by the setting's name."""

    def choosing(self, network: str | None = None, wallet: str | None = None, *, read_only: bool = False) -> "Settings":
        """These settings with what the command line says."""
        return replace(
            self,
            # `-n ''` is a name that a script failed to fill in; it must not silently mean practice.
            network=self.network if network is None else network,
            wallet=wallet or self.wallet,
            stays_read_only=self.stays_read_only or read_only,
            named_by={**self.named_by}
            | ({} if network is None else {"network": COMMAND_LINE})
            | ({"wallet": COMMAND_LINE} if wallet else {})
            | ({"read_only": COMMAND_LINE} if read_only else {}),
        )


def load(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of this user: the file, then the environment over it. Raises NotASetting."""
    env = os.environ if environment is None else environment
    places = places_of(env)
    chosen = _in_file(places.settings_file)
    named_by = {setting: variable for variable, setting in _VARIABLES.items() if env.get(variable)}
    chosen |= {setting: env[variable] for setting, variable in named_by.items()}
    return Settings(places=places, named_by=named_by, **chosen)  # type: ignore[arg-type]  # each was checked by settings_file


def places_of(environment: Mapping[str, str]) -> Folders:
    """The folders of this user; all are under `DTAO_TUI_HOME` if that is set. Raises NotASetting."""
    home = environment.get("DTAO_TUI_HOME")
    wallets = environment.get("BT_WALLET_PATH")
    named = _folder("BT_WALLET_PATH", wallets) if wallets else None
    if home:
        root = _folder("DTAO_TUI_HOME", home)
        return Folders(root / "config", root / "state", root / "cache", named or root / "wallets")
    dirs = PlatformDirs(APP_NAME, appauthor=False)
    usual = _folder("HOME", "~/.bittensor/wallets")
    return Folders(Path(dirs.user_config_dir), Path(dirs.user_state_dir), Path(dirs.user_cache_dir), named or usual)


def prepare(places: Folders) -> None:
    """Make the folders, closed to others (0700). Raises NotASetting where that cannot be done."""
    for folder in (places.config, places.state, places.cache, places.metadata_cache):
        try:
            private_files.make_folder(folder, closed=True)
        except OSError as error:
            raise NotASetting(f"The folder {folder} cannot be made or closed to others: {error.strerror}.") from error


def _in_file(path: Path) -> dict[str, object]:
    if not os.path.lexists(path):
        return {}
    # 7 ms of import that most starts, without a file, need not wait for.
    from dtao_tui.settings_file import UnusableSettings, settings_in

    try:
        return settings_in(path)
    except UnusableSettings as error:
        raise NotASetting(str(error)) from error


def _folder(variable: str, text: str) -> Path:
    try:
        return Path(text).expanduser().absolute()
    except (RuntimeError, OSError) as error:
        raise NotASetting(f"{variable} names a folder that cannot be found: {text[:80]}.") from error
