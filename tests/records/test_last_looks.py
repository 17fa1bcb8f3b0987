"""The file of the last look: it comes back whole, and one that is not ours counts as no look."""

from dataclasses import replace
from pathlib import Path

import pytest

from dtao_tui.domain.amounts import Price
from dtao_tui.domain.last_look import LastLook, SeenSubnet
from dtao_tui.domain.subnet_id import SubnetId
from dtao_tui.records.chain_files import LARGEST_FILE, MOST_CHAINS
from dtao_tui.records.last_looks import LastLooks

GENESIS = "0x" + "ab" * 32
LOOK = LastLook(
    7, 1_000, 2_000, (SeenSubnet(SubnetId(3, 11), "3 γ templar", Price(5)),), {"5Vault": 9}, {"5Hot": 11_796}
)


def file_of(folder: Path) -> Path:
    return next(folder.glob("*.json"))


def test_a_look_comes_back_as_it_was_and_is_private(tmp_path: Path) -> None:
    looks = LastLooks(tmp_path / "looks")
    assert looks.load(GENESIS) is None
    looks.save(GENESIS, LOOK)
    assert looks.load(GENESIS) == LOOK
    assert file_of(tmp_path / "looks").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"schema":1', '"schema":2'),
        (GENESIS, "0x" + "cd" * 32),
        (",5]", ",-5]"),
        (",5]", f",{2**64}]"),
        ('"5Vault":9', '"5Vault":0.5'),
        ('"5Hot":11796', '"5Hot":65536'),
        ("{", "["),
    ],
)
def test_a_file_that_is_not_ours_or_damaged_counts_as_no_look(tmp_path: Path, before: str, after: str) -> None:
    looks = LastLooks(tmp_path)
    looks.save(GENESIS, LOOK)
    path = file_of(tmp_path)
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after, 1))
    assert looks.load(GENESIS) is None


def test_a_file_that_is_too_large_counts_as_no_look(tmp_path: Path) -> None:
    looks = LastLooks(tmp_path)
    looks.save(GENESIS, LOOK)
    file_of(tmp_path).write_bytes(b" " * LARGEST_FILE + file_of(tmp_path).read_bytes())
    assert looks.load(GENESIS) is None


def test_labels_are_cleaned_on_their_way_back(tmp_path: Path) -> None:
    looks = LastLooks(tmp_path)
    looks.save(GENESIS, LOOK)
    path = file_of(tmp_path)
    path.write_text(path.read_text().replace("templar", "tem\\u001b[2Jplar" + "x" * 500))
    found = looks.load(GENESIS)
    assert found is not None
    label = found.subnets[0].label
    assert label.isprintable()
    assert len(label) <= 64


def test_only_the_chains_looked_at_lately_stay(tmp_path: Path) -> None:
    looks = LastLooks(tmp_path)
    for number in range(MOST_CHAINS + 2):
        looks.save(f"0x{number:032x}{0:032x}", LOOK)
    assert len(list(tmp_path.glob("*.json"))) == MOST_CHAINS


def test_what_is_no_genesis_hash_names_no_file(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="genesis"):
        LastLooks(tmp_path).save("../../etc", LOOK)


def test_a_look_of_before_takes_were_kept_has_none(tmp_path: Path) -> None:
    looks = LastLooks(tmp_path)
    looks.save(GENESIS, LOOK)
    path = file_of(tmp_path)
    path.write_text(path.read_text().replace(',"takes":{"5Hot":11796}', ""))
    assert looks.load(GENESIS) == replace(LOOK, takes={})
