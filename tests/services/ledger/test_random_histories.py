"""Whatever happens to an account on the practice chain, the ledger explains every rao of it."""

from collections import Counter

import pytest

from dtao_tui.domain.ledger.ledger_entries import EntryKind
from tests.services.ledger.histories import History

ROUNDINGS = 200
"""Rao of a share that others' trades with the same hotkey may move in a history of this length."""


def agrees_with_the_books(history: History) -> None:
    """What the ledger says against what the chain's own storage showed while it happened."""
    assert history.unexplained() == []
    for subnet in {subnet for subnet, _ in history.grown}:
        yielded = history.sum_of(EntryKind.DIVIDEND, subnet=subnet)
        grown = sum(alpha for (grown_on, _), alpha in history.grown.items() if grown_on == subnet)
        assert abs(yielded - grown) <= ROUNDINGS
    assert history.sum_of(EntryKind.WITHDRAWAL) <= -history.sent
    assert history.sum_of(EntryKind.NETWORK_FEE) <= -history.fees


@pytest.mark.parametrize("seed", range(24))
def test_nothing_is_unexplained(seed: int) -> None:
    history = History.begun(seed)
    history.run(15, skips=seed % 3 == 2)
    agrees_with_the_books(history)


@pytest.mark.soak
def test_nothing_is_unexplained_in_thousands_of_histories() -> None:
    done: Counter[str] = Counter()
    for seed in range(3_000):
        history = History.begun(seed)
        history.run(60, skips=seed % 3 == 2)
        agrees_with_the_books(history)
        done += history.done + Counter(entry.kind.value for entry in history.entries)
    wanted = {kind.value for kind in EntryKind} - {"unexplained", "emission", "burned"}
    assert wanted | {"alpha fee", "lock_stake worked"} <= set(done)
