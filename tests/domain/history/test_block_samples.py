"""Samples of blocks: what they hold, and what changed since the one before."""

from dataclasses import replace

from dtao_tui.domain.amounts import Tao
from dtao_tui.domain.history.bar_frames import IS_APPROXIMATE, NO_FLOW, NO_RANGE, NO_VOLUME, bars_of
from dtao_tui.domain.history.block_samples import before_next, frame_of, sample_of
from dtao_tui.domain.subnet_id import SubnetId
from tests.fakes.values import a_snapshot, a_subnet
from tests.histories import BEGIN, SEVEN, TAO, a_sample

NEXT = BEGIN + 12_000


def test_a_sample_holds_every_subnet_with_a_pool_under_its_own_identity() -> None:
    snapshot = a_snapshot(time_ms=BEGIN, subnets=[a_subnet(0), a_subnet(7, traded=5), a_subnet(9, registered_at=2000)])
    sample = sample_of(snapshot)
    assert sample is not None
    assert sample.subnets == (SubnetId(7, 1000), SubnetId(9, 2000))
    assert (sample.time, sample.block, list(sample.traded)) == (BEGIN, snapshot.block, [5, None])


def test_without_the_chains_time_there_is_no_sample() -> None:
    assert sample_of(a_snapshot(time_ms=None)) is None


def test_a_subnet_with_a_number_too_large_to_be_kept_is_left_out() -> None:
    odd = [a_subnet(7, registered_at=2**64), a_subnet(2**17), a_subnet(3)]
    sample = sample_of(a_snapshot(time_ms=BEGIN, subnets=odd))
    assert sample is not None
    assert [subnet.netuid for subnet in sample.subnets] == [3]


def test_volume_is_what_the_counter_grew_by_even_past_64_bits() -> None:
    first = a_sample(traded=2**80)
    bar = bars_of(frame_of(a_sample(NEXT, traded=2**80 + 7 * TAO), before_next(first)))[SEVEN]
    assert (bar.volume, bar.marks) == (7 * TAO, NO_RANGE)


def test_flow_is_the_change_of_the_pool_without_the_chains_own_tao() -> None:
    first = a_sample(tao_in=1000 * TAO)
    then = a_sample(NEXT, tao_in=1010 * TAO, emission=3 * TAO)
    assert bars_of(frame_of(then, before_next(first)))[SEVEN].flow == 7 * TAO


def test_over_missed_blocks_the_flow_is_approximate() -> None:
    then = a_sample(BEGIN + 36_000, tao_in=1010 * TAO, emission=TAO)
    bar = bars_of(frame_of(then, before_next(a_sample())))[SEVEN]
    assert (bar.flow, bar.marks) == (7 * TAO, NO_RANGE | IS_APPROXIMATE)


def test_the_first_sample_and_a_new_subnet_know_neither_volume_nor_flow() -> None:
    new = SubnetId(7, 5000)
    alone = bars_of(frame_of(a_sample(), None))[SEVEN]
    after = bars_of(frame_of(a_sample(NEXT, {new: 9}), before_next(a_sample())))[new]
    assert alone.marks == after.marks == NO_RANGE | NO_VOLUME | NO_FLOW


def test_a_counter_that_falls_or_is_not_told_gives_no_volume() -> None:
    before = before_next(a_sample(traded=100))
    fallen, untold = (frame_of(a_sample(NEXT, traded=traded), before) for traded in (99, None))
    assert [bars_of(frame)[SEVEN].marks for frame in (fallen, untold)] == [NO_RANGE | NO_VOLUME] * 2


def test_a_chain_that_begins_anew_under_the_same_genesis_is_measured_against_nothing() -> None:
    bar = bars_of(frame_of(a_sample(NEXT, block=1), before_next(a_sample(block=900))))[SEVEN]
    assert bar.marks == NO_RANGE | NO_VOLUME | NO_FLOW


def test_an_absurd_flow_is_none() -> None:
    before = replace(before_next(a_sample()), block=0)
    frame = frame_of(replace(a_sample(NEXT, block=2**31), emission=[Tao(2**62).rao]), before)
    assert frame.marks[0] & NO_FLOW
