"""Rows of the operations that a coldkey does about its proxies; they are reached from Wallets and have no ticket."""

from dtao_tui.domain.accounts import SignerAddress
from dtao_tui.domain.operations.proxy_intents import PROXY, AllowProxy, RemoveProxy
from dtao_tui.domain.trades.intents import Op, SingleIntent
from dtao_tui.domain.trades.operations import Choices, Ground, LimitKind, Spec

_AT_LAST = ("fresh", "account", "chain", "second")


def _allow(choices: Choices) -> SingleIntent:
    return AllowProxy(SignerAddress(choices.recipient))


def _remove(choices: Choices) -> SingleIntent:
    return RemoveProxy(SignerAddress(choices.recipient))


PROXY_ROWS = (
    Spec(
        op=Op.ALLOW_PROXY,
        title="Allow a proxy",
        verb="allow a proxy",
        done="allowed",
        key="",
        tooltip="Let another key trade this account's stake, and nothing else.",
        here="let another key trade stake",
        fields=(),
        pallet_calls=((PROXY, "add_proxy"),),
        limit=LimitKind.NONE,
        fee_in_alpha=False,
        proxy_type="Any",
        is_shielded=False,
        checks=("proxy_deposit", "new_proxy", *_AT_LAST),
        intent=_allow,
        ground=Ground.ACCOUNT,
        is_sized=False,
        has_ticket=False,
    ),
    Spec(
        op=Op.REMOVE_PROXY,
        title="Remove a proxy",
        verb="remove a proxy",
        done="removed",
        key="",
        tooltip="Take back that another key may trade this account's stake.",
        here="take a proxy back",
        fields=(),
        pallet_calls=((PROXY, "remove_proxy"),),
        limit=LimitKind.NONE,
        fee_in_alpha=False,
        proxy_type="Any",
        is_shielded=False,
        checks=("fee_in_tao", "old_proxy", *_AT_LAST),
        intent=_remove,
        ground=Ground.ACCOUNT,
        is_sized=False,
        has_ticket=False,
    ),
)
"""A staking proxy may do neither: of its own kind of permission it can give none."""
