"""What a policy file may hold, and the sentence that names the file, the line and the key of what it may not."""

from pathlib import Path

import pytest

from models.policies.files import PolicyFileError, read_policies

PAGE = Path(__file__).parents[2] / "docs" / "policies.md"
GOOD = """\
region = "110000"

[[group]]
title = "门诊"
year = 2025
service = "outpatient"
sources = ["S50"]
page = "000"
title_en = "Outpatient care"

[[group.row]]
item = "threshold"
yuan = 1800
spoken = "起付线{low:money}"
spoken_en = "the threshold is {low:money}"

[[group.row]]
item = "ratio"
level = "community"
percent = 90
spoken = "社区报销{low:percent}"
sms = "社区报{low:percent}"
spoken_en = "community hospitals are reimbursed at {low:percent}"
sms_en = "community {low:percent}"
"""


def read(tmp_path: Path, source: str) -> list[dict[str, object]]:
    (tmp_path / "some.toml").write_text(source, encoding="utf-8")
    return read_policies(tmp_path)


def refused(tmp_path: Path, source: str) -> str:
    with pytest.raises(PolicyFileError) as caught:
        read(tmp_path, source)
    return str(caught.value)


def test_a_file_is_read_into_rows(tmp_path: Path) -> None:
    threshold, ratio = read(tmp_path, GOOD)
    assert (threshold["low"], threshold["unit"], threshold["sms"]) == (180000, "fen", "起付线{low:money}")
    assert (ratio["low"], ratio["unit"], ratio["hospital_level"]) == (9000, "percent", "community")
    assert (threshold["title_en"], threshold["sms_en"]) == ("Outpatient care", "the threshold is {low:money}")
    assert (ratio["spoken_en"], ratio["sms_en"]) == (
        "community hospitals are reimbursed at {low:percent}",
        "community {low:percent}",
    )
    assert (ratio["position"], ratio["status"], ratio["scheme"]) == (1, "current", "any")


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("yuan = 1800", "yen = 1800", "some.toml, line 13, yen: is not known; there are band, "),
        ("yuan = 1800", 'yuan = "1800"', "some.toml, line 13, yuan: '1800' is no figure."),
        ("yuan = 1800", "yuan = true", "some.toml, line 13, yuan: True is no figure."),
        ("yuan = 1800", "yuan = -1", "some.toml, line 13, yuan: -1 is negative or has too many places."),
        ("yuan = 1800", "yuan = 1.005", "some.toml, line 13, yuan: 1.005 is negative or has too many places."),
        ("yuan = 1800", "yuan = [2, 1]", "some.toml, line 13, yuan: the lower figure stands first."),
        ("yuan = 1800", "yuan = [1, 2, 3]", "some.toml, line 13, yuan: is one figure, or a lower and an upper one."),
        ("yuan = 1800", "yuan = 1800\npercent = 2", "some.toml, line 14, percent: the row has yuan already."),
        ("yuan = 1800", "visit = 3", "some.toml, line 13, visit: is 1 for the first stay or 2 for the later ones."),
        ("yuan = 1800", "", "some.toml, line 14, spoken: there is no value for {low}."),
        ("{low:money}", "{low:percent}", "some.toml, line 14, spoken: {low} is no percent."),
        ("{low:money}", "{low:yuan}", "some.toml, line 14, spoken: the placeholder {low:yuan} is not known."),
        ("{low:money}", "{price:money}", "some.toml, line 14, spoken: the placeholder {price:money} is not known."),
        ("{low:money}", "{high:money}", "some.toml, line 14, spoken: there is no value for {high}."),
        ("{low:money}", "{band_low:percent}", "some.toml, line 14, spoken: {band_low} is no percent."),
        ("{low:money}", "1800元", "some.toml, line 14, spoken: holds figures or letters, which the ear is to hear as"),
        ('spoken = "起付线{low:money}"', "", "some.toml, line 11, spoken: is missing."),
        ('item = "threshold"', 'item = "treshold"', "some.toml, line 12, item: 'treshold' is none of threshold, "),
        ('item = "threshold"', "", "some.toml, line 11, item: None is none of threshold, "),
        ('item = "threshold"', 'item = "note"', "some.toml, line 12, item: a note is never told"),
        ('service = "outpatient"', 'service = "doctor"', "some.toml, line 6, service: 'doctor' is none of outpatient,"),
        ('region = "110000"', 'region = "119999"', "some.toml, line 3, region: '119999' is no region of regions.toml."),
        ("year = 2025", "year = 25", "some.toml, line 5, year: 25 is no year."),
        ('title = "门诊"', "", "some.toml, line 3, title: is missing."),
        ('title = "门诊"', 'title = "2025门诊"', "some.toml, line 4, title: is spoken, and holds figures or letters."),
        ('title = "门诊"', f'title = "{"门" * 41}"', "some.toml, line 4, title: has more than 40 characters."),
        ('sources = ["S50"]', 'sources = ["50"]', "some.toml, line 7, sources: is a list of requirements, as"),
        ('page = "000"', "page = 0", "some.toml, line 8, page: is to be words."),
        ("year = 2025", 'status = "disputed"', "some.toml, line 11, note: says why a row is not current."),
        ("yuan = 1800", 'yuan = 1800\nchecked = "2026"', "some.toml, line 14, checked: is a day, as 2026-03-01."),
        ('region = "110000"', 'regoin = "110000"', "some.toml, line 1, regoin: is not known; there are group, region."),
        ('title_en = "Outpatient care"', "", "some.toml, line 3, title_en: is missing."),
        ('"Outpatient care"', '"Outpatient care 2025"', "some.toml, line 9, title_en: is spoken in English, and holds"),
        ('spoken_en = "the threshold is {low:money}"', "", "some.toml, line 11, spoken_en: is missing."),
        ("is {low:money}", "is 1800 yuan", "some.toml, line 15, spoken_en: holds figures or letters, which the ear"),
        ("is {low:money}", "是{low:money}", "some.toml, line 15, spoken_en: holds figures or letters, which the ear"),
        ("is {low:money}", "is high", "some.toml, line 15, spoken_en: names other values than spoken."),
        ("is {low:money}", "is {high:money}", "some.toml, line 15, spoken_en: there is no value for {high}."),
        ("community {low:percent}", "community – {low:percent}", "some.toml, line 24, sms_en: holds a character"),
        ("yuan = 1800", "yuan = ", "some.toml: Invalid value (at line 13"),
    ],
)
def test_what_is_not_understood_is_named_with_its_line(tmp_path: Path, was: str, becomes: str, said: str) -> None:
    assert was in GOOD
    assert refused(tmp_path, GOOD.replace(was, becomes, 1)).startswith(said)


