"""Call numbers that differ from this program's: which of them a person may accept, and which were accepted."""

from dtao_tui.domain.endpoint_comparison import Comparison, metadata_hash
from dtao_tui.ports.chain import ChainFacts
from dtao_tui.ports.extrinsics import AcceptedNumbers, SigningTerms


def acceptable(terms: SigningTerms, facts: ChainFacts, comparison: Comparison | None) -> AcceptedNumbers | None:
    """The numbers a person may accept so that the signer signs, or None: two operators must give the same metadata."""
    if terms.numbers is None or comparison is None:
        return None
    if not comparison.confirms_metadata(facts.spec_version, metadata_hash(facts.metadata)):
        return None
    return AcceptedNumbers(facts.spec_version, terms.numbers)


class Acceptances:
    """Registry of the runtime versions whose numbers were accepted by typing since the program started."""

    def __init__(self) -> None:
        self._accepted: set[tuple[str, int]] = set()

    def add(self, genesis: str, accepted: AcceptedNumbers) -> None:
        """Record what a person has accepted by typing."""
        self._accepted.add((genesis, accepted.spec_version))

    def holds(self, genesis: str, accepted: AcceptedNumbers) -> bool:
        """Whether this was accepted before, so that it need not be typed again."""
        return (genesis, accepted.spec_version) in self._accepted
