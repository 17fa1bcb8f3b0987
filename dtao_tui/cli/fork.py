"""Pictures of live networks: one block read by the chain layer and written as the file of a practice world."""

import asyncio
import json
import re
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from dtao_tui import private_files
from dtao_tui.chain.chain_market import ChainMarket
from dtao_tui.chain.reading.block_reader import MOST_ADDRESSES
from dtao_tui.cli import event_loop
from dtao_tui.cli.chain_access import linked
from dtao_tui.cli.console import Stopped
from dtao_tui.domain.market import Holdings, Snapshot, Subnet, Validator
from dtao_tui.domain.subnet_id import ROOT
from dtao_tui.domain.text import quoted
from dtao_tui.foreign_files import pasted_path
from dtao_tui.output import charset
from dtao_tui.ports.chain import Head
from dtao_tui.ports.errors import Trouble
from dtao_tui.ports.networks import NAMES
from dtao_tui.practice.options import account_of
from dtao_tui.settings import Settings

MOST_VALIDATORS = 16
"""The largest of each subnet; an epoch with all validators of a live network would take practice too long."""

_AT_ONCE = 8
_TELL_SECONDS = 2.0

Tell = Callable[[int, int], None]
"""How many subnets of how many were read."""


@dataclass(frozen=True, slots=True)
class Picture:
    """All that is read, at one block."""

    snapshot: Snapshot
    issuance_rao: int
    validators: dict[int, Sequence[Validator]]
    """By netuid, the largest of each."""


def picture_file(settings: Settings, name: str, accounts: Sequence[str] = (), save: Path | None = None) -> Path:
    """The file of the picture: the named one, or one that is taken of the named network and saved. Raises Stopped."""
    if name not in NAMES and not name.startswith(("ws://", "wss://")):
        if accounts or save:
            raise Stopped("--account and --save belong to a network; a picture that is in a file stays as it is.")
        try:
            return pasted_path(name)
        except (ValueError, RuntimeError) as error:
            raise Stopped(f"{quoted(name, 60)} names no file. {error}") from error
    picture = _taken(settings.choosing(network=name), _accounts(accounts))
    document = document_of(picture)
    file = save or settings.places.pictures / _file_name(picture.snapshot)
    try:
        private_files.make_folder(file.parent)
        private_files.replace(file, json.dumps(document, ensure_ascii=False, indent=1).encode())
    except OSError as error:
        raise Stopped(f"The picture cannot be saved as {file}: {error.strerror}.") from error
    left_out = sum(not subnet.curve_is_known for subnet in picture.snapshot.subnets.values())
    also = f" {left_out} subnets with a curve that is not known here are left out." if left_out else ""
    charset.tell(f"The picture of block {picture.snapshot.block:,} is saved as {file}.{also}")
    return file


def document_of(picture: Picture) -> dict[str, object]:
    """The document of a world file; see `practice.world.world_file`."""
    snapshot = picture.snapshot
    subnets = [subnet for subnet in snapshot.subnets.values() if _is_playable(subnet)]
    holdings = snapshot.holdings.values()
    playable = {ROOT, *(subnet.netuid for subnet in subnets)}
    document: dict[str, object] = {
        "origin": {"network": snapshot.network, "genesis": snapshot.genesis, "block": snapshot.block},
        "pools": [_pool_entry(subnet, picture.validators.get(subnet.netuid, ())) for subnet in subnets],
        "root": [_validator_entry(each) for each in picture.validators.get(ROOT, ())],
        "root_stake": snapshot.subnets[ROOT].alpha_out.rao,
        "accounts": {each.address: each.free.rao for each in holdings},
        "stakes": [entry for each in holdings for entry in _stake_entries(each, playable)],
        "issuance": picture.issuance_rao,
        "market": True,
    }
    if snapshot.tao_weight is not None:
        document["tao_weight"] = snapshot.tao_weight
    return document


async def read_picture(market: ChainMarket, accounts: Sequence[str], tell: Tell) -> Picture:
    """Read the newest block and its validators. Raises ChainTrouble."""
    head = await market.head()
    snapshot = await market.snapshot(head, accounts)
    issuance = await market.issuance(head)
    validators: dict[int, Sequence[Validator]] = {}
    tell(0, len(snapshot.subnets))
    async for netuid, found in _in_order(market, head, snapshot.subnets):
        validators[netuid] = found[:MOST_VALIDATORS]
        tell(len(validators), len(snapshot.subnets))
    return Picture(snapshot, issuance.rao, validators)


