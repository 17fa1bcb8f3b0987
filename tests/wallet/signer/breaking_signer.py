"""A signer whose codec breaks over a chain, as the chain's endpoint is called: a panic, or the end of the process."""

import os

from dtao_tui.wallet.signer import signed_bytes, signer_process
from dtao_tui.wallet.signer.calls.signing_rules import Rules
from dtao_tui.wallet.signer.signed_bytes import ChainTerms, KnownChain, terms_of
from dtao_tui.wallet.signer.signer_messages import DescribeChain

PANIC = "ws://127.0.0.1:1/panic"
CRASH = "ws://127.0.0.1:1/crash"
PANIC_CALL = b"\xff\xff\xff"


class PanicException(BaseException):
    """Named as the codec's own, which derives from BaseException, too."""


def described(told: DescribeChain) -> KnownChain:
    match told.endpoint:
        case "ws://127.0.0.1:1/panic":
            raise PanicException("called `Option::unwrap()` on a `None` value")
        case "ws://127.0.0.1:1/crash":
            os.abort()
    return signed_bytes.chain_of(told)


def judged(call: bytes, chain: KnownChain, rules: Rules) -> ChainTerms:
    if call == PANIC_CALL:
        raise PanicException("index out of bounds")
    return terms_of(call, chain, rules)


def main() -> None:
    signer_process.chain_of = described
    signer_process.terms_of = judged
    signer_process.main()
