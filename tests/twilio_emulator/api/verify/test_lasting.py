"""Codes and what hangs on them outlast the emulator where it keeps its state, and reach handsets in real time."""

from __future__ import annotations

import re
from pathlib import Path

from twilio.rest import Client

from twilio_emulator import Emulator, totp

BOB, ANN = "+15005550112", "ff483d1ff591898a9942916050d2ca3f"


def client_of(emulator: Emulator) -> Client:
    return Client(emulator.account_sid, emulator.auth_token, http_client=emulator.http_client())


def test_a_code_can_be_checked_after_a_restart(tmp_path: Path) -> None:
    with Emulator(state=tmp_path) as emulator:
        client = client_of(emulator)
        sid = client.verify.v2.services.create(friendly_name="Acme").sid
        service = client.verify.v2.services(sid)
        service.verifications.create(to=BOB, channel="sms")
        service.verifications.create(to="ann@example.com", channel="email")
        limit = service.rate_limits.create(unique_name="ip")
        service.rate_limits(limit.sid).buckets.create(max=1, interval=60)
        service.verifications.create(to=BOB, channel="call", rate_limits={"ip": "192.0.2.1"})
        factor = service.entities(ANN).new_factors.create(friendly_name="Ann", factor_type="totp")
        code = totp.code_at(factor.binding["secret"], emulator.clock.now())
        service.entities(ANN).factors(factor.sid).update(auth_payload=code)
        emulator.lookup(BOB, line_type="landline", sim_swapped_at=emulator.clock.now())
        found = re.search(r"\d+", emulator.handset(BOB).inbox[-1].body)
        assert found is not None
    with Emulator(state=tmp_path) as emulator:
        client = client_of(emulator)
        service = client.verify.v2.services(sid)
        assert emulator.emails[-1].to == "ann@example.com"
        assert service.entities(ANN).factors(factor.sid).fetch().status == "verified"
        assert len(client.verify.v2.verification_attempts.list()) == 3
        known = client.lookups.v2.phone_numbers(BOB).fetch(fields="line_type_intelligence")
        assert known.line_type_intelligence["type"] == "landline"
        assert service.verification_checks.create(to=BOB, code=found[0]).status == "approved"


def test_in_real_time_the_handset_rings_and_is_texted() -> None:
    with Emulator(clock="real") as emulator:
        client, bob = client_of(emulator), emulator.handset(BOB)
        service = client.verify.v2.services(client.verify.v2.services.create(friendly_name="Acme", code_length=4).sid)
        service.verifications.create(to=BOB, channel="sms")
        found = re.search(r"\d+", bob.inbox[-1].body)
        assert found is not None
        service.update(dtmf_input_required=True)
        service.verifications.create(to=BOB, channel="call")
        bob.calls[-1].hears("Press any key").press("1").hears(". ".join(found[0]))
