"""The stage: the cast with one of everything that a route can name, so that every page can be opened."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django_tasks_db.models import DBTaskResult

from chiron.boundaries import actions as boundaries
from chiron.boundaries.models import Conflict
from chiron.boundaries.tasks import begin_day
from chiron.core import clock, worker
from chiron.core.models import OutboxMessage
from chiron.learning import actions as learning
from chiron.learning.queries import module_for
from chiron.matching import actions as matching
from chiron.matching.models import Gathering, MatchRun, Proposal
from chiron.people import actions as people_actions
from chiron.people.models import Appointment, Consent, ConsentText, HelpContact
from chiron.programmes import actions as programmes
from chiron.programmes.models import Cohort, ProgrammeRole
from chiron.relationships import actions as relationships
from chiron.relationships.models import CheckIn, Relationship
from chiron.scheduling import actions as scheduling
from tests import cast as people
from tests import plans

TOKEN = "a-token-that-nobody-has"


@dataclass
class Stage:
    """The cast and what stands around them; ``arguments`` says which object each route is asked for."""

    cast: people.Cast
    arguments: dict[str, dict[str, Any]] = field(default_factory=dict)
    objects: dict[str, Any] = field(default_factory=dict)

    def default_argument(self, route: str, name: str) -> Any:
        """Which object a route is asked for: by its own entry, else by the first word of its name."""
        room, _, rest = route.partition(":")
        for key in (f"{route}.{name}", f"{room}.{name}:{rest.split('_')[0]}", f"{room}.{name}", name):
            if key in self.objects:
                return self.objects[key]
        raise LookupError(f"{route} takes `{name}`: say in tests/stage.py which object it is asked for")


def assemble(cast: people.Cast) -> Stage:
    """Make a published pair, a second run, an import, an invitation and the rest, all around Amara."""
    stage = Stage(cast)
    first = _run(cast)
    evening, groups = _gatherings(cast)
    pair = _published(cast, first)
    begun = _begun(cast)
    new = people_actions.add_person(
        institution=cast.hospital, name="Nadia New", email="nadia@example.org", by=cast.hanne
    )
    twin = people_actions.add_person(
        institution=cast.hospital, name="Nadia New", email="nadia.new@example.org", by=cast.hanne
    )
    rule = matching.set_rule(
        cohort=cast.cohort, mentee=cast.amara_enrolled, mentor=cast.giulia_enrolled, kind="forbid", by=cast.chen
    )
    job = programmes.start_import(
        cohort=cast.cohort,
        uploaded={"mentee": SimpleUploadedFile("mentees.csv", b"name,email\nNew Person,new@example.org\n")},
        by=cast.chen,
    )
    worker.drain()
    people_actions.invite(person=new, by=cast.hanne)
    stuck = OutboxMessage.objects.filter(kind="people.invitation").first()
    OutboxMessage.objects.filter(pk=stuck.pk).update(state="held")  # type: ignore[union-attr]
    text = ConsentText.objects.create(purpose="taking-part", version=1, language="en", text="I take part.")
    consent = Consent.objects.create(person=cast.amara, text=text, given_at=clock.now())
    role = ProgrammeRole.objects.unscoped().get(programme=cast.programme, role="coordinator")
    learning.answer_check(
        module=module_for("mentor-essentials", "expectations"),
        check="silence-after-two-meetings",
        option="wait",
        by=cast.amara,
    )
    proposal = first.proposals.filter(mentor__isnull=False).first()
    circle = _circle(cast)
    relationships.read_limits(relationship=circle, duty="", by=cast.amara)
    message = relationships.write_message(relationship=circle, text="When shall we meet?", by=cast.amara)
    stage.objects |= _time_and_meetings(cast, circle)
    asked = CheckIn.objects.create(relationship=circle, question="fit", opened_on=clock.today())
    wish = relationships.answer_check_in(check_in=asked, choice="good", wishes_talk=True, by=cast.amara)
    relationships.rate(relationship=circle, areas=[("Reading echocardiograms", 5, 4)], by=cast.amara)
    stage.objects |= {
        "plan.pk": plans.goal(cast, circle).pk,
        **{f"plan.pk:{name}": cast.amara_enrolled.pk for name in ("plan", "needs", "show")},
        "relationships:tutoring.pk": circle.pk,
        "relationships:tutoring_new.pk": circle.pk,
        "relationships:tutoring_correct.pk": plans.practised(cast, circle).pk,
        "plan.pk:decision": plans.decided(cast, circle).pk,
        "plan.relationship": circle.pk,
        "plan.pk:shown": plans.shown(cast, circle).pk,
        "people.pk": new.pk,
        "people.other": twin.pk,
        "people.token": TOKEN,
        "people.pk:duty": Appointment.objects.unscoped().get(person=cast.efua).pk,
        "people.pk:contact": HelpContact.objects.get().pk,
        "people.pk:consent": consent.pk,
        "people.pk:send": stuck.pk,  # type: ignore[union-attr]
        "people.pk:let": stuck.pk,  # type: ignore[union-attr]
        "people.pk:choose": cast.elsewhere.pk,
        "people.purpose": "taking-part",
        "people.pk:task": _set_aside(),
        "programmes.key": "residency-dyads",
        "programmes.side": "mentee",
        "programmes.pk": cast.programme.pk,
        "programmes.pk:blueprint": cast.programme.blueprint_id,
        "programmes.pk:role": role.pk,
        "programmes.pk:import": job.pk,
        "programmes.pk:rejects": job.pk,
        **{f"programmes.pk:{name}": cast.cohort.pk for name in ("people", "person", "upload")},
        "programmes:invite_all.pk": cast.cohort.pk,
        **{f"programmes.pk:{name}": cast.amara_enrolled.pk for name in ("apply", "applied", "leave", "forget")},
        **{f"programmes.pk:{name}": cast.amara_enrolled.pk for name in ("enrolment", "withdraw", "restore", "invite")},
        "programmes.pk:capacity": cast.benoit_enrolled.pk,
        "relationships.pk": pair.pk,
        **{f"relationships.pk:{name}": cast.cohort.pk for name in ("list", "roll", "archive")},
        **{f"relationships:{name}.pk": circle.pk for name in ("messages", "read_limits", "satisfaction", "ask_again")},
        "relationships:check_in.pk": asked.pk,
        "pause.pk": cast.benoit_enrolled.pk,
        "relationships:note_talk.pk": wish.pk,
        "relationships:remove_message.pk": message.pk,
        **{f"relationships.pk:{name}": begun.pk for name in ("agreement", "propose", "leave", "closing", "open")},
        "relationships.number": 1,
        **_cvs(circle, cast),
        "announcements.pk": cast.cohort.pk,
        **_announced(cast),
        "boundaries.pk:lift": boundaries.place_hold(person=cast.dina, other=cast.chen, by=cast.dina).pk,
        "boundaries.pk": Conflict.objects.unscoped().get(person=cast.giulia).pk,
        "matching.pk": cast.cohort.pk,
        **{f"matching.pk:{name}": first.pk for name in ("progress", "cancel", "publish", "pairs", "record", "repeat")},
        "matching:rule_clear.pk": rule.pk,
        "matching:explained.pk": pair.pk,
        **{f"matching:{name}.pk": proposal.pk for name in ("proposal", "swap", "without")},
        **dict.fromkeys(("matching:next_offer.pk", "matching:next_pass.pk"), _next_best(cast).pk),
        "matching:talks_csv.pk": evening.pk,
        **{f"matching:{name}.pk": groups.pk for name in ("groups_csv", "groups_offer")},
        "learning.pk": cast.cohort.pk,
        "learning.kind": "cases",
        "learning.id": "the-first-death",
        "learning.course": "mentor-essentials",
        "learning.id:module": "expectations",
        "learning.check": "silence-after-two-meetings",
        "learning.form": "pdf",
        "key": "nobody",
        "uidb36": "1",
    }
    stage.arguments["account_reset_password_from_key"] = {"uidb36": "1", "key": "set-password"}
    stage.arguments["mfa_remove_webauthn"] = {"pk": 999_999}
    stage.arguments["mfa_edit_webauthn"] = {"pk": 999_999}
    return stage


def _gatherings(cast: people.Cast) -> tuple[Gathering, Gathering]:
    """An evening of short talks and groups, as a coordinator has them worked out."""
    rounds = {"rounds": 2, "minutes": 10, "pause": 2, "seats": 1, "begins": 1080}
    sizes = {"smallest": 2, "size": 4, "largest": 8, "shared": 1}
    evening = matching.plan_talks(cohort=cast.cohort, asked=rounds, by=cast.chen)
    return evening, matching.form_groups(cohort=cast.cohort, asked=sizes, by=cast.chen)


def _circle(cast: people.Cast) -> Relationship:
    """Amara and Benoît in something that has begun."""
    row = Relationship.objects.create(
        institution=cast.hospital, cohort=cast.cohort, kind="circle", name="Heron", state="active",
        offered_at=clock.now(), began_at=clock.now(),
    )  # fmt: skip
    row.transitions.create(sequence=1, to_state="active", at=clock.now())
    for enrolment, role in ((cast.amara_enrolled, "member"), (cast.benoit_enrolled, "facilitator")):
        row.members.create(person=enrolment.person, enrolment=enrolment, role=role, answer="accepted")
    return row


def _time_and_meetings(cast: people.Cast, circle: Relationship) -> dict[str, Any]:
    """Amara's time, a meeting that is over with everything written of it, and one ahead."""
    now = clock.now()
    scheduling.set_week(person=cast.amara, hours=range(40, 48), parts=["evening"], by=cast.amara)
    away = scheduling.add_absence(
        person=cast.amara, kind="leave", starts_at=now, ends_at=now + clock.DAY, by=cast.amara
    )
    brought = scheduling.add_calendar(
        person=cast.amara, sort="feed", name="Roster", address="https://example.org/a.ics", by=cast.amara
    )
    scheduling.open_feed(person=cast.amara, by=cast.amara)
    where = relationships.Where("video", "ward library", "https://video.example.org/room")
    when = {"minutes": 45, "zone": "Europe/Dublin", "where": where}
    over = relationships.record_meeting(
        relationship=circle,
        starts_at=now - 20 * clock.DAY,
        topics=["skill"],
        text="We read four echocardiograms.",
        promise=relationships.Promise(cast.benoit, "writes to Dr Sow"),
        by=cast.amara,
        **when,
    )
    ahead = relationships.book_meeting(relationship=circle, starts_at=now + 5 * clock.DAY, by=cast.amara, **when)
    point = relationships.add_point(
        relationship=circle, meeting=ahead, text="Dr Sow’s clinic", minutes=10, by=cast.amara
    )
    named = ("meeting", "meeting_move", "meeting_cancel", "meeting_answer", "meeting_point", "meeting_drop")
    return {
        "relationships.token": TOKEN,
        **{f"relationships:{name}.pk": ahead.pk for name in named},
        **{f"relationships:{name}.pk": over.pk for name in ("meeting_after", "meeting_missed")},
        **{f"relationships:{name}.pk": circle.pk for name in ("meeting_find", "meeting_record")},
        "relationships:point_remove.pk": point.pk,
        "relationships:commitment_tick.pk": over.commitments.get().pk,
        "scheduling.pk": brought.pk,
        "scheduling.pk:absence": away.pk,
    }


