"""`python -m voice_prompts.listening`, which `make listen` runs."""

from voice_prompts.listening.command import main

if __name__ == "__main__":
    main()
