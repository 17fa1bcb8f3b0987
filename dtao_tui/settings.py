"""What a person can set: from the environment and a TOML file, checked, with a sentence for what is wrong."""

import os
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path

from platformdirs import PlatformDirs

from dtao_tui import private_files

APP_NAME = "dtao-tui"
PRACTICE = "practice"
LARGEST_FILE = 64 * 1024
"""Bytes of a settings file."""

_KINDS: Mapping[type, str] = {str: "a text in quotes", bool: "true or false", int: "a whole number"}


_FOREIGN_HANDS = stat.S_IWGRP | stat.S_IWOTH


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
    def last_prices(self) -> Path:
        """The folder of the prices last seen, one file for each chain."""
        return self.state / "last-prices"

    @property
    def log(self) -> Path:
        """The rotating log."""
        return self.state / "dtao-tui.log"

    @property
    def watched(self) -> Path:
        """Addresses to look at."""
        return self.state / "watched.json"

    @property
    def practice(self) -> Path:
        """Address and pid of the practice node that is shared here."""
        return self.state / "practice.json"

    @property
    def practice_world(self) -> Path:
        """The folder where the world of that node is kept."""
        return self.state / "practice"

    @property
    def practice_log(self) -> Path:
        """What that node complained of since it was started."""
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
    tolerance: str = "2"
    """Percent, as it is typed into the ticket."""

    theme: str = "desk-night"
    calm: bool = False
    """True leaves out every motion."""

    def choosing(self, network: str | None = None, wallet: str | None = None) -> "Settings":
        """The same with what the command line names."""
        # An empty name is a name: whoever meant one of value must not be given practice's numbers.
        return replace(self, network=self.network if network is None else network, wallet=wallet or self.wallet)


def load(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of this user: the file, then the environment over it. Raises NotASetting."""
    env = os.environ if environment is None else environment
    places = places_of(env)
    chosen = _from_file(places.settings_file)
    if env.get("BT_NETWORK"):
        chosen["network"] = env["BT_NETWORK"]
    if env.get("BT_WALLET"):
        chosen["wallet"] = env["BT_WALLET"]
    return Settings(places=places, **chosen)  # type: ignore[arg-type]  # each value was checked by _checked


def places_of(environment: Mapping[str, str]) -> Folders:
    """Where this user's files are: all under `DTAO_TUI_HOME` if that is set. Raises NotASetting."""
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
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            folder.chmod(0o700)
        except OSError as error:
            raise NotASetting(f"The folder {folder} cannot be made or closed to others: {error.strerror}.") from error


def _folder(variable: str, text: str) -> Path:
    try:
        return Path(text).expanduser().absolute()
    except (RuntimeError, OSError) as error:
        raise NotASetting(f"{variable} names a folder that cannot be found: {text[:80]}.") from error


def _from_file(path: Path) -> dict[str, object]:
    try:
        table = tomllib.loads(_text_of(path))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise NotASetting(f"The settings in {path} cannot be read: {error.strerror}.") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise NotASetting(f"The settings in {path} cannot be read: {error}.") from error
    return {name: _checked(name, value, path) for name, value in table.items()}


def _text_of(path: Path) -> str:
    # A link is allowed: many keep their settings elsewhere.
    with os.fdopen(private_files.opened(path, os.O_RDONLY, follow=True), "rb") as file:
        mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
        if mode & _FOREIGN_HANDS:
            raise NotASetting(
                f"The settings in {path} can be changed by other users (mode {mode:04o}), so they are not obeyed; "
                "chmod go-w closes them."
            )
        data = file.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise NotASetting(f"The settings in {path} cannot be read: it is no file of at most 64 KiB.")
    return data.decode()


def _checked(name: str, value: object, path: Path) -> object:
    known = {f.name for f in fields(Settings)} - {"places"}
    if name not in known:
        raise NotASetting(f"{path} sets “{name}”, which is not a setting. Known are: {', '.join(sorted(known))}.")
    if name == "endpoints":
        return _endpoints(value, path)
    default = next(f.default for f in fields(Settings) if f.name == name)
    wanted = str if default is None else type(default)
    if type(value) is not wanted:
        raise NotASetting(f"{path} sets “{name}” to {value!r}; it has to be {_KINDS[wanted]}.")
    _check_range(name, value, path)
    return value


def _check_range(name: str, value: object, path: Path) -> None:
    if name == "keyring" and value not in ("auto", "off"):
        raise NotASetting(f"{path} sets “keyring” to {value!r}; it is either “auto” or “off”.")
    if name == "lock_after_minutes" and not 1 <= int(str(value)) <= 60:
        raise NotASetting(f"{path} sets “lock_after_minutes” to {value}; it can be 1 to 60.")


def _endpoints(value: object, path: Path) -> dict[str, tuple[str, ...]]:
    sentence = f"{path} sets “endpoints”; each network there needs a list of ws:// or wss:// addresses."
    if not isinstance(value, dict):
        raise NotASetting(sentence)
    chosen = {}
    for network, urls in value.items():
        if not isinstance(urls, list) or not urls or not all(_is_endpoint(url) for url in urls):
            raise NotASetting(sentence)
        chosen[str(network)] = tuple(urls)
    return chosen


def _is_endpoint(url: object) -> bool:
    return isinstance(url, str) and url.startswith(("ws://", "wss://"))
