"""`python -m backend` is `borrowdale`."""

from backend.cli import main

if __name__ == "__main__":
    main()
