import pytest

from dtao_tui.practice.blocks.headers import blake2
from dtao_tui.practice.blocks.mempool import MOST_IN_A_BLOCK, MOST_WAITING_BYTES, Mempool, Status
from dtao_tui.practice.blocks.transactions import Transaction, TransactionRefused
from dtao_tui.practice.runtime.plain_values import Invocation

ANN, BEN = (bytes([n]) * 32 for n in (1, 2))
HEIGHT = 1


def a_transaction(
    signer: bytes, nonce: int, *, tip: int = 0, period: int = 0, phase: int = 0, size: int = 0
) -> Transaction:
    data = (signer + bytes([nonce % 256, nonce // 256, tip])).ljust(size)
    return Transaction(data, signer, nonce, tip, Invocation("System.remark", {}), period, phase, blake2(data))


def a_pool(*transactions: Transaction) -> Mempool:
    pool = Mempool()
    for each in transactions:
        pool.add(each, 0, HEIGHT, None)
    return pool


def taken(pool: Mempool, height: int = HEIGHT) -> list[tuple[bytes, int]]:
    return [(each.transaction.signer, each.transaction.nonce) for each in pool.take(height, lambda _: 0)]


def test_transactions_come_in_the_order_they_came_in():
    pool = a_pool(a_transaction(BEN, 0), a_transaction(ANN, 0))
    assert taken(pool) == [(BEN, 0), (ANN, 0)]


def test_a_tip_brings_a_transaction_forward():
    pool = a_pool(a_transaction(ANN, 0, tip=1), a_transaction(BEN, 0, tip=2))
    assert taken(pool) == [(BEN, 0), (ANN, 0)]


def test_a_signers_transactions_keep_the_order_of_their_nonces_whatever_they_tip():
    pool = a_pool(a_transaction(ANN, 1, tip=9), a_transaction(ANN, 0), a_transaction(ANN, 2))
    assert taken(pool) == [(ANN, 0), (ANN, 1), (ANN, 2)]


def test_a_gap_holds_back_what_follows_it():
    pool = a_pool(a_transaction(ANN, 0), a_transaction(ANN, 2))
    assert taken(pool) == [(ANN, 0)]
    assert pool.next_nonce(ANN, 0) == 1
    pool.add(a_transaction(ANN, 1), 0, HEIGHT, None)
    assert pool.next_nonce(ANN, 0) == 3


def test_a_block_takes_only_so_many():
    pool = a_pool(*(a_transaction(ANN, nonce) for nonce in range(MOST_IN_A_BLOCK + 5)))
    assert len(taken(pool)) == MOST_IN_A_BLOCK


@pytest.mark.parametrize(("height", "is_alive"), [(8, True), (9, False)])
def test_a_mortal_transaction_lives_for_its_period(height: int, is_alive: bool):
    told: list[Status] = []
    pool = Mempool()
    # Born at block 1, it may be in the blocks up to 8.
    pool.add(a_transaction(ANN, 0, period=8, phase=1), 0, HEIGHT, told.append)
    assert bool(taken(pool, height)) is is_alive
    assert ("invalid" in told) is not is_alive


def test_what_is_outdated_known_or_worth_no_more_is_refused():
    pool = a_pool(a_transaction(ANN, 1, tip=3))
    for wrong, said in ((a_transaction(ANN, 0), "outdated"), (a_transaction(ANN, 1, tip=3), "Already Imported")):
        with pytest.raises(TransactionRefused, match=said):
            pool.add(wrong, 1, HEIGHT, None)
    with pytest.raises(TransactionRefused, match="Priority is too low"):
        pool.add(a_transaction(ANN, 1, tip=2), 1, HEIGHT, None)


def test_the_pool_is_full_by_bytes_as_well_until_something_leaves():
    size = MOST_WAITING_BYTES // 4
    pool = a_pool(*(a_transaction(ANN, nonce, size=size) for nonce in range(4)))
    with pytest.raises(TransactionRefused, match="limit"):
        pool.add(a_transaction(ANN, 4), 0, HEIGHT, None)
    pool.add(a_transaction(ANN, 3, tip=1, size=size), 0, HEIGHT, None)
    with pytest.raises(TransactionRefused, match="limit"):
        pool.add(a_transaction(ANN, 3, tip=2, size=size + 1), 0, HEIGHT, None)
    for waiting in pool.take(HEIGHT, lambda _: 0):
        pool.remove(waiting)
        pool.remove(waiting)
    a_second = a_transaction(BEN, 0, size=MOST_WAITING_BYTES)
    assert pool.add(a_second, 0, HEIGHT, None).is_ready
