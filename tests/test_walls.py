"""Rows 3 and 4 of the scorecard: what an assessor can reach is the same bytes whatever the learner wrote, and a word
hidden in every encrypted field comes out in the allowed places only.
"""

import re

import pytest
from django.db import connection, models

from chiron.core import fields, outbox, privacy, routes
from chiron.core.models import OutboxMessage
from chiron.programmes.queries import loaded
from tests import matrix, stage

pytestmark = pytest.mark.django_db

#: What differs between two answers of the same page: keys, nonces, tokens.
FLEETING = re.compile(
    rb'name="csrfmiddlewaretoken" value="[^"]+"|name="form_key" value="[^"]+"|nonce="[^"]*"|'
    rb"nonce-[A-Za-z0-9_=+/-]+|csrftoken[^;]*"
)

#: Headers that say when and how long, not what.
PASSING = {"Content-Length", "Expires"}

#: Who may meet which hidden word on some page: the field, and the people.
ALLOWED = {
    "people.Person.about": {"own"},
    "programmes.Application.answers": {"own", "chen"},
    "programmes.Application.identity": {"own"},
    "relationships.Member.why": {"own"},
    "relationships.Member.reason": {"own"},
    "relationships.AgendaPoint.text": {"own", "amara", "benoit"},
    "relationships.Commitment.text": {"own", "amara", "benoit"},
    "relationships.Meeting.link": {"own", "amara", "benoit"},
    "relationships.Meeting.place": {"own", "amara", "benoit"},
    "relationships.MeetingNote.text": {"own", "amara", "benoit"},
    "scheduling.Calendar.name": {"own"},
    "relationships.CheckInAnswer.said": {"own", "amara", "benoit"},
    "relationships.Rating.said": {"own"},
    "relationships.Agreement.points": {"amara", "benoit"},
    "relationships.Signature.learning": {"own", "amara", "benoit"},
    "relationships.Closing.achieved": {"own", "amara", "benoit"},
    "relationships.Closing.learned": {"own", "amara", "benoit"},
    "relationships.Message.text": {"own", "amara", "benoit"},
    "relationships.Goal.title": {"own", "benoit"},
    "relationships.Goal.evidence": {"own", "benoit"},
    "relationships.Decision.question": {"own", "benoit"},
    "relationships.Decision.choice": {"own", "benoit"},
    "relationships.Decision.why": {"own", "benoit"},
    "relationships.Decision.outcome": {"own", "benoit"},
    "relationships.TutoringEntry.skill": {"own", "amara"},
    "relationships.TutoringEntry.keep": {"own", "amara"},
    "relationships.TutoringEntry.change": {"own", "amara"},
    "relationships.TutoringEntry.next_step": {"own", "amara"},
    "relationships.Plan.words": {"own"},
    "relationships.PlanReview.words": {"own", "benoit"},
    "matching.RunInput.answers": {"own", "chen"},
    "programmes.RejectedRow.cells": {"own", "chen"},
}


@pytest.fixture
def everything(cast):
    return stage.assemble(cast)


def encrypted():
    """Every encrypted field of every table."""
    for model in privacy.our_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, fields.EncryptedTextField):
                yield model, field


def word_for(model, field, row):
    return f"canary {model._meta.label} {field.name} {privacy.owner_of(row)} end"


def write_everywhere(everything, make):
    """Put what *make* says into every encrypted field of every row, in a shape that its pages can show."""
    blueprint = loaded(everything.cast.programme.blueprint)
    texts = {side: next(q.id for q in blueprint.side(side) if q.kind == "text" and not q.identity) for side in
             ("mentee", "mentor")}  # fmt: skip
    for model, field in encrypted():
        for row in model._base_manager.all():
            word = make(model, field, row)
            if isinstance(field, fields.EncryptedJSONField):
                word = _shaped(model, field, row, word, texts)
            setattr(row, field.attname, word)
            row.save()


def _shaped(model, field, row, word, texts):
    if field.name == "why":
        return {"en": [word], "es": [word]}
    if field.name == "said" and hasattr(row, "rated_at"):
        return {"areas": [[word, 5, 4]]}
    if field.name == "said" and hasattr(row, "check_in"):
        return {"choice": "good", "change": word}
    if field.name == "cells":
        return {"row": [word]}
    if field.name == "words":
        return {"strengths": word}
    if field.name == "identity":
        return {"identity": word}
    if not hasattr(row, "enrolment"):
        return {**getattr(row, field.attname), "canary": {"en": word, "es": word}}
    return {texts[row.enrolment.side]: word}


