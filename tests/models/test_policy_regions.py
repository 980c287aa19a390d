"""The regions: against the codes of python-stdnum and the area codes of phonenumbers, and by the names people use."""

import re
from importlib.resources import files

import pytest
from phonenumbers.geodata import GEOCODE_DATA

from models.policies.gazetteer import (
    CHINA,
    NATION,
    numbers,
    places,
    region_by_area_code,
    region_by_code,
    region_by_name,
    region_in,
    regions_by_area_code,
)
from models.seed.regions import REGIONS

CODES = re.compile(r'^  (\d{4}) county="(.*)"$')
CURRENT = re.compile(r"(?:\[(\d*)-(\d*)\])?([^,]+)")


def official_names() -> dict[str, set[str]]:
    """Code of GB/T 2260 → the names it has now, as python-stdnum lists them."""
    names: dict[str, set[str]] = {}
    province = ""
    for line in (files("stdnum") / "cn" / "loc.dat").read_text(encoding="utf-8").splitlines():
        if found := re.match(r'^(\d\d) province="(.*)"$', line):
            province = found.group(1)
            names[f"{province}0000"] = {found.group(2)}
        elif found := CODES.match(line):
            now = {name for begun, ended, name in CURRENT.findall(found.group(2)) if not ended}
            names.setdefault(province + found.group(1), set()).update(now)
    return names


def described(area_code: str) -> str:
    """What the metadata of phonenumbers says of an area code; the shortest prefix that decides it is stored."""
    for length in range(len(area_code), 1, -1):
        row = GEOCODE_DATA.get("86" + area_code[1:length])
        if row:
            return str(row.get("zh", ""))
    return ""


# Places that share the area code of a neighbour, which the metadata names alone.
UNNAMED = {
    "亳州": "阜阳",
    "开封": "郑州",
    "济源": "焦作",
    "神农架": "十堰",
    "株洲": "长沙",
    "贵港": "玉林",
    "贺州": "梧州",
    "来宾": "柳州",
    "三沙": "海口",
    "儋州": "海口",
    "德宏": "芒市",
    "迪庆": "香格里拉",
    "嘉峪关": "酒泉",
    "金昌": "武威",
}


def test_every_code_and_name_is_that_of_the_standard() -> None:
    official = official_names()
    for place in places():
        assert official[place.code] & set(place.spellings), place.name


def test_no_province_and_no_prefecture_of_the_standard_is_missing() -> None:
    municipalities = {"11", "12", "31", "50"}
    elsewhere = {"71", "81", "82"}
    wanted = {
        code
        for code, names in official_names().items()
        if names
        and code.endswith("00")
        and code[:2] not in elsewhere
        and (code.endswith("0000") or code[:2] not in municipalities)
        and code[2:4] != "90"
        and names != {"林区"}
    }
    assert wanted - {place.code for place in places()} == set()


def test_every_area_code_is_that_of_the_telephone_network() -> None:
    for place in places():
        assert place.area_codes or place.code == place.province_code
        for area_code in place.area_codes:
            name = UNNAMED.get(place.short_name, place.short_name)
            assert re.fullmatch("0[0-9]{2,3}", area_code)
            assert name in described(area_code), place.name


def test_the_regions_of_the_accounts_are_regions_here() -> None:
    for code, name, area_code, *_ in REGIONS:
        place = region_by_code(code)
        assert place is not None
        assert place.name == name
        assert any(found.province_code == place.province_code for found in regions_by_area_code(area_code))


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("北京", "110000"),
        ("北京市", "110000"),
        (" 北 京 ", "110000"),
        ("贺州", "451100"),
        ("贺州市", "451100"),
        ("宁夏", "640000"),
        ("宁夏回族自治区", "640000"),
        ("甘孜", "513300"),
        ("甘孜州", "513300"),
        ("甘孜藏族自治州", "513300"),
        ("阿克苏地区", "652900"),
        ("阿克苏", "652900"),
        ("锡林郭勒", "152500"),
        ("内蒙", "150000"),
        ("吉林", "220000"),
        ("吉林市", "220200"),
        ("海南", "460000"),
        ("海南州", "632500"),
        ("广东省", "440000"),
        ("Hezhou", "451100"),
        ("inner mongolia", "150000"),
        ("全国", NATION),
    ],
)
def test_a_region_is_known_by_the_names_people_use(name: str, code: str) -> None:
    place = region_by_name(name)
    assert place is not None
    assert place.code == code


@pytest.mark.requirement("S104")
@pytest.mark.parametrize("name", ["", "火星", "市", "纽约", "州", "贺", "Suzhou", "0774"])
def test_what_is_no_region_or_several_is_none(name: str) -> None:
    assert region_by_name(name) is None
    assert regions_by_area_code(name if name != "0774" else "0000") == ()


@pytest.mark.parametrize(
    ("area_code", "names"),
    [
        ("010", ["北京市"]),
        ("023", ["重庆市"]),
        ("0574", ["宁波市"]),
        ("0755", ["深圳市"]),
        ("0931", ["兰州市"]),
        ("0951", ["银川市"]),
        ("0774", ["梧州市", "贺州市"]),
        ("024", ["沈阳市", "抚顺市", "本溪市", "铁岭市"]),
        ("0335", ["秦皇岛市"]),
        ("0992", ["伊犁州"]),
        ("999", []),
    ],
)
def test_an_area_code_leads_to_its_places_the_one_it_is_named_after_first(area_code: str, names: list[str]) -> None:
    assert [place.name for place in regions_by_area_code(area_code)] == names
    first = region_by_area_code(area_code)
    assert (first.name if first else None) == (names[0] if names else None)


