"""What the policies say, each with its region and year, and the reservation that the local rules decide: ZC, QD, DH.

Who writes English reads it in English.
"""

from collections.abc import Iterable, Sequence

from models.enquiry.policy_answers import Channels, NoPolicy, Policies, PolicyGroup
from models.policies.gazetteer import CHINA, HotlineNumber, Place
from models.policies.topics import Topic
from sms.lines import CHINESE, ENGLISH
from sms.pages import in_pages
from sms.replies import Reply, reply
from sms.written.occasion import Occasion

RESERVATION = {CHINESE: "以当地规定为准。", ENGLISH: "What the local office has laid down is decisive."}
"""How every answer about policy ends (S14, S106)."""

_NATIONAL = CHINA.short_name


def policies(answer: Policies, on: Occasion) -> Reply:
    """ZC: what holds, the region's own rules first, then those of the whole country."""
    if answer.topic is Topic.DOCUMENTS and not answer.groups:
        return reply("材料", on.line, language=on.language)
    return groups((*answer.groups, *answer.general), on, other_than=answer.asked_year if answer.other_year else None)


def groups(told: Sequence[PolicyGroup], on: Occasion, *, other_than: int | None = None) -> Reply:
    """ZC from groups; `other_than` is the year that was asked for and has no figures (S105)."""
    language, sentences = _sentences(told, on)
    if other_than is not None:
        latest = {
            CHINESE: f"暂无{other_than}年的资料，以下为已有年份。",
            ENGLISH: f"There are no figures for {other_than}; these are the latest.",
        }
        sentences.insert(0, latest[language])
    return in_pages(
        "ZC", "policies", sentences, on.line, asked=on.asked, closing=RESERVATION[language], language=language
    )


def no_policy(answer: NoPolicy, on: Occasion) -> Reply:
    """ZCNO: nothing local can be told; whom to ring instead (S104, S106). About 全国 what is usual is told (S76)."""
    if answer.region == CHINA and answer.general:
        return groups(answer.general, on)
    return nothing_on(answer.region, on)


def nothing_on(region: Place | None, on: Occasion) -> Reply:
    """ZCNO for a region, or for what is none: the number to ring instead (S104)."""
    return reply("ZCNO", on.line, language=on.language, number=local_hotline(region, on.language))


def local_hotline(region: Place | None, language: str = CHINESE) -> str:
    """12393 as it is dialled for a region: 0774-12393, or how to find out."""
    if region is None or len(region.area_codes) != 1:
        return "your area code and 12393" if language == ENGLISH else "当地区号+12393"
    return region.local_hotline


def channels(answer: Channels, on: Occasion) -> Reply:
    """QD for a region or a subject: the region's own ways first (S5 to S19, S35, S36, S45 to S49)."""
    return ways(answer.groups, on)


def ways(told: Sequence[PolicyGroup], on: Occasion) -> Reply:
    """QD from groups of guidance."""
    language, sentences = _sentences(told, on)
    return in_pages("QDMX", "channels", sentences, on.line, asked=on.asked, language=language)


def numbers(region: Place, found: Iterable[HotlineNumber], on: Occasion) -> Reply:
    """DH: the numbers to ring (S90 to S95). The two short numbers are told where a region has none of its own."""
    english = on.language == ENGLISH
    every = {one: f"{one.english} {one.number}" if english else f"{one.name}{one.number}" for one in found}
    own = [words for one, words in every.items() if one.region_code != CHINA.code]
    if not own:
        own = [*every.values()]
        if region.local_hotline != "12393":
            own.append(f"from elsewhere {region.local_hotline}" if english else f"外地拨打{region.local_hotline}")
    if region.code == CHINA.code:
        title = "Numbers to ring" if english else "服务电话"
    else:
        title = region.english if english else region.short_name
    sentences = [f"{words}{',' if english else '，'}" for words in own[:-1]] + own[-1:]
    return in_pages("DH", "numbers", sentences, on.line, asked=on.asked, language=on.language, region=title)


def _sentences(told: Sequence[PolicyGroup], on: Occasion) -> tuple[str, list[str]]:
    """The language in which all of this can be told, and a sentence for each group."""
    if on.language == ENGLISH and all(group.in_english for group in told):
        return ENGLISH, [group.sms_en for group in told]
    return CHINESE, [group.sms.removeprefix(_NATIONAL) for group in told]
