"""Each state of the keyring says in one sentence what happens instead."""

from dtao_tui.ports.keyring_states import KeyringState


def test_each_state_has_a_sentence_of_its_own() -> None:
    sentences = [state.sentence for state in KeyringState]
    assert len(set(sentences)) == len(sentences)
    assert all(sentence.endswith(".") for sentence in sentences)
    typed = {state for state in KeyringState if "the password is typed each time" in state.sentence}
    assert typed == set(KeyringState) - {KeyringState.READY, KeyringState.LOCKED}
