"""Greetings, and the choice of one."""

import random
from collections.abc import Callable, Sequence

GREETINGS: tuple[str, ...] = ("Hello world", "Bonjour")

Chooser = Callable[[Sequence[str]], str]


def greet(choose: Chooser = random.choice) -> str:
    """Pick a greeting.

    Args:
        choose: takes all greetings and gives back one of them; by default at random.

    Returns:
        The greeting, with no line end.
    """
    return choose(GREETINGS)
