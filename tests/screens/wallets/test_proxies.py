"""Wallets: a coldkey that is elsewhere becomes an account that a key of this machine trades."""

from pathlib import Path

import pytest

from dtao_tui.domain.accounts import Account, AccountKind
from dtao_tui.ports.extrinsics import Outcome
from dtao_tui.widgets.trade.confirm import ConfirmBar
from tests.domain.trades.example_events import SUCCESS, paid_fee
from tests.fakes import (
    ALICE,
    BOB,
    CHARLIE,
    NETWORK_FEE,
    PASSWORD,
    World,
    a_grant,
    a_holding,
    a_snapshot,
    a_stake,
    a_world,
    an_account,
)
from tests.screen import a_desk, said, until, until_said, write


def a_wallet_and_an_address(tmp_path: Path, *, is_granted: bool = True) -> World:
    """A wallet here, and a watched coldkey with stake."""
    grants = (a_grant(ALICE),) if is_granted else ()
    cold = a_holding(BOB, "1000", [a_stake(7, "120")], proxies=grants)
    accounts = [an_account("trader", ALICE), Account("cold", BOB, AccountKind.WATCH)]
    snapshot = a_snapshot(holdings=[cold, a_holding(ALICE, "2")])
    return a_world(tmp_path, snapshot=snapshot, accounts=accounts, has_practice=False)


async def test_a_watched_coldkey_is_traded_by_a_key_that_the_chain_knows_as_its_proxy(tmp_path: Path) -> None:
    world = a_wallet_and_an_address(tmp_path)
    async with a_desk(world) as pilot:
        await pilot.press("4", "G", "S")
        await until_said(pilot, "Trade by proxy cold", "trader", "New key")
        await pilot.press("b")
        await until_said(pilot, "cold 5FHn…94ty by proxy locked 1,000.000")
        await pilot.press("enter")
        await until(pilot, lambda: world.session.chosen is not None and world.session.chosen.is_proxied, "the choice")
        await until_said(pilot, "cold 5FHn…94ty by trader 1,000.000 τ free locked")
        await pilot.press("U")
        await until_said(pilot, "Unlock trader")
        await write(pilot, PASSWORD, "enter")
        await until_said(pilot, "by proxy ● unlocked")
        assert world.signer.address == ALICE
        assert world.session.addresses()[:2] == (BOB, ALICE)


async def test_a_proxy_that_the_chain_does_not_know_shows_the_command_for_the_other_machine(tmp_path: Path) -> None:
    world = a_wallet_and_an_address(tmp_path, is_granted=False)
    async with a_desk(world, (160, 45)) as pilot:
        await pilot.press("4", "G", "S")
        await until_said(pilot, "Trade by proxy cold")
        await pilot.press("b")
        words = await until_said(
            pilot, "btcli tx add-proxy", f"--delegate {ALICE}", "--proxy-type Staking", "--delay 0"
        )
        assert "It cannot pay TAO, give stake away" in words
        await pilot.press("escape")
        await until(pilot, lambda: "Allow a proxy" not in said(pilot.app), "the end of the dialog")
        assert [account.kind for account in world.wallets.known] == [AccountKind.FILE, AccountKind.WATCH]
        await pilot.press("S", "b")
        await until_said(pilot, "btcli tx add-proxy")
        await pilot.press("enter")
        await until_said(pilot, "by proxy ! not yet", "The chain does not know 5Grw…utQY")


async def test_a_coldkey_is_added_with_the_name_of_its_proxy(tmp_path: Path) -> None:
    world = a_wallet_and_an_address(tmp_path, is_granted=False)
    async with a_desk(world) as pilot:
        await pilot.press("4", "a")
        await until_said(pilot, "Add an address")
        await pilot.press(*"vault", "enter")
        await write(pilot, CHARLIE, "enter")
        await pilot.press(*"nobody", "enter")
        await until_said(pilot, "There is no key of this name or address here")
        await pilot.press("ctrl+u", *"trader", "enter", "enter")
        await until_said(pilot, "btcli tx add-proxy")
        await pilot.press("enter")
        await until_said(pilot, "vault 5FLS…S59Y by proxy")
    (added,) = [account for account in world.wallets.known if account.address == CHARLIE]
    assert (added.kind, added.signer) == (AccountKind.PROXIED, ALICE)


async def test_a_proxied_account_is_removed_and_its_key_stays(tmp_path: Path) -> None:
    world = a_wallet_and_an_address(tmp_path)
    world.wallets.watch("cold", BOB, ALICE)
    world.session.refresh()
    async with a_desk(world) as pilot:
        await pilot.press("4", "G", "delete")
        await until_said(pilot, "Accounts 1", "cold is watched no more.", "btcli tx remove-proxy")
    assert [account.address for account in world.wallets.known] == [ALICE]


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (160, 45)])
async def test_a_proxy_whose_key_is_not_here_is_told(tmp_path: Path, size: tuple[int, int]) -> None:
    world = a_wallet_and_an_address(tmp_path)
    world.wallets.watch("cold", BOB, CHARLIE)
    world.session.refresh()
    async with a_desk(world, size) as pilot:
        await pilot.press("4", "G")
        words = await until_said(pilot, "by proxy ! no key")
        assert "Proxy not here 5FLS…S59Y" in words
    world.session.choose(BOB)
    assert (
        "The key of the proxy 5FLS…S59Y of cold is not among the wallets here" in world.session.signing_check().sentence
    )


