"""What the policies say, each with its region and year, and the reservation that the local rules decide: ZC, QD, DH."""

from collections.abc import Iterable

from models.enquiry.policy import Channels, NoPolicy, Policies, PolicyGroup
from models.policies.gazetteer import CHINA, HotlineNumber, Place
from models.policies.topics import Topic
from sms.pages import in_pages
from sms.replies import Reply, reply
from sms.written.occasion import Occasion

RESERVATION = "以当地规定为准。"
"""How every answer about policy ends (S14, S106)."""

_NATIONAL = CHINA.short_name


def policies(answer: Policies, on: Occasion) -> Reply:
    """ZC: what holds, the region's own rules first, then those of the whole country."""
    if answer.topic is Topic.DOCUMENTS and not answer.groups:
        return reply("材料", on.line)
    return groups((*answer.groups, *answer.general), on, other_than=answer.asked_year if answer.other_year else None)


def groups(told: Iterable[PolicyGroup], on: Occasion, *, other_than: int | None = None) -> Reply:
    """ZC from groups; `other_than` is the year that was asked for and has no figures (S105)."""
    sentences = [group.sms.removeprefix(_NATIONAL) for group in told]
    if other_than is not None:
        sentences.insert(0, f"暂无{other_than}年的资料，以下为已有年份。")
    return in_pages("ZC", "policies", sentences, on.line, asked=on.asked, closing=RESERVATION)


def no_policy(answer: NoPolicy, on: Occasion) -> Reply:
    """ZCNO: nothing local can be told; whom to ring instead (S104, S106). About 全国 what is usual is told (S76)."""
    if answer.region == CHINA and answer.general:
        return groups(answer.general, on)
    return reply("ZCNO", on.line, number=local_hotline(answer.region))


def local_hotline(region: Place | None) -> str:
    """12393 as it is dialled for a region: 0774-12393, or how to find out."""
    if region is None or len(region.area_codes) != 1:
        return "当地区号+12393"
    return region.local_hotline


def channels(answer: Channels, on: Occasion) -> Reply:
    """QD for a region or a subject: the region's own ways first (S5 to S19, S35, S36, S45 to S49)."""
    return ways(answer.groups, on)


def ways(told: Iterable[PolicyGroup], on: Occasion) -> Reply:
    """QD from groups of guidance."""
    sentences = [group.sms.removeprefix(_NATIONAL) for group in told]
    return in_pages("QDMX", "channels", sentences, on.line, asked=on.asked)


def numbers(region: Place, found: Iterable[HotlineNumber], on: Occasion) -> Reply:
    """DH: the numbers to ring (S90 to S95). The two short numbers are told where a region has none of its own."""
    every = list(found)
    own = [f"{one.name}{one.number}" for one in every if one.region_code != CHINA.code]
    if not own:
        own = [f"{one.name}{one.number}" for one in every]
        if region.local_hotline != "12393":
            own.append(f"外地拨打{region.local_hotline}")
    title = region.short_name if region.code != CHINA.code else "服务电话"
    sentences = [f"{name}，" for name in own[:-1]] + own[-1:]
    return in_pages("DH", "numbers", sentences, on.line, asked=on.asked, region=title)
