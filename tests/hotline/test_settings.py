"""Settings: what the environment says, and one clear sentence when it says it badly."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from hotline import Band, PinCost, Settings, SettingsError, Voice
from voice_prompts.bands import BANDS

GOOD: Mapping[str, str] = {
    "DATABASE_URL": "sqlite:///var/hotline.sqlite3",
    "TWILIO_ACCOUNT_SID": "AC" + "0123456789abcdef" * 2,
    "TWILIO_AUTH_TOKEN": "a token",
    "HOTLINE_SECRET_KEY": "a secret key that is long enough",
}


def test_the_needed_variables_make_settings_with_defaults_for_the_rest() -> None:
    settings = Settings.from_environment(GOOD)
    assert settings.database_url == GOOD["DATABASE_URL"]
    assert settings.secret_key == GOOD["HOTLINE_SECRET_KEY"].encode()
    assert (settings.api_base, settings.public_url, settings.path_prefix) == ("", "", "")
    assert (settings.voice, settings.pin_cost) == (Voice.RECORDED, PinCost.STRONG)
    assert settings.band is Band.TELEPHONE


def test_the_process_environment_is_read_when_nothing_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in GOOD.items():
        monkeypatch.setenv(name, value)
    for name in ("TWILIO_API_BASE", "HOTLINE_PUBLIC_URL", "HOTLINE_VOICE", "HOTLINE_BAND", "HOTLINE_PIN_COST"):
        monkeypatch.delenv(name, raising=False)
    assert Settings.from_environment() == Settings.from_environment(GOOD)


@pytest.mark.parametrize("name", GOOD)
@pytest.mark.parametrize("blank", ["missing", "", "  "])
def test_a_needed_variable_that_is_not_there_is_named_with_a_remedy(name: str, blank: str) -> None:
    given = dict(GOOD)
    if blank == "missing":
        del given[name]
    else:
        given[name] = blank
    with pytest.raises(SettingsError, match=f"^{name} is not set: .+\\.$"):
        Settings.from_environment(given)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "hotline.sqlite3"),
        ("DATABASE_URL", "mysql://localhost/hotline"),
        ("TWILIO_ACCOUNT_SID", "AC123"),
        ("TWILIO_ACCOUNT_SID", "SK" + "0" * 32),
        ("HOTLINE_SECRET_KEY", "too short"),
        ("HOTLINE_LINES", "+861012345678"),
        ("HOTLINE_LINES", "+861012345678=12345"),
        ("HOTLINE_LINES", "1012345678=12393"),
        ("HOTLINE_JOBS", "jobs.sqlite3"),
        ("HOTLINE_JOBS", "redis://localhost"),
        ("TWILIO_API_BASE", "127.0.0.1:12393"),
        ("HOTLINE_PUBLIC_URL", "hotline.example.org"),
        ("HOTLINE_PUBLIC_URL", "ftp://hotline.example.org"),
        ("HOTLINE_PUBLIC_URL", "https://user:word@hotline.example.org"),
        ("HOTLINE_PUBLIC_URL", "https://hotline.example.org/?a=b"),
        ("HOTLINE_PUBLIC_URL", "https://hotline.example.org:port"),
        ("HOTLINE_VOICE", "sung"),
        ("HOTLINE_BAND", "stereo"),
        ("HOTLINE_PIN_COST", "free"),
        ("HOTLINE_PROXIES", "yes"),
        ("HOTLINE_PROXIES", "10"),
        ("HOTLINE_PROXIES", "١"),
    ],
)
def test_an_absurd_value_is_refused_in_one_sentence_that_names_the_variable(name: str, value: str) -> None:
    with pytest.raises(SettingsError) as refusal:
        Settings.from_environment({**GOOD, name: value})
    sentence = str(refusal.value)
    assert name in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence


def test_a_secret_is_in_no_sentence_and_no_repr() -> None:
    settings = Settings.from_environment(GOOD)
    for secret in (GOOD["HOTLINE_SECRET_KEY"], GOOD["TWILIO_AUTH_TOKEN"], GOOD["DATABASE_URL"]):
        assert secret not in repr(settings)
    with pytest.raises(SettingsError) as refusal:
        Settings.from_environment({**GOOD, "HOTLINE_SECRET_KEY": "short and dear"})
    assert "short and dear" not in str(refusal.value)


def test_prompts_are_said_where_that_is_asked_for() -> None:
    assert Settings.from_environment({**GOOD, "HOTLINE_VOICE": "say"}).voice is Voice.SAY


def test_recordings_are_played_in_the_band_that_is_asked_for_and_every_band_is_known() -> None:
    assert Settings.from_environment({**GOOD, "HOTLINE_BAND": "wide"}).band is Band.WIDE
    assert {str(band) for band in Band} == BANDS.keys()


@pytest.mark.parametrize(
    ("url", "prefix"),
    [
        ("https://hotline.example.org", ""),
        ("https://hotline.example.org/", ""),
        ("https://hotline.example.org:8443/12393/", "/12393"),
    ],
)
def test_the_path_of_the_public_address_starts_every_action(url: str, prefix: str) -> None:
    settings = Settings.from_environment({**GOOD, "HOTLINE_PUBLIC_URL": url})
    assert settings.path_prefix == prefix
    assert not settings.public_url.endswith("/")


def test_a_public_address_is_that_of_one_proxy_unless_another_number_is_given() -> None:
    behind = {**GOOD, "HOTLINE_PUBLIC_URL": "https://hotline.example.org"}

    assert Settings.from_environment(GOOD).proxies == 0
    assert Settings.from_environment(behind).proxies == 1
    assert Settings.from_environment({**behind, "HOTLINE_PROXIES": "0"}).proxies == 0
    assert Settings.from_environment({**behind, "HOTLINE_PROXIES": "2"}).proxies == 2


def test_the_manual_names_every_variable_that_is_read_and_no_other() -> None:
    root = Path(__file__).parents[2]
    source = (root / "hotline" / "settings.py").read_text(encoding="utf-8")
    manual = (root / "docs" / "hotline.md").read_text(encoding="utf-8")
    read = re.findall(r'"((?:DATABASE|TWILIO|HOTLINE)_[A-Z_]+)"', source)
    assert set(read) == set(re.findall(r"^\| `([A-Z_]+)` \|", manual, re.MULTILINE))


def test_numbers_of_ours_are_read_both_ways() -> None:
    written = "+861012345678=12333, +861087654321=12393,+861087654322=12393"
    settings = Settings.from_environment({**GOOD, "HOTLINE_LINES": written})
    assert settings.lines == {"+861012345678": "12333", "+861087654321": "12393", "+861087654322": "12393"}
    assert settings.numbers == {"12333": "+861012345678", "12393": "+861087654321"}
