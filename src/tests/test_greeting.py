"""The choice of a greeting."""

from collections.abc import Sequence

from greeting import GREETINGS, greet


def first(greetings: Sequence[str]) -> str:
    """Choose the first greeting.

    Args:
        greetings: all greetings.

    Returns:
        The first of them.
    """
    return greetings[0]


def last(greetings: Sequence[str]) -> str:
    """Choose the last greeting.

    Args:
        greetings: all greetings.

    Returns:
        The last of them.
    """
    return greetings[-1]


def test_greets_in_english_and_french() -> None:
    """Both greetings can be chosen, and there is no third."""
    assert (greet(first), greet(last)) == ("Hello world", "Bonjour")
    assert len(GREETINGS) == 2


def test_greets_with_a_known_greeting_by_default() -> None:
    """Whatever chance picks is one of the greetings."""
    assert greet() in GREETINGS
