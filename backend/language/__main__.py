"""`python -m backend.language update`: bring the catalogues up to the code."""

import sys

from backend.language.extraction import update_catalogues


def main(arguments: list[str]) -> int:
    """Update every catalogue and list what still wants a translation; 1 if anything does."""
    if arguments != ["update"]:
        sys.stderr.write("usage: python -m backend.language update\n")
        return 2
    lacking = update_catalogues()
    for language, texts in lacking.items():
        for text in texts:
            sys.stdout.write(f"{language}: {text}\n")
    return 1 if any(lacking.values()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