def _set_aside() -> Any:
    """A task that failed too often."""
    task = begin_day.enqueue()
    DBTaskResult.objects.filter(pk=task.id).update(status="FAILED", finished_at=clock.now())
    return DBTaskResult.objects.get(status="FAILED").pk


def _cvs(circle: Relationship, cast: people.Cast) -> dict[str, Any]:
    """A CV that Amara shares for as long as the circle lives."""
    pdf = b"%PDF-1.7\n%%EOF\n"
    cv = relationships.write_cv(
        person=cast.amara, sections={"now": "Second year"}, pdf=pdf, drops_file=False, by=cast.amara
    )
    shared = relationships.share_cv(cv=cv, relationship=circle, meeting=None, by=cast.amara)
    return {**{f"relationships.pk:{name}": shared.pk for name in ("cv",)}, "relationships:cv_share.pk": circle.pk}


def _announced(cast: people.Cast) -> dict[str, Any]:
    """A draft for those who write, and one that went out for those who read."""
    words = {"en": {"title": "A room", "text": "It is the library."}}
    end = clock.today() + timedelta(days=9)
    said = {"cohort": cast.cohort, "audience": "everybody", "words": words, "expires_on": end, "by": cast.chen}
    draft, sent = relationships.write_announcement(**said), relationships.write_announcement(**said)
    relationships.schedule_announcement(announcement=sent, at=None, by=cast.chen)
    worker.drain()
    receipt = sent.receipts.get(person=cast.amara)
    return {
        **{f"announcements.pk:{name}": draft.pk for name in ("announcement", "rewrite", "revoke")},
        "announcements.pk:read": sent.pk,
        "announcements.pk:dismiss": receipt.pk,
    }


