from pathlib import Path

import pytest

from twilio_emulator.config import ConfigError, load


def write(folder: Path, text: str) -> Path:
    path = folder / "emulator.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_numbers_and_contacts_are_read(tmp_path: Path) -> None:
    config = load(
        write(
            tmp_path,
            """
            [[numbers]]
            phone_number = "12393"
            voice_url = "http://127.0.0.1:12394/voice/answer"

            [[contacts]]
            phone_number = "+8612000000001"
            name = "张"
            """,
        )
    )

    assert [(number.phone_number, number.voice_url) for number in config.numbers] == [
        ("12393", "http://127.0.0.1:12394/voice/answer")
    ]
    assert [(contact.phone_number, contact.name) for contact in config.contacts] == [("+8612000000001", "张")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[numbers]", "is not TOML"),
        ("[[phones]]", "phones is not known; there are numbers and contacts"),
        ("[numbers]\nphone_number = '1'", "write [[numbers]] before each"),
        ("[[numbers]]\nvoice_url = 'http://x'", "numbers 1: phone_number is missing"),
        ("[[numbers]]\nphone_number = '1'\ncolour = 'red'", "numbers 1: colour is not known"),
        ("[[numbers]]\nphone_number = 12393", "numbers 1: phone_number is to be a text in quotes"),
        ("[[contacts]]\nphone_number = '1'\n[[contacts]]\nname = 'x'", "contacts 2: phone_number is missing"),
    ],
)
def test_what_cannot_be_meant_is_named(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(ConfigError) as refused:
        load(write(tmp_path, text))

    assert words in str(refused.value)
    assert "emulator.toml" in str(refused.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.toml cannot be read"):
        load(tmp_path / "nowhere.toml")
