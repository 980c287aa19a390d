"""The regions of domain 1.4, each with its GB/T 2260 code, its area code and the parameters the books need."""

from typing import Final

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from models.tables.region import Region

SHENZHEN: Final[str] = "440300"

REGIONS: Final[tuple[tuple[str, str, str, int, bool], ...]] = (
    # code, name, area code, interest in ppm a year, 本年 before 历年
    ("110000", "北京市", "010", 3500, True),
    ("330200", "宁波市", "0574", 3500, True),
    ("440900", "茂名市", "0668", 2000, True),
    ("441200", "肇庆市", "0758", 2000, True),
    ("441300", "惠州市", "0752", 2000, True),
    (SHENZHEN, "深圳市", "0755", 3500, True),
    ("451100", "贺州市", "0774", 1000, False),
    ("500000", "重庆市", "023", 3500, True),
    ("513300", "甘孜州", "0836", 1000, False),
    ("620100", "兰州市", "0931", 1000, True),
    ("640000", "宁夏", "0951", 1000, True),
    ("654000", "伊犁州", "0999", 1000, False),
    ("131100", "衡水市", "0318", 2000, True),
    ("341700", "池州市", "0566", 2000, True),
    ("230400", "鹤岗市", "0468", 1000, False),
)
"""The order is part of the seed: people are dealt out over it."""


HOTLINES: Final[dict[str, list[dict[str, str]]]] = {
    "640000": [
        {"name": "政务服务热线", "number": "0951-5112345"},
        {"name": "待遇保障处 政策", "number": "0951-5166023"},
        {"name": "待遇保障处 信访投诉", "number": "0951-5166018"},
        {"name": "医药服务管理处 目录和支付标准", "number": "0951-5166051"},
        {"name": "价采处 招标采购", "number": "0951-5166042"},
        {"name": "价采处 医疗服务价格", "number": "0951-5166043"},
    ],
}
"""The numbers of S92 to S95; the nationwide ones, S90 and S91, serve every region."""


def add_regions(db: Session) -> None:
    """Add those regions that are not there yet."""
    known = set(db.scalars(select(Region.code)))
    names = ("code", "name", "area_code", "interest_rate_ppm", "current_year_first")
    fresh = [
        {**dict(zip(names, row, strict=True)), "hotlines": HOTLINES.get(row[0])}
        for row in REGIONS
        if row[0] not in known
    ]
    if fresh:
        db.execute(insert(Region), fresh)
