"""The signer signs what it can read and allows, and nothing else."""

import dataclasses
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from bittensor_core import Keypair, verify

from dtao_tui.domain import practice_account
from dtao_tui.domain.accounts import Account, AccountKind
from dtao_tui.ports.errors import SigningRefused, WalletLocked, WalletTrouble
from dtao_tui.ports.wallet import SignerState
from dtao_tui.processes import child_process
from dtao_tui.wallet.signer.signer_client import SignerClient
from dtao_tui.wallet.signer.signer_messages import ANSWERS, RefusalKind, SigningRefusal
from tests.wallet.signer.orders import (
    FINNEY_GENESIS,
    HOTKEY,
    PRACTICE_ACCOUNT,
    PRACTICE_GENESIS,
    a_call,
    an_order,
    description,
    the_chain,
)

U64_MAX = 2**64 - 1


async def test_the_practice_account_signs_without_a_password(signer: SignerClient) -> None:
    await signer.unlock(PRACTICE_ACCOUNT, "")
    signed = await signer.sign(an_order())
    told = description().runtime.decode_extrinsic(signed.extrinsic)
    assert told["address"] == practice_account.ADDRESS
    assert (told["nonce"], told["tip"], told["era"]) == (7, 0, (16, 1000 % 16))
    assert told["call"]["call_function"] == "add_stake_limit"
    assert signed.hash == told["extrinsic_hash"]


async def test_the_signature_covers_this_chain_this_era_and_the_metadata_digest(signer: SignerClient) -> None:
    await signer.unlock(PRACTICE_ACCOUNT, "")
    order = an_order()
    signed = await signer.sign(order)
    runtime = description().runtime
    payload = bytes(
        runtime.signature_payload(
            order.call,
            era={"period": 16, "current": 1000},
            nonce=7,
            tip=0,
            tip_asset_id=None,
            genesis_hash=bytes.fromhex(PRACTICE_GENESIS[2:]),
            era_block_hash=bytes.fromhex(order.era_hash[2:]),
            metadata_hash=description().digest,
        )
    )
    told = runtime.decode_extrinsic(signed.extrinsic)
    assert told["mode"] == {"mode": "Enabled"}
    signature = bytes.fromhex(told["signature"]["Sr25519"][2:])
    assert verify(payload, signature, practice_account.ADDRESS)


async def test_what_review_shows_is_read_from_the_bytes(signer: SignerClient) -> None:
    decoded = await signer.decode(a_call(netuid=64, amount_staked=123_456_789, limit_price=9_876))
    assert (decoded.call.pallet, decoded.call.name) == ("SubtensorModule", "add_stake_limit")
    assert list(decoded.call.arguments.items()) == [
        ("hotkey", HOTKEY),
        ("netuid", 64),
        ("amount_staked", 123_456_789),
        ("limit_price", 9_876),
        ("allow_partial", False),
    ]


async def test_a_locked_signer_reads_calls_and_signs_none(signer: SignerClient) -> None:
    assert (await signer.decode(a_call())).call.name == "add_stake_limit"
    with pytest.raises(WalletLocked, match="locked"):
        await signer.sign(an_order())


async def test_calls_that_are_not_on_the_list_are_read_but_not_signed(signer: SignerClient) -> None:
    await signer.unlock(PRACTICE_ACCOUNT, "")
    transfer = a_call("transfer_allow_death", "Balances", dest=HOTKEY, value=1)
    decoded = await signer.decode(transfer)
    assert list(decoded.call.arguments.items()) == [("dest", HOTKEY), ("value", 1)]
    with pytest.raises(SigningRefused, match=r"Balances\.transfer_allow_death is not among"):
        await signer.sign(an_order(transfer))


@pytest.mark.parametrize("name", ["add_stake", "remove_stake"])
async def test_a_trade_without_a_limit_is_refused(signer: SignerClient, name: str) -> None:
    await signer.unlock(PRACTICE_ACCOUNT, "")
    amount = "amount_staked" if name == "add_stake" else "amount_unstaked"
    call = a_call(name, hotkey=HOTKEY, netuid=3, **{amount: 10**9})
    with pytest.raises(SigningRefused, match="is not among the calls"):
        await signer.sign(an_order(call))


@pytest.mark.parametrize("name", ["add_stake_limit", "remove_stake_limit", "remove_stake_full_limit"])
@pytest.mark.parametrize("limit", [0, U64_MAX])
async def test_a_limit_that_limits_nothing_is_refused(signer: SignerClient, name: str, limit: int) -> None:
    await signer.unlock(PRACTICE_ACCOUNT, "")
    with pytest.raises(SigningRefused, match="limits nothing"):
        await signer.sign(an_order(a_call(name, limit_price=limit)))


async def test_selling_all_without_any_limit_is_refused(signer: SignerClient) -> None:
    await signer.unlock(PRACTICE_ACCOUNT, "")
    with pytest.raises(SigningRefused, match="no limit price"):
        await signer.sign(an_order(a_call("remove_stake_full_limit", limit_price=None)))


