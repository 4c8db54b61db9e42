"""What the program prints."""

import io
from contextlib import redirect_stdout

from greeting import GREETINGS
from main import main


def test_prints_one_greeting_and_a_line_end() -> None:
    """The program prints one greeting on a line of its own."""
    with redirect_stdout(io.StringIO()) as printed:
        main()
    assert printed.getvalue() in [f"{greeting}\n" for greeting in GREETINGS]