def read_everything(everything, names, is_read=lambda route, name: True):
    """Every byte that *names* can reach by GET, on the routes that *is_read* takes for a name."""
    browsers = matrix.clients(everything)
    pages = {}
    for route in matrix.our_routes():
        if "export" in route.name and "people:" in route.name:
            continue  # one's own data: nobody else's page
        url = matrix.address(route, everything)
        for name in names:
            if not is_read(route, name):
                continue
            answer = matrix.ask(browsers[name], "GET", url)
            content = getattr(answer, "content_read", None) or (b"" if answer.streaming else answer.content)
            headers = repr(sorted((k, v) for k, v in answer.items() if k not in PASSING)).encode()
            pages[route.name, name] = FLEETING.sub(b"", content + headers)
    return pages


def test_what_others_can_reach_does_not_depend_on_what_a_learner_wrote(everything):
    """Two worlds, equal but for every encrypted word: the assessor, the outsider, the director and the administrator
    get identical bytes on every route."""
    write_everywhere(everything, lambda model, field, row: "one world")
    names = ("giulia", "farid", "dina", "hanne", "efua", "nobody")
    _keep_own(everything, names)
    one = read_everything(everything, names)
    write_everywhere(everything, lambda model, field, row: "quite another world, and longer")
    _keep_own(everything, names)
    other = read_everything(everything, names)
    differing = [key for key in one if one[key] != other[key]]
    assert differing == []


def _keep_own(everything, names):
    """What these people wrote themselves stays the same in both worlds."""
    own = [everything.cast.everybody()[name] for name in names if name != "nobody"]
    for model, field in encrypted():
        for row in model._base_manager.all():
            if privacy.owner_of(row) in {person.pk for person in own}:
                setattr(row, field.attname, field.empty())
                row.save()


def test_the_comparison_would_notice_a_leak(everything):
    """The control: the coordinator reads applications, so for her the two worlds do differ."""

    def applications(route, name):
        return route.name == "programmes:enrolment"

    write_everywhere(everything, lambda model, field, row: "one world")
    one = read_everything(everything, ("chen",), applications)
    write_everywhere(everything, lambda model, field, row: "another world")
    other = read_everything(everything, ("chen",), applications)
    assert [key for key in one if one[key] != other[key]] == [("programmes:enrolment", "chen")]


def test_hidden_words_come_out_in_the_allowed_places_only(everything, caplog):
    write_everywhere(everything, word_for)
    people = everything.cast.everybody()
    found = set()
    for (_route, name), content in read_everything(everything, matrix.PEOPLE).items():
        for label, field, owner in re.findall(rb"canary (\S+) (\S+) (\S+) end", content):
            whose = "own" if name != "nobody" and str(people[name].pk) == owner.decode() else name
            found.add((f"{label.decode()}.{field.decode()}", whose))
    leaks = {(field, who) for field, who in found if who not in ALLOWED.get(field, set())}
    assert leaks == set()
    assert ("programmes.Application.answers", "chen") in found, "the control: some page must show the words"
    assert "canary" not in caplog.text


def test_hidden_words_stand_nowhere_in_the_database_or_the_mail(everything):
    OutboxMessage.objects.exclude(kind="people.invitation").update(state="waiting")
    write_everywhere(everything, word_for)
    assert b"canary" not in _every_stored_byte()
    sent = []
    while outbox.deliver_one(sent.append):
        pass
    assert sent
    mails = "".join(_said(mail) for mail in sent if "people.invitation" not in mail["Subject"])
    found = set(re.findall(r"canary (\S+) (\S+)", mails))
    assert found == {("relationships.Meeting", "place"), ("relationships.Meeting", "link")}, (
        "calendar mail says when and where; no other mail says anything"
    )


def _said(mail):
    """Everything that a mail says, its parts decoded and the lines of its calendar unfolded."""
    parts = [part.get_content() for part in mail.walk() if part.get_content_maintype() == "text"]
    return "\n".join([mail["Subject"], *parts]).replace("\r\n ", "").replace("\n ", "")


def _every_stored_byte():
    """What anybody with the files would read: every column of every table, as stored."""
    found = b""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                found += b"|".join(bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in row)
    return found


def test_every_encrypted_field_has_a_word_on_the_stage(everything):
    """A table with an encrypted field but no row on the stage would be tested by nobody."""
    empty = {
        model._meta.label
        for model, _field in encrypted()
        if not issubclass(model, models.Model) or not model._base_manager.exists()
    }
    assert empty <= {"programmes.RejectedRow"}


def test_every_route_is_read():
    assert {route.name for route in matrix.our_routes()} == {route.name for route in routes.routes()}