async def test_an_amount_of_zero_is_refused(signer: SignerClient) -> None:
    await signer.unlock(PRACTICE_ACCOUNT, "")
    with pytest.raises(SigningRefused, match="above zero"):
        await signer.sign(an_order(a_call(amount_staked=0)))


@pytest.mark.parametrize("name", ["add_stake_limit", "remove_stake_limit", "remove_stake_full_limit"])
async def test_the_three_limited_trades_are_signed(signer: SignerClient, name: str) -> None:
    await signer.unlock(PRACTICE_ACCOUNT, "")
    signed = await signer.sign(an_order(a_call(name)))
    assert signed.decoded.call.name == name


@pytest.mark.parametrize(
    "junk", [b"", b"\x07", b"\xff\xff", a_call() + b"\0", a_call()[:-1], b"<Bytes>hello</Bytes>", bytes(32)]
)
async def test_bytes_that_are_no_call_are_neither_read_nor_signed(signer: SignerClient, junk: bytes) -> None:
    await signer.unlock(PRACTICE_ACCOUNT, "")
    with pytest.raises(SigningRefused, match="not a call of this chain"):
        await signer.decode(junk)
    with pytest.raises(SigningRefused, match="not a call of this chain"):
        await signer.sign(an_order(junk))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"genesis": FINNEY_GENESIS}, "for another chain"),
        ({"address": HOTKEY}, "for another account"),
        ({"spec_version": 460}, "was upgraded"),
        ({"transaction_version": 2}, "was upgraded"),
        ({"era_period": 32}, "at most 16 blocks"),
        ({"era_period": 15}, "at most 16 blocks"),
        ({"era_period": 0}, "at most 16 blocks"),
        ({"era_hash": "0x00"}, "does not understand"),
        ({"nonce": -1}, "does not understand"),
        ({"nonce": 2**32}, "higher than the chain counts"),
        ({"nonce": 2**70}, "higher than the chain counts"),
        ({"era_block": 2**70}, "begins at no block"),
    ],
)
async def test_what_surrounds_the_call_is_judged_too(
    signer: SignerClient, changes: dict[str, object], sentence: str
) -> None:
    await signer.unlock(PRACTICE_ACCOUNT, "")
    with pytest.raises(SigningRefused, match=sentence):
        await signer.sign(an_order(**changes))


async def test_the_process_refuses_what_is_no_verb_of_its_own(signer: SignerClient) -> None:
    await signer.unlock(PRACTICE_ACCOUNT, "")
    child = signer._child
    assert child is not None
    for verb in ("sign_raw", "sign_payload", "export", "__init__", ""):
        answer = ANSWERS.read(await child.ask(json.dumps({"verb": verb, "payload": "00" * 32}).encode(), 5))
        assert isinstance(answer, SigningRefusal)
        assert answer.reason is RefusalKind.REFUSED


async def test_a_watched_address_is_never_asked_for_a_password(signer: SignerClient) -> None:
    with pytest.raises(SigningRefused, match="no private key"):
        await signer.unlock(Account("cold", HOTKEY, AccountKind.WATCH), "")


async def test_an_account_in_trouble_is_refused_with_its_trouble(signer: SignerClient, plain_wallet: Account) -> None:
    broken = dataclasses.replace(plain_wallet, trouble="coldkeypub.txt is not a regular file.")
    with pytest.raises(WalletTrouble, match="not a regular file"):
        await signer.unlock(broken, "")


async def test_a_plain_key_file_opens_off_mainnet(signer: SignerClient, plain_wallet: Account) -> None:
    await signer.unlock(plain_wallet, "")
    assert signer.address == plain_wallet.address


async def test_a_plain_key_file_is_refused_on_mainnet(
    make_signer: Callable[..., SignerClient], plain_wallet: Account
) -> None:
    signer = make_signer()
    await signer.send_chain_facts(the_chain("finney", FINNEY_GENESIS))
    with pytest.raises(SigningRefused, match="not encrypted"):
        await signer.unlock(plain_wallet, "")


def loosen(folder: Path, how: str) -> None:
    match how:
        case "file":
            (folder / "coldkey").chmod(0o666)
        case "folder":
            folder.chmod(0o777)
        case "above":
            folder.parent.chmod(0o770)
        case "owner":
            os.chown(folder / "coldkey", 12345, 12345)
        case _:
            folder.rename(folder.parent.parent / "elsewhere")
            folder.symlink_to(folder.parent.parent / "elsewhere")


