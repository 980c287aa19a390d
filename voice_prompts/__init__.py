"""The words callers hear, in every language: an id and typed values in, a `Prompt` out.

Knows nothing of calls, accounts or Twilio. The words are in `zh-CN.toml` and `en.toml`; `reading` says the
values. `recorded` and `splicing` make one sound of recorded words.
"""

from voice_prompts import reading
from voice_prompts.catalogue import LANGUAGES, Prompt, placeholders, prompt, prompt_ids
from voice_prompts.errors import Fault, PromptError, ReadingError, RecordingError

__all__ = [
    "LANGUAGES",
    "Fault",
    "Prompt",
    "PromptError",
    "ReadingError",
    "RecordingError",
    "placeholders",
    "prompt",
    "prompt_ids",
    "reading",
]