def two_wallets(tmp_path: Path, **changes: object) -> World:
    """A coldkey whose key is here, and the wallet that shall trade it."""
    cold = a_holding(BOB, "1000", [a_stake(7, "120")], **changes)  # type: ignore[arg-type]  # any field
    accounts = [an_account("trader", ALICE), an_account("main", BOB)]
    snapshot = a_snapshot(holdings=[cold, a_holding(ALICE, "2")])
    return a_world(tmp_path, snapshot=snapshot, accounts=accounts, has_practice=False)


async def test_a_coldkey_whose_key_is_here_makes_a_proxy_by_a_reviewed_order(tmp_path: Path) -> None:
    world = two_wallets(tmp_path)
    world.trading.next_outcome = Outcome(0, "", succeeded=True, events=(paid_fee(BOB, NETWORK_FEE.rao), SUCCESS))
    async with a_desk(world, (120, 36)) as pilot:
        await pilot.press("4", "G", "S")
        await until_said(pilot, "Trade by proxy main", "an order makes it one")
        await pilot.press("b")
        await until_said(pilot, "Unlock main")
        await write(pilot, PASSWORD, "enter")
        words = await until_said(pilot, "Review allow proxy", "Proxy.add_proxy")
        assert "as a Staking proxy transfers nothing" in words
        assert "deposit 0.093 000 000 τ" in words
        assert "free after 999.905 310 000 τ" in words
        assert "you get" not in words
        assert f"key{ALICE}" in words.replace(" ", "")
        await until(pilot, lambda: pilot.app.screen.query_one(ConfirmBar).is_ready, "the confirmation")
        await pilot.press("y")
        await until(pilot, lambda: bool(world.desk.orders), "the order")
        await until_said(pilot, "final", "Allow proxy")
        await pilot.press("q")
        await until_said(pilot, "main by trader 5FHn…94ty by proxy")
        await pilot.press("3")
        words = await until_said(pilot, "call add_proxy", "Orders 1")
        assert "None" not in words
        assert "Paid" not in words
    (order,) = world.desk.orders
    assert (order.operation, order.owner, order.signer) == ("allow proxy", BOB, BOB)
    (added,) = [account for account in world.wallets.known if account.kind is AccountKind.PROXIED]
    assert (added.owner, added.signer) == (BOB, ALICE)


async def test_a_proxy_of_a_coldkey_whose_key_is_here_is_taken_back(tmp_path: Path) -> None:
    world = two_wallets(tmp_path, proxies=(a_grant(ALICE),))
    async with a_desk(world) as pilot:
        await pilot.press("4", "G", "S")
        await until_said(pilot, "is its staking proxy", "c Remove 5Grw…utQY")
        await pilot.press("c")
        await until_said(pilot, "Unlock main")
        await write(pilot, PASSWORD, "enter")
        words = await until_said(pilot, "Review remove proxy", "Proxy.remove_proxy")
        assert "deposit" not in words


async def test_a_coldkey_without_tao_for_the_deposit_is_told(tmp_path: Path) -> None:
    world = two_wallets(tmp_path)
    world.market.current = a_snapshot(holdings=[a_holding(BOB, "0.05"), a_holding(ALICE, "2")])
    async with a_desk(world) as pilot:
        await pilot.press("4", "G", "S", "b")
        await until_said(pilot, "Unlock main")
        await write(pilot, PASSWORD, "enter")
        await until_said(pilot, "A proxy needs 0.094")
    assert world.signer.signed == []


async def test_proxies_that_were_not_read_are_never_shown_as_none(tmp_path: Path) -> None:
    world = two_wallets(tmp_path, proxies=None)
    async with a_desk(world, (80, 24)) as pilot:
        await pilot.press("4", "G", "S")
        words = await until_said(pilot, "Trade by proxy main", "not read yet whether it is one", "was not read yet")
        assert "an order makes it one" not in words
        await pilot.press("b")
        await until_said(pilot, "Nothing was signed", "Which keys may act")
    assert world.signer.signed == []


async def test_a_proxy_of_a_coldkey_elsewhere_that_was_not_read_is_not_said_to_be_unknown_to_the_chain(
    tmp_path: Path,
) -> None:
    world = a_wallet_and_an_address(tmp_path)
    world.market.current = a_snapshot(holdings=[a_holding(BOB, proxies=None), a_holding(ALICE, "2")])
    async with a_desk(world) as pilot:
        await pilot.press("4", "G", "S", "b")
        words = await until_said(pilot, "btcli tx add-proxy", "It was not read yet whether this key")
        assert "does not know this key" not in words


async def test_a_removed_account_whose_proxies_were_not_read_is_not_said_to_be_free_of_them(tmp_path: Path) -> None:
    world = a_wallet_and_an_address(tmp_path)
    world.market.current = a_snapshot(holdings=[a_holding(BOB, proxies=None), a_holding(ALICE, "2")])
    world.wallets.watch("cold", BOB, ALICE)
    world.session.refresh()
    async with a_desk(world) as pilot:
        await pilot.press("4", "G", "delete")
        await until_said(pilot, "It was not read whether", "remove-proxy”")


async def test_on_a_public_chain_the_proxies_of_one_endpoint_are_said_to_be_its_word(tmp_path: Path) -> None:
    cold = a_holding(BOB, "1000", proxies=(a_grant(ALICE),))
    snapshot = a_snapshot(holdings=[cold, a_holding(ALICE, "2")], network="finney")
    accounts = [an_account("trader", ALICE), an_account("main", BOB)]
    world = a_world(tmp_path, snapshot=snapshot, accounts=accounts, has_practice=False, network="finney")
    async with a_desk(world, (120, 36)) as pilot:
        await pilot.press("4", "G", "S")
        await until_said(pilot, "is its staking proxy", "this endpoint alone tells", "no second one is asked")
