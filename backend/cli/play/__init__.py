"""One loan played through the whole program, by people who chat with the bot and people who call the API.

The demo shows it, and the tests of the journey check it.
"""
