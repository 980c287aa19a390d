"""``python -m twilio_emulator``."""

from twilio_emulator.cli import main

main()
