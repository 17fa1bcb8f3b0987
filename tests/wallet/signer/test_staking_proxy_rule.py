"""What the signer's own rules let a staking proxy carry: stake moves within limits, and nothing else."""

import pytest
from bittensor_core import ss58_encode

from dtao_tui.domain.operations.staking_proxy import STAKING_PROXY_CALLS
from dtao_tui.wallet.signer.calls import call_table
from dtao_tui.wallet.signer.calls.call_layout import PROXY_TYPES
from dtao_tui.wallet.signer.calls.call_table import InnerCall
from dtao_tui.wallet.signer.calls.signing_policy import judge
from dtao_tui.wallet.signer.calls.signing_rules import CARRIED_BY_STAKING_PROXY, RULES, Leaf, NotAllowed, Wraps
from tests.wallet.signer.orders import a_call, description
from tests.wallet.signer.wrapper_rules import ACCOUNT, PROXY, REAL, SWAP, batch, bytes_of, move, proxied, stake


def refusal(call: InnerCall | bytes) -> str:
    with pytest.raises(NotAllowed) as refused:
        judge(description().runtime, call if isinstance(call, bytes) else bytes_of(call))
    return str(refused.value)


def as_kind(kind: str | None, call: InnerCall) -> InnerCall:
    return InnerCall(PROXY, {"real": REAL, "force_proxy_type": kind, "call": call})


@pytest.mark.parametrize("call", [stake(), move()], ids=["stake", "move"])
def test_a_call_of_a_staking_proxy_is_signed_for_the_coldkey_it_names(call: InnerCall) -> None:
    allowed = judge(description().runtime, bytes_of(proxied(call)))
    assert allowed.acts_for == ss58_encode(REAL, 42)
    assert dict(allowed.reading.arguments)["force_proxy_type"] == "Staking"
    assert allowed.renumbered is None


@pytest.mark.parametrize("kind", [None, *(name for name in PROXY_TYPES if name != "Staking")])
def test_no_other_kind_of_proxy_is_signed_for_and_none_that_the_chain_may_choose(kind: str | None) -> None:
    assert refusal(as_kind(kind, stake())) == "Only a Staking proxy is signed for here, which can transfer nothing."


def test_a_batch_by_proxy_is_refused_since_the_chain_would_refuse_it() -> None:
    assert "Utility.batch_all is not among the calls that are signed inside Proxy.proxy." in refusal(
        proxied(batch(stake()))
    )


def test_a_proxy_of_a_proxy_is_refused() -> None:
    assert "Proxy.proxy is not among the calls that are signed inside Proxy.proxy." in refusal(
        proxied(proxied(stake()))
    )


@pytest.mark.parametrize(("pallet", "name"), [("Balances", "transfer_keep_alive"), ("Balances", "transfer_all")])
def test_a_transfer_by_proxy_is_refused(pallet: str, name: str) -> None:
    arguments: dict[str, object] = {"dest": ss58_encode(ACCOUNT, 42)}
    arguments |= {"value": 1} if name == "transfer_keep_alive" else {"keep_alive": False}
    inside = a_call(name, pallet, **arguments)
    wrapper = bytes([*PROXY.numbers, 0]) + REAL + bytes([1, PROXY_TYPES.index("Staking")])
    assert f"{pallet}.{name} is not among the calls that are signed inside Proxy.proxy." in refusal(wrapper + inside)


def test_an_unlimited_trade_by_proxy_is_refused() -> None:
    values = {"hotkey": ACCOUNT, "origin_netuid": 1, "destination_netuid": 2, "alpha_amount": 5}
    assert "swap_stake is not among the calls that are signed inside" in refusal(proxied(InnerCall(SWAP, values)))


def test_the_values_inside_are_checked_as_those_of_the_call_alone() -> None:
    for call in (stake(0), stake(2**64 - 1), move(0), move(5, 9, 8)):
        assert refusal(proxied(call)) == refusal(call)


def test_every_call_that_is_carried_is_one_that_the_chain_lets_a_staking_proxy_make() -> None:
    carried = {tuple(name.split(".")) for name in CARRIED_BY_STAKING_PROXY}
    assert carried <= STAKING_PROXY_CALLS
    assert all(call_table.known(*name) is not None for name in carried)


def test_every_trade_that_is_signed_and_that_the_chain_lets_a_proxy_make_is_carried() -> None:
    leaves = {(rule.call.pallet, rule.call.name) for rule in RULES.values() if isinstance(rule, Leaf)}
    assert {f"{pallet}.{name}" for pallet, name in leaves & STAKING_PROXY_CALLS} <= CARRIED_BY_STAKING_PROXY


def test_the_rule_names_one_call_and_the_coldkey() -> None:
    rule = RULES["Proxy.proxy"]
    assert isinstance(rule, Wraps)
    assert (rule.most, rule.origin) == (1, "real")
