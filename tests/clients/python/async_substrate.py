"""The journey of async-substrate-interface, which btcli 9 is made of: prints what it found as JSON."""

import asyncio
import json
import sys
from typing import Any

from async_substrate_interface import AsyncSubstrateInterface
from bittensor_wallet import Keypair

URL, SEED, RECEIVER = sys.argv[1:4]
RAO, NO_SUBNET = 7 * 10**9, 4000


async def main() -> None:
    pair = Keypair.create_from_seed(SEED)
    async with AsyncSubstrateInterface(URL, ss58_format=42) as chain:

        async def finalized(call: Any) -> Any:
            extrinsic = await chain.create_signed_extrinsic(call, pair)
            return await chain.submit_extrinsic(extrinsic, wait_for_finalization=True)

        heads: list[int] = []

        async def take(head: dict[str, Any]) -> bool | None:
            heads.append(int(head["header"]["number"]))
            return len(heads) == 2 or None

        await chain.subscribe_block_headers(take)
        transfer = await chain.compose_call("Balances", "transfer_keep_alive", {"dest": RECEIVER, "value": RAO})
        found = {
            "spec": (await chain.get_block_runtime_info(await chain.get_chain_head()))["specVersion"],
            "deposit": int(str(await chain.get_constant("Balances", "ExistentialDeposit"))),
            "subnets": len([each async for each in await chain.query_map("SubtensorModule", "NetworksAdded")]),
            "price": await chain.runtime_call("SwapRuntimeApi", "current_alpha_price", [1]),
            "heads": heads,
            "fee": (await chain.get_payment_info(transfer, pair))["partial_fee"],
        }
        events = await (await finalized(transfer)).triggered_events
        found["events"] = [f"{each['event']['module_id']}.{each['event']['event_id']}" for each in events]
        stake = {"hotkey": pair.ss58_address, "netuid": NO_SUBNET, "amount_staked": RAO}
        refused = await finalized(await chain.compose_call("SubtensorModule", "add_stake", stake))
        found["error"] = (await refused.error_message)["name"]
    sys.stdout.write(json.dumps(found) + "\n")


asyncio.run(main())
