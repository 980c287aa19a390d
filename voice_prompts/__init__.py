"""The words callers hear, in every language: an id and typed values in, a `Prompt` out.

Knows nothing of calls, accounts or Twilio. The words are in `zh-CN.toml` and `en.toml`; `reading` says the
values.
"""

from voice_prompts import reading
from voice_prompts.catalogue import LANGUAGES, Prompt, placeholders, prompt, prompt_ids
from voice_prompts.errors import PromptError, ReadingError

__all__ = [
    "LANGUAGES",
    "Prompt",
    "PromptError",
    "ReadingError",
    "placeholders",
    "prompt",
    "prompt_ids",
    "reading",
]
