"""Print a greeting."""

from greeting import greet


def main() -> None:
    """Print one greeting to standard output."""
    print(greet())


if __name__ == "__main__":
    main()
