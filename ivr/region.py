"""Which region the caller means: dialled, keyed in, insured in, or rung from (domain 2.1, 4.2)."""

from __future__ import annotations

from ivr.conversation import Conversation, Words
from ivr.lines import region_of_caller
from models import Level, enquiry
from models.policies.gazetteer import Place, region_by_code, regions_by_area_code

Outcome = tuple[Words, str]
"""What is said first, and where the caller goes next."""

MOST_TO_CHOOSE = 4
"""The most places that share an area code (0898: 海口, 三亚, 三沙, 儋州)."""


def current_region(call: Conversation) -> Place | None:
    """The region dialled or chosen in this call; else that of the insurance, or of the fixed line that rings."""
    if call.chosen_region is not None:
        return call.chosen_region
    if call.person_id is not None and call.level >= Level.BOUND:
        insured = enquiry.participation(call.db, call.person_id, call.access)
        if isinstance(insured, enquiry.Participation):
            return region_by_code(insured.region_code)
    return region_of_caller(call.caller)


def choose_region(call: Conversation, area_code: str) -> Outcome:
    """A telephone area code, with or without its nought; what several places share is asked about (S104)."""
    places = regions_by_area_code(area_code if area_code.startswith("0") else f"0{area_code}")
    if not places:
        return (call.say("region.unknown"),), "area_code"
    if len(places) > 1:
        call.regions = tuple(place.code for place in places[:MOST_TO_CHOOSE])
        return (), "which_region"
    return chosen(call, places[0])


def chosen(call: Conversation, place: Place) -> Outcome:
    """Go on with this region."""
    call.region = place.code
    target, call.heading = call.heading or "policies", None
    return (call.say("region.chosen", region=call.place_name(place)),), target
