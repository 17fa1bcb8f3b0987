"""Transactions through the real SDK: signed, watched to finality, and told of by their events."""

import asyncio

import bittensor as bt

from dtao_tui.domain.practice_account import ADDRESS
from dtao_tui.practice.node.node import Node
from dtao_tui.practice.state.derived_accounts import AUTHOR
from tests.practice.nodes import PATIENCE, PRACTICE, a_client, a_node, through

TAO = 10**9
BOB = bt.sp_core.Keypair.create_from_uri("//Bob")


async def _validator(client: bt.Client, netuid: int = 1) -> str:
    return (await client.subnets.metagraph(netuid)).validators[0].hotkey


def _free(node: Node, who: bytes) -> int:
    account = node.chain.storage.get("System.Account", who)
    assert isinstance(account, dict)
    return account["data"]["free"]  # type: ignore[call-overload,index,return-value]  # a balance is a dict of integers


async def test_a_stake_reaches_finality_and_is_a_position_that_was_quoted() -> None:
    async with a_node() as node, a_client(node) as client:
        hotkey = await _validator(client)
        quote = await client.prices.quote_stake(1, "25")
        result = await through(
            node, client.execute(bt.AddStake(hotkey_ss58=hotkey, netuid=1, amount_tao="25"), PRACTICE)
        )
        assert result.success, result.message
        [position] = await client.staking.positions(ADDRESS)
        assert (position.hotkey, position.netuid) == (hotkey, 1)
        assert abs(position.stake.rao - quote.alpha.rao) <= 1
        [added] = [event for event in result.events if event["event_id"] == "StakeAdded"]
        assert added["attributes"] == (ADDRESS, hotkey, 25 * TAO, quote.alpha.rao, 1, quote.tao_fee.rao)


async def test_the_fee_is_charged_and_recycled() -> None:
    async with a_node() as node, a_client(node) as client:
        before, author = _free(node, PRACTICE.public_key), _free(node, AUTHOR)
        transfer = bt.Transfer(dest_ss58=BOB.ss58_address, amount_tao="3")
        result = await through(node, client.execute(transfer, PRACTICE))
        assert result.success
        assert result.fee is not None
        assert before - _free(node, PRACTICE.public_key) == 3 * TAO + result.fee.rao
        assert _free(node, AUTHOR) == author
        assert _free(node, BOB.public_key) == 3 * TAO


async def test_what_was_staked_can_be_unstaked_to_the_last_rao() -> None:
    async with a_node() as node, a_client(node) as client:
        hotkey = await _validator(client)
        await through(node, client.execute(bt.AddStake(hotkey_ss58=hotkey, netuid=1, amount_tao="5"), PRACTICE))
        whole = bt.RemoveStake(hotkey_ss58=hotkey, netuid=1, amount_alpha="all")
        result = await through(node, client.execute(whole, PRACTICE))
        assert result.success, result.message
        assert await client.staking.positions(ADDRESS) == []


async def test_a_limit_that_the_order_would_pass_fails_with_its_name_and_still_costs_the_fee() -> None:
    async with a_node() as node, a_client(node) as client:
        hotkey = await _validator(client)
        price = (await client.prices.alpha_price(1))["price_rao"]
        before = _free(node, PRACTICE.public_key)
        order = bt.AddStakeLimit(hotkey_ss58=hotkey, netuid=1, amount_tao="1000", limit_price_rao=price + 1)
        result = await through(node, client.execute(order, PRACTICE))
        assert not result.success
        assert result.error is not None
        assert result.error.name == "SlippageTooHigh"
        lost = before - _free(node, PRACTICE.public_key)
        assert 0 < lost < 10_000_000
        assert await client.staking.positions(ADDRESS) == []


async def test_staking_to_a_hotkey_nobody_owns_fails_with_its_name() -> None:
    async with a_node() as node, a_client(node) as client:
        stranger = bt.AddStake(hotkey_ss58=BOB.ss58_address, netuid=1, amount_tao="1")
        result = await through(node, client.execute(stranger, PRACTICE))
        assert result.error is not None
        assert result.error.name == "HotKeyAccountNotExists"