async def _in_order(
    market: ChainMarket, head: Head, netuids: Iterable[int]
) -> AsyncIterator[tuple[int, tuple[Validator, ...]]]:
    """Yield the validators of each subnet in order, reading several subnets at the same time."""
    rest = list(netuids)
    for at in range(0, len(rest), _AT_ONCE):
        some = rest[at : at + _AT_ONCE]
        found = await asyncio.gather(*(market.validators(netuid, head) for netuid in some))
        for netuid, validators in zip(some, found, strict=True):
            yield netuid, validators


def _taken(settings: Settings, accounts: Sequence[str]) -> Picture:
    async def session() -> Picture:
        with linked(settings) as (connection, _):
            market = ChainMarket(connection)
            try:
                await market.connect()
                return await read_picture(market, accounts, _Progress().tell)
            finally:
                await market.close()

    try:
        return event_loop.run(session())
    except Trouble as trouble:
        raise Stopped(f"The picture could not be taken, and nothing was saved. {trouble}") from trouble


def _accounts(addresses: Sequence[str]) -> tuple[str, ...]:
    for address in addresses:
        account_of(address)
    if len(addresses) > MOST_ADDRESSES:
        raise Stopped(f"A picture holds at most {MOST_ADDRESSES} accounts, not {len(addresses)}.")
    return tuple(dict.fromkeys(address.strip() for address in addresses))


def _is_playable(subnet: Subnet) -> bool:
    return not subnet.is_root and subnet.curve_is_known


def _pool_entry(subnet: Subnet, validators: Sequence[Validator]) -> dict[str, object]:
    pool = subnet.pool
    entry: dict[str, object] = {
        "netuid": subnet.netuid,
        "name": subnet.name,
        "symbol": subnet.symbol,
        "pool": {
            "mechanism": pool.mechanism,
            "tao_in": pool.tao_in.rao,
            "alpha_in": pool.alpha_in.rao,
            "quote_weight": pool.quote_weight,
            "fee_rate": pool.fee_rate,
        },
        "alpha_out": subnet.alpha_out.rao,
        "tempo": max(subnet.tempo, 1),
        "next_epoch": max(subnet.tempo - subnet.blocks_since_last_step, 1),
        "is_open": subnet.is_open,
        "validators": [_validator_entry(each) for each in validators],
    }
    if subnet.owner_hotkey and subnet.owner_coldkey:
        entry["owner"] = {"hotkey": subnet.owner_hotkey, "coldkey": subnet.owner_coldkey}
    return entry


def _validator_entry(validator: Validator) -> dict[str, object]:
    stake = validator.tao_stake.rao if validator.netuid == ROOT else validator.alpha_stake.rao
    return {"hotkey": validator.hotkey, "name": validator.name, "take": validator.take, "stake": stake}


def _stake_entries(holdings: Holdings, playable: set[int]) -> list[dict[str, object]]:
    return [
        {"coldkey": holdings.address, "hotkey": stake.hotkey, "netuid": stake.netuid, "amount": stake.amount.rao}
        for stake in holdings.stakes
        if stake.netuid in playable
    ]


def _file_name(snapshot: Snapshot) -> str:
    name = snapshot.network if re.fullmatch(r"[a-z]+", snapshot.network) else snapshot.genesis[2:10]
    return f"{name}-{snapshot.block}.json"


class _Progress:
    """Progress on standard error: one line on a terminal, otherwise a line every two seconds."""

    def __init__(self) -> None:
        self._told_at = -_TELL_SECONDS

    def tell(self, count: int, whole: int) -> None:
        """Report that `count` of `whole` subnets were read."""
        is_terminal, is_last = sys.stderr is not None and sys.stderr.isatty(), count == whole
        if not is_terminal and not is_last and time.monotonic() < self._told_at + _TELL_SECONDS:
            return
        self._told_at = time.monotonic()
        text = f"Reading the validators: {count:,} of {whole:,} subnets"
        charset.tell(f"\r{text}" if is_terminal else text, "\n" if not is_terminal or is_last else "")
