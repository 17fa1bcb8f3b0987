"""Command `doctor`: reports versions, keyring, wallets, endpoint, and whether the SDK and the chain fit."""

import asyncio
import platform
import sys
import time
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version

from dtao_tui import __version__
from dtao_tui.chain.reading.second_endpoint import SecondEndpoint
from dtao_tui.cli import event_loop
from dtao_tui.cli.chain_access import compared
from dtao_tui.cli.compatibility import misfits, works
from dtao_tui.cli.console import answer, complain
from dtao_tui.domain.accounts import Account
from dtao_tui.output import json_documents
from dtao_tui.ports.chain import ChainFacts
from dtao_tui.ports.errors import Trouble
from dtao_tui.ports.networks import GENESIS, shown
from dtao_tui.services.user_settings.setting_checks import setting_faults
from dtao_tui.settings import NotASetting, Settings
from dtao_tui.wallet.keyring.keyring_store import KeyringStore
from dtao_tui.wallet.signer.memory_lock import has_swap, sentence
from dtao_tui.wallet.signer.signer_client import SignerClient
from dtao_tui.wallet.user_wallets import WalletFolder

PACKAGES = ("bittensor", "bittensor-core", "textual", "keyring", "websockets")
PATIENCE_SECONDS = 45.0
SECOND_PATIENCE_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One result of the examination."""

    subject: str
    is_well: bool
    sentence: str


def examine(settings: Settings, *, as_json: bool) -> int:
    """Examine everything and print the findings; the exit status is 1 if one of them is bad."""
    findings = [_versions(), settings_finding(settings), _wallets(settings), *event_loop.run(_outside(settings))]
    if as_json:
        document = {"network": shown(settings.network), "findings": [asdict(finding) for finding in findings]}
        answer(json_documents.written(document))
    else:
        answer("\n".join(f"{'✓' if one.is_well else '✗'} {one.subject}: {one.sentence}" for one in findings))
    bad = [finding for finding in findings if not finding.is_well]
    # Whoever keeps the answer, in a file or through a pipe, still sees what is wrong.
    for finding in bad if not sys.stdout.isatty() else ():
        complain(f"{finding.subject}: {finding.sentence}")
    return 1 if bad else 0


def _versions() -> Finding:
    found = {package: _version(package) for package in PACKAGES}
    missing = [package for package, number in found.items() if number is None]
    listed = ", ".join(f"{package} {number}" for package, number in found.items() if number)
    if missing:
        return Finding("versions", False, f"Not installed: {', '.join(missing)}. Install the program anew.")
    return Finding("versions", True, f"dtao-tui {__version__} on Python {platform.python_version()}; {listed}.")


def settings_finding(settings: Settings) -> Finding:
    """Whether all that the settings file says can be followed; one that cannot be read at all opens nothing."""
    from dtao_tui.screens.theme import theme_fault
    from dtao_tui.widgets.keys.changed_keys import changed_keys

    file, keys, theme = settings.places.settings_file, changed_keys(settings.keys), theme_fault(settings.theme)
    faults = [f"It sets {fault}" for fault in setting_faults(settings, ("tolerance", "limits", "endpoints"))]
    faults += [*([theme] if theme else []), *keys.faults]
    if faults:
        return Finding("settings", False, f"{file} is not followed in all. {' '.join(faults)}")
    if not file.exists():
        return Finding("settings", True, f"there is no {file}; everything is as usual.")
    changed = f", keys changed: {len(keys.keys)}" if keys.keys else ""
    return Finding("settings", True, f"{file}{changed}.")


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _wallets(settings: Settings) -> Finding:
    accounts = WalletFolder(settings.places.wallets, settings.places.watched).accounts()
    troubles = [f"{account.name}: {account.trouble or account.warning}" for account in accounts if _is_bad(account)]
    counted = f"{len(accounts)} in {settings.places.wallets}"
    return Finding("wallets", not troubles, f"{counted}. {' '.join(troubles)}".rstrip() if troubles else f"{counted}.")


def _is_bad(account: Account) -> bool:
    return bool(account.trouble or account.warning)


async def _outside(settings: Settings) -> list[Finding]:
    return [await _keyring(settings), *await _chain(settings)]


async def _keyring(settings: Settings) -> Finding:
    """The state of the system keyring. A missing one is no fault: passwords are typed then."""
    state = await KeyringStore(is_off=settings.keyring == "off").state()
    return Finding("keyring", True, f"{state}: {state.sentence}")


async def _chain(settings: Settings) -> list[Finding]:
    started = time.monotonic()
    try:
        async with asyncio.timeout(PATIENCE_SECONDS), compared(settings) as (market, other):
            seconds = time.monotonic() - started
            head, facts = await market.head(), market.facts
            second = await _second(other, head.number)
            memory = await _memory(facts)
            return [_endpoint(facts, head.number, seconds), second, _genesis(facts), _fit(facts), memory]
    except (Trouble, NotASetting) as error:
        return [Finding("endpoint", False, str(error))]
    except TimeoutError:
        return [Finding("endpoint", False, f"No answer within {PATIENCE_SECONDS:.0f} seconds.")]


def _endpoint(facts: ChainFacts, block: int, seconds: float) -> Finding:
    sentence = f"{facts.network} at {facts.endpoint}, block {block:,}, connected in {seconds * 1000:.0f} ms."
    return Finding("endpoint", True, sentence)


async def _second(second: SecondEndpoint, block: int) -> Finding:
    """Whether an endpoint of another operator can be asked to confirm what orders are based on."""
    if not second.endpoint:
        sentence = "one endpoint only: none of another operator is known for this chain; the settings can name one."
        return Finding("second endpoint", True, sentence)
    try:
        async with asyncio.timeout(SECOND_PATIENCE_SECONDS):
            newest = await second.newest_block()
    except Trouble as trouble:
        return Finding("second endpoint", False, f"could not be compared: {trouble}")
    except TimeoutError:
        sentence = f"could not be compared: {second.endpoint} did not answer in {SECOND_PATIENCE_SECONDS:.0f} seconds."
        return Finding("second endpoint", False, sentence)
    behind = f"block {newest:,}" + ("" if newest == block else f", {abs(newest - block)} apart")
    return Finding("second endpoint", True, f"{second.endpoint}, of another operator, {behind}.")


async def _memory(facts: ChainFacts) -> Finding:
    """Whether a key could be written to swap, tried with a signer that holds no key."""
    signer = SignerClient()
    try:
        await signer.send_chain_facts(facts)
        locked = await signer.lock_memory()
    except Trouble as trouble:
        return Finding("memory", False, str(trouble))
    finally:
        await signer.lock()
    is_well = locked.is_whole or locked.locked > 0 or not has_swap()
    return Finding("memory", is_well, sentence(locked))


def _genesis(facts: ChainFacts) -> Finding:
    pinned = "is the pinned one" if facts.network in GENESIS else "is pinned for no network"
    return Finding("genesis", facts.is_trusted, f"{facts.genesis} {pinned}.")


def _fit(facts: ChainFacts) -> Finding:
    chain = f"{facts.spec_name} {facts.spec_version}"
    problems = misfits(facts)
    if problems:
        left = works(facts)
        still = f"Still there: {'; '.join(left)}." if left else "Nothing of it can be used."
        words = f"The SDK {version('bittensor')} and {chain} do not fit: {' '.join(problems)} {still}"
        return Finding("fit", False, words)
    proof = "with" if facts.checks_metadata_hash else "without"
    return Finding("fit", True, f"The SDK {version('bittensor')} and {chain} fit, {proof} the metadata proof.")