async def test_a_call_that_is_not_simulated_fails_as_a_filtered_one() -> None:
    async with a_node() as node, a_client(node) as client:
        hotkey = await _validator(client)
        result = await through(node, client.execute(bt.DecreaseTake(hotkey_ss58=hotkey, take=0.1), PRACTICE))
        assert result.error is not None
        assert result.error.name == "CallFiltered"


async def test_root_stake_is_one_to_one() -> None:
    async with a_node() as node, a_client(node) as client:
        hotkey = await _validator(client, 0)
        result = await through(
            node, client.execute(bt.AddStake(hotkey_ss58=hotkey, netuid=0, amount_tao="7"), PRACTICE)
        )
        assert result.success, result.message
        [position] = await client.staking.positions(ADDRESS)
        assert (position.netuid, position.stake.rao) == (0, 7 * TAO)


async def test_several_orders_at_once_get_nonces_in_a_row_and_land_in_one_block() -> None:
    async with a_node() as node, a_client(node) as client:
        gifts = [
            asyncio.ensure_future(
                client.execute(bt.Transfer(dest_ss58=BOB.ss58_address, amount_tao=str(amount)), PRACTICE)
            )
            for amount in (1, 2, 3)
        ]
        await asyncio.wait_for(node.until_waiting(len(gifts)), PATIENCE)
        node.step(3)
        results = await asyncio.gather(*gifts)
        assert [result.success for result in results] == [True] * 3
        assert len({result.block_hash for result in results}) == 1
        assert _free(node, BOB.public_key) == 6 * TAO


async def test_an_ed25519_key_signs_as_well() -> None:
    edward = bt.sp_core.Keypair.create_from_seed(bytes(range(32)), crypto_type=0)
    async with a_node() as node, a_client(node) as client:
        node.chain.grant(edward.public_key, 10 * TAO)
        node.step()
        gift = bt.Transfer(dest_ss58=BOB.ss58_address, amount_tao="1")
        assert (await through(node, client.execute(gift, edward))).success


async def test_the_digest_of_the_metadata_can_be_signed_along() -> None:
    class Signer:
        """A signer that vouches for the metadata, as a hardware wallet does."""

        ss58_address = ADDRESS
        public_key = PRACTICE.public_key
        crypto_type = PRACTICE.crypto_type

        def __init__(self, digest: bytes) -> None:
            self.digest = digest

        def metadata_digest(self, context: object) -> bytes:
            return self.digest

        def sign(self, payload: bytes) -> bytes:
            return PRACTICE.sign(payload)

    gift = bt.Transfer(dest_ss58=BOB.ss58_address, amount_tao="1")
    async with a_node() as node, a_client(node) as client:
        right = await through(node, client.execute(gift, Signer(node.chain.description.digest)))
        assert right.success, right.message
        wrong = await client.execute(gift, Signer(bytes(32)))
        assert not wrong.success
        assert wrong.error is not None
        assert wrong.error.name == "BadProof"


async def test_an_account_that_cannot_pay_is_turned_away_by_the_pool() -> None:
    async with a_node() as node, a_client(node) as client:
        poor = await client.execute(bt.Transfer(dest_ss58=ADDRESS, amount_tao="1"), BOB)
        assert not poor.success
        assert poor.error is not None
        assert poor.error.name == "Payment"
        assert node.chain.height == 0


async def test_a_nonce_that_was_used_elsewhere_is_outdated() -> None:
    gift = bt.Transfer(dest_ss58=BOB.ss58_address, amount_tao="1")
    async with a_node() as node, a_client(node) as one, a_client(node) as other:
        assert (await through(node, one.execute(gift, PRACTICE))).success
        assert (await through(node, other.execute(gift, PRACTICE))).success
        stale = await one.execute(gift, PRACTICE)
        assert stale.error is not None
        assert stale.error.name == "Stale"
