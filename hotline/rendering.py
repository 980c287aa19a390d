"""`python -m hotline.rendering`, which `make prompts` runs: render the prompts, and the words that only we know."""

import sys

from hotline.recorded_words import recorded_words
from voice_prompts.rendering.command import main

if __name__ == "__main__":
    sys.exit(main(recorded_words))
