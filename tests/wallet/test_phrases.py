"""Phrases are read as people write them and judged without being repeated."""

import random

import pytest
from bittensor_core import Keypair

from dtao_tui.wallet import phrases
from tests.wallet.conftest import PHRASE

WORDS = PHRASE.split()


@pytest.mark.parametrize("words", [12, 24])
def test_a_new_phrase_is_a_good_one_and_never_the_same(words: int) -> None:
    made = {phrases.new_phrase(words) for _ in range(20)}
    assert len(made) == 20
    assert all(len(phrase.split()) == words and phrases.phrase_trouble(phrase) is None for phrase in made)


@pytest.mark.parametrize(
    "written",
    [
        PHRASE.upper(),
        "  ".join(WORDS),
        "\u00a0".join(WORDS),
        "\n".join(WORDS) + "\r\n",
        "\t" + PHRASE.title(),
        "\u200b".join([PHRASE, ""]),
        PHRASE.replace("legal", "\uff4cegal"),
    ],
)
def test_case_and_spaces_do_not_matter(written: str) -> None:
    assert phrases.normalised(written) == PHRASE
    assert phrases.phrase_trouble(written) is None


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("", "Type the words of the recovery phrase."),
        (" ".join(WORDS[:11]), "A recovery phrase has 12, 15, 18, 21 or 24 words; this one has 11 words."),
        ("legal", "A recovery phrase has 12, 15, 18, 21 or 24 words; this one has 1 word."),
        (" ".join([*WORDS[:11], "winner"]), "The words are all good ones, but their checksum is not"),
        (" ".join([*WORDS[:4], "wvae", *WORDS[5:]]), "Word 5 is not one of the 2,048 words"),
        (" ".join(["xx"] * 12), "Words 1, 2, 3 and 9 more are not among"),
        (PHRASE + "//hard/soft", "Derivation paths"),
        ("0x" + "ab" * 32, "This is a seed or a private key"),
        ("ab" * 32, "This is a seed or a private key"),
    ],
)
def test_what_is_wrong_is_said_exactly(written: str, sentence: str) -> None:
    assert str(phrases.phrase_trouble(written)).startswith(sentence)


def test_no_sentence_repeats_a_word_of_the_phrase() -> None:
    rng = random.Random(7)
    secret = ["sausage", "yellow", "mistypedword", "thank"]
    for count in (4, 11, 12, 24):
        written = " ".join(rng.choice(secret) for _ in range(count))
        told = str(phrases.phrase_trouble(written))
        assert not any(word in told for word in secret), told


def test_the_word_list_is_the_one_phrases_are_made_of() -> None:
    assert len(phrases.word_numbers()) == 2048
    for _ in range(50):
        assert set(Keypair.generate_mnemonic(24).split()) <= phrases.word_numbers().keys()


def opens(words: list[str]) -> bool:
    try:
        Keypair.create_from_mnemonic(" ".join(words))
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("length", phrases.LENGTHS)
def test_a_checksum_is_good_exactly_where_a_key_can_be_derived(length: int) -> None:
    rng, known = random.Random(length), list(phrases.word_numbers())
    verdicts = set()
    for _ in range(12):
        words = Keypair.generate_mnemonic(length).split()
        last = [[*words[:-1], word] for word in rng.sample(known, 12)]
        swapped = [words[1], words[0], *words[2:]]
        for each in (words, swapped, *last):
            verdicts.add(phrases.has_valid_checksum(each))
            assert phrases.has_valid_checksum(each) is opens(each)
    assert verdicts == {True, False}


def test_no_key_is_derived_to_check_a_phrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phrases, "Keypair", None)
    assert phrases.phrase_trouble(PHRASE) is None