@pytest.mark.parametrize(
    ("text", "code", "spelling"),
    [
        ("2025广西贺州医保断缴", "451100", "贺州"),
        ("广东省茂名市一档", "440900", "茂名市"),
        ("上海和北京", "310000", "上海"),
        ("吉林省吉林市", "220200", "吉林市"),
        ("在北京交医保", "110000", "北京"),
    ],
)
def test_the_region_in_a_sentence_is_the_closest_named(text: str, code: str, spelling: str) -> None:
    found = region_in(text)
    assert found is not None
    assert (found[0].code, found[1]) == (code, spelling)


def test_a_sentence_without_a_region_names_none() -> None:
    assert region_in("门诊报销") is None


def test_rules_reach_a_place_from_its_province_and_the_country() -> None:
    lanzhou = region_by_name("兰州")
    assert lanzhou is not None
    assert lanzhou.reaches == ("620100", "620000", NATION)
    assert CHINA.reaches == (NATION,)
    assert lanzhou.local_hotline == "0931-12393"


@pytest.mark.requirement("S90")
@pytest.mark.requirement("S91")
def test_the_country_s_hotlines_serve_everybody() -> None:
    assert [(one.number, one.name) for one in numbers()] == [
        ("12393", "医疗保障服务热线"),
        ("12333", "人力资源和社会保障服务热线"),
    ]


@pytest.mark.requirement("S92")
@pytest.mark.requirement("S93")
@pytest.mark.requirement("S94")
@pytest.mark.requirement("S95")
@pytest.mark.parametrize("name", ["宁夏", "银川"])
def test_ningxia_s_numbers_go_before_the_country_s(name: str) -> None:
    assert [(one.number, one.name) for one in numbers(region_by_name(name))] == [
        ("0951-5112345", "政务服务热线"),
        ("0951-5166023", "医保待遇政策"),
        ("0951-5166018", "信访投诉"),
        ("0951-5166051", "医保目录和支付标准"),
        ("0951-5166042", "药品耗材招标采购"),
        ("0951-5166043", "医疗服务项目收费"),
        ("12393", "医疗保障服务热线"),
        ("12333", "人力资源和社会保障服务热线"),
    ]


def test_every_region_has_a_name_in_plain_latin_letters() -> None:
    every = places()
    assert len([place for place in every if place.code == place.province_code]) == 31
    assert len(every) == 31 + 333 + 6  # provinces, prefectures, places that their province governs itself
    for place in every:
        assert re.fullmatch("[A-Z][a-z]+(?:'[a-z]+)?(?: [A-Z][a-z]+)*", place.english), place.english


def test_only_names_that_sound_alike_are_shared_in_english() -> None:
    by_name: dict[str, list[str]] = {}
    for place in places():
        by_name.setdefault(place.english, []).append(place.name)
    assert {name: shared for name, shared in by_name.items() if len(shared) > 1} == {
        "Fuzhou": ["福州市", "抚州市"],
        "Suzhou": ["苏州市", "宿州市"],
        "Taizhou": ["泰州市", "台州市"],
        "Yichun": ["伊春市", "宜春市"],
        "Yulin": ["玉林市", "榆林市"],
    }


@pytest.mark.parametrize(
    ("name", "english"),
    [
        ("内蒙古", "Inner Mongolia"),
        ("西安", "Xi'an"),
        ("乌鲁木齐", "Urumqi"),
        ("吕梁", "Luliang"),
        ("吉林市", "Jilin City"),
        ("凉山州", "Liangshan"),
        ("陕西", "Shaanxi"),
        ("山西", "Shanxi"),
        ("西藏", "Tibet"),
    ],
)
def test_english_names_are_those_on_maps_and_short(name: str, english: str) -> None:
    place = region_by_name(name)
    assert place is not None
    assert place.english == english
    assert region_by_name(english.upper()) == place


@pytest.mark.parametrize("name", ["Xian", "xi’an", "XI'AN", "Xi-an", " xi an "])
def test_an_english_name_may_be_written_without_its_apostrophe(name: str) -> None:
    assert region_by_name(name) == region_by_name("西安")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("hospital stays in Inner Mongolia", "内蒙古"),
        ("is a filling paid in MAOMING?", "茂名市"),
        ("北京beijing", "北京市"),
        ("filing for my family in Wuxian", None),
    ],
)
def test_an_english_sentence_names_a_region_in_whole_words(text: str, name: str | None) -> None:
    found = region_in(text)
    assert (found[0].name if found else None) == name


def test_every_number_says_in_english_whose_it_is() -> None:
    for one in {one for place in places() for one in numbers(place)}:
        assert re.fullmatch("[A-Z][a-z ]+", one.english), one.number


def test_no_two_regions_share_a_code_and_every_number_has_a_source() -> None:
    codes = [place.code for place in places()]
    assert len(codes) == len(set(codes))
    assert all(one.sources for place in places() for one in numbers(place))
