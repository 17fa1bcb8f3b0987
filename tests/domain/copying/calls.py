"""Calls to copy, and texts that must never be copied."""

from dtao_tui.domain.copying.btcli_command import BtcliSetting
from dtao_tui.domain.trades.calls import Call

ALICE = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY"
FINNEY = BtcliSetting("finney", "cold")
LIMITED = {"limit_price": 5, "allow_partial": False}
STAKE = Call("SubtensorModule", "add_stake_limit", {"hotkey": ALICE, "netuid": 1, "amount_staked": 1, **LIMITED})
BETWEEN = {"origin_netuid": 1, "destination_netuid": 2, "alpha_amount": 1}
SWAP = Call("SubtensorModule", "swap_stake_limit", {"hotkey": ALICE, **BETWEEN, **LIMITED})

HOSTILE = ["'; rm -rf ~; '", "$(reboot)", "`reboot`", "two\nlines", "\x1b]52;c;AAAA\x07", "-w", "", "a b", "α"]
"""What a shell, a terminal or btcli would take for something else than a value."""
