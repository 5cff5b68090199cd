"""Hostile pages cost no hours: sentences are bounded, and nothing of them is lost."""

from hypothesis import given
from hypothesis import strategies as st

from sources.kit.sentences import LONGEST, bounded


@given(st.text(alphabet="ab 1", max_size=4 * LONGEST))
def test_pieces_are_short_and_hold_all_words(sentence: str) -> None:
    pieces = list(bounded([sentence]))
    assert all(len(piece) <= LONGEST for piece in pieces)
    assert "".join(pieces).replace(" ", "") == sentence.replace(" ", "")


def test_a_long_sentence_is_cut_between_words() -> None:
    assert next(iter(bounded(["ord " * 400]))).endswith("ord")
