"""The signer on a machine that gives it 256 MB."""

from dtao_tui.processes.bootstrap import limit_memory
from dtao_tui.wallet.signer import signer_process


def main() -> None:
    limit_memory(256 * 1024 * 1024)
    signer_process.main()
