"""`python -m hotline.listening`, which `make listen` runs: hear the prompts with all words that stand in them."""

from hotline.words_in_prompts import words_in_prompts
from voice_prompts.listening.command import main

if __name__ == "__main__":
    main(obj=words_in_prompts)
