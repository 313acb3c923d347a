"""What “My data” says of who can read what is what the pages really show: each class of data, asked as everybody."""

import pytest

from chiron.core import fields, policy, privacy
from chiron.people import queries, rules
from chiron.people.templatetags import people as words
from chiron.programmes.queries import loaded
from chiron.relationships.models import Relationship
from tests import matrix, stage
from tests.test_walls import _shaped, read_everything

pytestmark = pytest.mark.django_db

#: Who stands for which reader around Amara; the assessor, the outsider and the signed-out stand for nobody.
ROLES = {
    "amara": "self", "benoit": "partner", "chen": "coordinator", "dina": "director", "efua": "support_lead",
    "hanne": "administrator",
}  # fmt: skip
STRANGERS = ("giulia", "farid", "nobody")


def word(name, model, field):
    return f"canary-{name}-{model._meta.model_name}-{field}"


def about(person):
    """Every row about somebody, as an export takes them."""
    return queries.kept_about(person)


def write(everything, name):
    """Put a word into each field of one class in each row about Amara, in a shape that its pages can show."""
    blueprint = loaded(everything.cast.programme.blueprint)
    texts = {side: next(q.id for q in blueprint.side(side) if q.kind == "text" and not q.identity)
             for side in ("mentee", "mentor")}  # fmt: skip
    written = 0
    for model, rows in about(everything.cast.amara):
        for field in model._meta.concrete_fields:
            if field.name not in privacy.classes_of(model)[name] or field.name == "email":
                continue  # an address is looked up by sign-in: its name stands in for it
            for row in rows:
                text = word(name, model, field.name)
                if isinstance(field, fields.EncryptedJSONField):
                    text = _shaped(model, field, row, text, texts)
                setattr(row, field.attname, text)
                row.save()
                written += 1
    return written


def test_who_meets_values_of_a_class_is_who_the_page_names(cast):
    everything, classes = stage.assemble(cast), ("personal", "confidential", "identity")
    for name in classes:
        assert write(everything, name), "the control: there is something to read"
    opened = matrix.readers()  # what answers otherwise is read in `test_walls`
    pages = read_everything(
        everything, (*ROLES, *STRANGERS), lambda route, who: who in STRANGERS or who in opened.get(route.name, ())
    )
    readers = {name: {"self"} for name in classes}
    for (_route, who), content in pages.items():
        for name in classes:
            if f"canary-{name}-".encode() in content:
                readers[name].add(ROLES.get(who, who))
    assert readers == {name: set(rules.READERS[name]) for name in classes}


def test_who_may_load_rows_about_somebody_is_who_the_page_names(cast):
    everything = stage.assemble(cast)
    own = {model: {row.pk for row in rows} for model, rows in about(everything.cast.amara)}
    hers = Relationship.objects.unscoped().filter(members__person=everything.cast.amara)
    own[Relationship] = set(hers.values_list("pk", flat=True))  # whoever sees it sees who is in it
    readers = set()
    for who, person in everything.cast.everybody().items():
        for name, ask in policy.REGISTRY.items():
            if ".visible_" not in name or name == "people.visible_help":
                continue
            rows = ask(person)
            if own.get(rows.model, set()) & set(rows.values_list("pk", flat=True)):
                readers.add(ROLES.get(who, who))
    assert readers - {"giulia"} == set(rules.READERS["operational"])
    assert "farid" not in readers


def test_every_class_is_named_once_and_every_reader_has_a_word():
    assert set(rules.READERS) == set(privacy.CLASSES) == set(words.WORDS)
    assert {role for readers in rules.READERS.values() for role in readers} <= set(words.READERS)
    for name in privacy.CLASSES:
        assert str(words.class_readers(name))
