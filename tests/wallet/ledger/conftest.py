"""The signer without a process of its own."""

from tests.wallet.signer.conftest import in_this_process

__all__ = ["in_this_process"]
