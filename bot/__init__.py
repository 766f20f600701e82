"""The Telegram door: updates come in, one service is called, an answer goes out."""

import os

# python-telegram-bot gives periods as timedelta, as its next version will, and stops warning about it.
os.environ.setdefault("PTB_TIMEDELTA", "true")