@pytest.mark.parametrize("how", ["file", "folder", "above", "owner", "link"])
async def test_a_wallet_that_others_could_exchange_is_refused_on_mainnet_only(
    make_signer: Callable[..., SignerClient], signer: SignerClient, plain_wallet: Account, how: str
) -> None:
    if how == "owner" and os.geteuid() != 0:
        pytest.skip("only root can give a file away")
    assert plain_wallet.folder is not None
    loosen(plain_wallet.folder, how)
    on_mainnet = make_signer()
    await on_mainnet.send_chain_facts(the_chain("finney", FINNEY_GENESIS))
    with pytest.raises(
        SigningRefused, match=r"(changed by|another user|link).* On mainnet such a wallet is not opened"
    ):
        await on_mainnet.unlock(plain_wallet, "")
    await signer.unlock(plain_wallet, "")
    assert signer.address == plain_wallet.address


async def test_a_linked_key_file_is_not_opened(signer: SignerClient, plain_wallet: Account) -> None:
    assert plain_wallet.folder is not None
    key = plain_wallet.folder / "coldkey"
    key.rename(plain_wallet.folder.parent / "elsewhere")
    key.symlink_to(plain_wallet.folder.parent / "elsewhere")
    with pytest.raises(WalletTrouble, match="coldkey cannot be opened"):
        await signer.unlock(plain_wallet, "")


async def test_a_key_that_does_not_match_its_address_is_refused(signer: SignerClient, plain_wallet: Account) -> None:
    other = Keypair.create_from_uri("//Other").ss58_address
    with pytest.raises(SigningRefused, match="does not match"):
        await signer.unlock(dataclasses.replace(plain_wallet, address=other), "")
    assert signer.state is SignerState.LOCKED


@pytest.mark.parametrize("damage", [b"", b"{}", b"null", b"[1]", b"\x00\xff", b'{"secretSeed": 5}'])
async def test_a_damaged_plain_key_file_is_a_sentence(
    signer: SignerClient, plain_wallet: Account, damage: bytes
) -> None:
    assert plain_wallet.folder is not None
    (plain_wallet.folder / "coldkey").write_bytes(damage)
    with pytest.raises(WalletTrouble, match=r"damaged|of a kind"):
        await signer.unlock(plain_wallet, "")


async def test_a_folder_whose_name_is_no_text_opens_too(signer: SignerClient, plain_wallet: Account) -> None:
    assert plain_wallet.folder is not None
    strange = plain_wallet.folder.with_name(os.fsdecode(b"w\xff \xc3\xa4"))
    plain_wallet.folder.rename(strange)
    await signer.unlock(dataclasses.replace(plain_wallet, folder=strange), "")
    assert signer.address == plain_wallet.address


async def test_a_key_file_that_is_gone_is_a_sentence(signer: SignerClient, plain_wallet: Account) -> None:
    assert plain_wallet.folder is not None
    (plain_wallet.folder / "coldkey").unlink()
    with pytest.raises(WalletTrouble, match="is gone"):
        await signer.unlock(plain_wallet, "")


async def test_the_representation_shows_the_address_only(signer: SignerClient) -> None:
    await signer.unlock(PRACTICE_ACCOUNT, "")
    assert repr(signer) == f"SignerClient(unlocked, {practice_account.ADDRESS})"


async def test_the_process_loads_next_to_nothing() -> None:
    answer = await child_process.answer(
        child_process.isolated("tests.wallet.signer.signer_modules", ["bittensor_core", "msgspec"]), b"{}", 10, {}
    )
    loaded = set(answer.decode().split())
    ours = {name for name in loaded if name.startswith(("dtao_tui", "bittensor"))}
    assert ours == {
        "bittensor_core",
        "bittensor_core.bittensor_core",
        "dtao_tui",
        "dtao_tui.private_files",
        "dtao_tui.processes",
        "dtao_tui.processes.bootstrap",
        "dtao_tui.wallet",
        "dtao_tui.wallet.file_checks",
        "dtao_tui.wallet.message_frames",
        "dtao_tui.wallet.signer",
        "dtao_tui.wallet.signer.calls",
        "dtao_tui.wallet.signer.calls.call_layout",
        "dtao_tui.wallet.signer.calls.call_reading",
        "dtao_tui.wallet.signer.calls.call_table",
        "dtao_tui.wallet.signer.calls.declared_types",
        "dtao_tui.wallet.signer.description_check",
        "dtao_tui.wallet.signer.extrinsic_layout",
        "dtao_tui.wallet.signer.idle_clock",
        "dtao_tui.wallet.signer.memory_lock",
        "dtao_tui.wallet.signer.order_sealing",
        "dtao_tui.wallet.signer.outside_signature",
        "dtao_tui.wallet.signer.signed_bytes",
        "dtao_tui.wallet.signer.signer_messages",
        "dtao_tui.wallet.signer.signer_process",
        "dtao_tui.wallet.signer.calls.signing_policy",
        "dtao_tui.wallet.signer.calls.signing_rules",
    }
    others = {name.split(".")[0] for name in loaded - sys.stdlib_module_names if "." not in name} - {
        "dtao_tui",
        "__main__",
    }
    assert others == {"bittensor_core", "msgspec", "typing_extensions"}
    assert not {"asyncio", "socket", "ssl", "subprocess", "textual", "rich", "websockets", "keyring"} & loaded
