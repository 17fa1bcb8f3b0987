"""An application in small: opens the wallet it is told to, signs, locks when told, and waits to be looked into."""

import asyncio
import sys
from pathlib import Path

from dtao_tui.domain.accounts import Account, AccountKind
from dtao_tui.wallet.signer.signer_client import SignerClient
from tests.wallet.signer.orders import a_call, an_order, the_chain


async def main() -> None:
    folder, address = Path(sys.argv[1]), sys.argv[2]
    signer = SignerClient()
    await signer.send_chain_facts(the_chain())
    # The password comes by the pipe, as it comes from a field in the application.
    await signer.unlock(Account(folder.name, address, AccountKind.FILE, folder), sys.stdin.readline().rstrip("\n"))
    await signer.sign(an_order(a_call(), address))
    sys.stdout.write(f"{signer.pid}\n")
    sys.stdout.flush()
    sys.stdin.readline()
    await signer.lock()
    sys.stdout.write("locked\n")
    sys.stdout.flush()
    sys.stdin.readline()


if __name__ == "__main__":
    asyncio.run(main())
