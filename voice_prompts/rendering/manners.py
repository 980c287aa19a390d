"""Single phrases that are said otherwise than the rule has it, because they are better understood so.

Each was said in seven ways, and the recogniser of `make listen` heard each way in the prompts that say the phrase; the
way with the fewest wrong sounds is here (docs/recordings.md). Paces differ by a tenth at most.
← add a phrase that callers mishear
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """The signs `before` and `after` the phrase, for the engine, and its pace; 1 is the voice's own."""

    before: str
    after: str
    speed: float


MANNERS: Final[Mapping[str, Manner]] = {
    "尽快回电，请按一。": Manner(before="", after="", speed=0.9),
    "与话务员通话，请按一。": Manner(before="", after="", speed=1.1),
    "本机已绑定。": Manner(before="", after="", speed=1.05),
    "结束通话，请按三。": Manner(before="", after="", speed=1.05),
    "北京市": Manner(before="", after=",", speed=0.9),
    "赤峰市": Manner(before="", after=",", speed=1.1),
    "鹤岗市": Manner(before="", after=".", speed=1.0),
    "池州市": Manner(before="", after=",", speed=0.9),
    "参保地": Manner(before="", after=",", speed=1.05),
    "职工医保": Manner(before=", ", after=",", speed=1.0),
    "正常参保": Manner(before="", after=".", speed=1.0),
    "受理，金额": Manner(before="", after=",", speed=1.1),
    "工单": Manner(before=", ", after=",", speed=1.1),
    "投诉": Manner(before=", ", after=",", speed=1.1),
    "共济扣费失败": Manner(before=", ", after=",", speed=1.0),
    "人工服务，请按零。": Manner(before="", after="", speed=1.05),
    "直接结算": Manner(before="", after=",", speed=0.95),
    "社保缴费基数": Manner(before=", ", after=",", speed=1.0),
    "社保基数两万零五百元每月缴费": Manner(before="", after=",", speed=0.95),
    "账户异议": Manner(before="", after="", speed=1.0),
    "医疗服务项目收费": Manner(before="", after=",", speed=1.1),
    "身份已核实。": Manner(before="", after="", speed=1.1),
    "账户余额年底不清零。": Manner(before="", after="", speed=0.9),
    "号话务员为您服务。": Manner(before="", after="", speed=0.9),
    "本机已绑定您的账户，可以发短信查询。": Manner(before="", after="", speed=0.9),
    "人工耳蜗植入": Manner(before="", after=",", speed=0.95),
    "不予支付": Manner(before="", after=",", speed=0.95),
    "咨询。": Manner(before="", after="", speed=0.9),
    "您": Manner(before="", after=",", speed=1.0),
    "最迟": Manner(before=", ", after=",", speed=1.05),
}
"""By the words of the phrase."""