def test_two_current_rows_of_one_key_are_named_with_both_places(tmp_path: Path) -> None:
    twice = GOOD + '\n[[group.row]]\nitem = "threshold"\nyuan = 1900\nspoken = "起付线{low:money}"\n'
    current = twice + 'spoken_en = "the threshold is {low:money}"\n'
    assert refused(tmp_path, current) == "some.toml, line 26: some.toml, line 11 has a current row of this key already."
    disputed = twice + 'status = "disputed"\nnote = "another source"\n'
    assert len(read(tmp_path, disputed)) == 3


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ('region = "110000"\n', "some.toml, line 1, group: there is none."),
        ('region = "110000"\n[[group]]\ntitle = "门诊"\n', "some.toml, line 2, row: a group has at least one."),
    ],
)
def test_a_file_or_group_without_rows_is_refused(tmp_path: Path, source: str, said: str) -> None:
    assert refused(tmp_path, source) == said


def test_the_example_on_the_page_can_be_read(tmp_path: Path) -> None:
    example = PAGE.read_text(encoding="utf-8").split("```toml\n")[1].split("```")[0]
    assert [(row["low"], row["status"]) for row in read(tmp_path, example)] == [
        (180000, "current"),
        (9000, "current"),
        (200000, "disputed"),
    ]


def test_a_folder_without_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PolicyFileError, match="there is no policy file"):
        read_policies(tmp_path)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "some.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(PolicyFileError, match=r"some\.toml: "):
        read_policies(tmp_path)