def _run(cast: people.Cast) -> MatchRun:
    run = matching.start_run(cohort=cast.cohort, by=cast.chen)
    worker.drain()
    return MatchRun.objects.unscoped().get(pk=run.pk)


def _begun(cast: people.Cast) -> Relationship:
    """A pair of an earlier cohort, Amara and Benoît too, which both accepted."""
    cohort = Cohort.objects.create(
        programme=cast.programme,
        name="Spring 2026",
        starts_on=clock.today() - timedelta(days=200),
        ends_on=clock.today() + timedelta(days=165),
    )
    mentee, mentor = people.enrol(cohort, cast.amara, "mentee"), people.enrol(cohort, cast.benoit, "mentor")
    pair = relationships.PairOffer(mentee, mentor)
    begun = relationships.offer_pairs(cohort=cohort, pairs=[pair], run_id=None, by=cast.chen).created[0]
    for person in (cast.amara, cast.benoit):
        relationships.accept(member=begun.members.get(person=person), by=person)
    relationships.open_closing(relationship=begun, by=cast.benoit)
    relationships.say_closing(
        member=begun.members.get(person=cast.amara),
        achieved="We read forty echoes.",
        learned="To ask.",
        wish="renew",
        becomes_mentor=False,
        by=cast.amara,
    )
    return begun


def _next_best(cast: people.Cast) -> Proposal:
    """What was once found as the next best for Amara, who has Benoît by now."""
    run = MatchRun.objects.create(cohort=cast.cohort, number=90, state="done", method="everybody", is_next=True)
    return Proposal.objects.create(run=run, mentee=cast.amara_enrolled, mentor=cast.benoit_enrolled, fit=5000)


def _published(cast: people.Cast, run: MatchRun) -> Relationship:
    matching.publish_run(run=run, by=cast.chen)
    return Relationship.objects.unscoped().get(cohort=cast.cohort)
