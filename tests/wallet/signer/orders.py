"""Chains and orders to sign; no secret of any test stands here."""

import functools
from dataclasses import replace

from bittensor_core import Keypair

from dtao_tui.domain import practice_account
from dtao_tui.domain.accounts import Account, AccountKind
from dtao_tui.domain.amounts import Tao
from dtao_tui.ports.chain import ChainFacts
from dtao_tui.ports.extrinsics import Unsigned
from dtao_tui.practice.runtime.metadata import SPEC_NAME, SPEC_VERSION, TRANSACTION_VERSION, Description, describe

PRACTICE_GENESIS = "0x" + "5e" * 32
FINNEY_GENESIS = "0x2f0555cc76fc2840a25a6ea3b9637146806f1f44b090c175ffde2a7e5ab36c03"
TEST_GENESIS = "0x8f9cf856bf558a14440e75569c9e58594757048d7b3a84b5d25f6bd978263105"
HOTKEY = Keypair.create_from_uri("//Hotkey").ss58_address
PRACTICE_ACCOUNT = Account(practice_account.NAME, practice_account.ADDRESS, AccountKind.PRACTICE)


@functools.cache
def description() -> Description:
    return describe({})


def the_chain(network: str = "practice", genesis: str = PRACTICE_GENESIS, **changes: object) -> ChainFacts:
    facts = ChainFacts(
        network=network,
        endpoint="ws://127.0.0.1:9944",
        genesis=genesis,
        spec_name=SPEC_NAME,
        spec_version=SPEC_VERSION,
        transaction_version=TRANSACTION_VERSION,
        metadata=description().metadata,
        checks_metadata_hash=True,
        block_seconds=3.0,
        existential_deposit=Tao(500),
    )
    return replace(facts, **changes)  # type: ignore[arg-type]  # tests name the fields they change


def a_call(name: str = "add_stake_limit", pallet: str = "SubtensorModule", **changes: object) -> bytes:
    arguments: dict[str, dict[str, object]] = {
        "add_stake_limit": {"hotkey": HOTKEY, "netuid": 3, "amount_staked": 10**9, "limit_price": 22 * 10**6},
        "remove_stake_limit": {"hotkey": HOTKEY, "netuid": 3, "amount_unstaked": 10**9, "limit_price": 21 * 10**6},
        "remove_stake_full_limit": {"hotkey": HOTKEY, "netuid": 3, "limit_price": 21 * 10**6},
    }
    chosen = dict(arguments.get(name, {}))
    if name in ("add_stake_limit", "remove_stake_limit"):
        chosen["allow_partial"] = False
    return bytes(description().runtime.compose_call(pallet, name, chosen | changes))


def an_order(call: bytes | None = None, address: str = practice_account.ADDRESS, **changes: object) -> Unsigned:
    order = Unsigned(
        signer=address,
        origin=address,
        call=a_call() if call is None else call,
        nonce=7,
        genesis=PRACTICE_GENESIS,
        spec_version=SPEC_VERSION,
        transaction_version=TRANSACTION_VERSION,
        era_period=16,
        era_block=1000,
        era_hash="0x" + "b1" * 32,
        fee=Tao(1_690_000),
    )
    return replace(order, **changes)  # type: ignore[arg-type]  # tests name the fields they change
