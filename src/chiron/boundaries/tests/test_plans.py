"""A rotation plan as a file: every row ends in the register or with its reason; sent again it changes nothing."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from tests.cast import client_of

from chiron.boundaries import actions, policies, rules
from chiron.boundaries.models import Conflict
from chiron.core import clock
from chiron.core.models import AuditEntry
from chiron.people.models import Person
from chiron.people.tests.support import keyed

TODAY = clock.today()


def send(cast, text, name="plan.csv"):
    content = text if isinstance(text, bytes) else text.encode()
    file = SimpleUploadedFile(name, content)
    return client_of(cast.hanne).post(reverse("boundaries:import"), keyed(file=file))


@pytest.mark.django_db
def test_every_row_ends_in_the_register_or_with_its_reason(cast):
    text = (
        "Person;Other;Kind;From;Until\n"
        f"benoit@example.org;amara@example.org;assessor;{TODAY};\n"
        f"Dina Haddad;chen@example.org;manages;{TODAY:%d.%m.%Y};{TODAY + timedelta(days=90)}\n"
        f"giulia@example.org;amara@example.org;evaluates;{TODAY};\n"
        f"farid@elsewhere.example;amara@example.org;;{TODAY};\n"
        f"benoit@example.org;;assessor;{TODAY};\n"
        f"benoit@example.org;chen@example.org;friend;{TODAY};\n"
        "benoit@example.org;chen@example.org;;03/04/2026;\n"
        f"benoit@example.org;chen@example.org;;{TODAY};{TODAY - timedelta(days=9)}\n"
        f"efua@example.org;efua@example.org;;{TODAY};\n"
    )
    answer = send(cast, text)
    assert answer.status_code == 200
    outcome = answer.context["outcome"]
    assert (outcome["added"], outcome["known"]) == (2, 1)
    reasons = dict(outcome["left_out"])
    assert sorted(reasons) == [4, 5, 6, 7, 8, 9]
    assert "farid@elsewhere.example" in reasons[4]
    assert "“other” is empty" in reasons[5]
    assert "friend" in reasons[6]
    assert "2026-03-01" in reasons[7], "an unclear day says how to write it"
    assert "before it starts" in reasons[8]
    assert "two different people" in reasons[9]
    assert policies.are_apart(cast.amara, cast.benoit)
    assert set(Conflict.objects.unscoped().values_list("kind", flat=True)) == {"assessor", "line_manager"}
    again = send(cast, text).context["outcome"]
    assert (again["added"], again["known"]) == (0, 3)
    assert Conflict.objects.unscoped().count() == 3


@pytest.mark.django_db
def test_a_file_that_cannot_be_one_is_refused_as_a_whole(cast):
    rows = "".join(f"a{n}@x.org,b{n}@x.org,2026-01-01\n" for n in range(rules.MOST_ROWS + 1))
    for content, word in (
        (b"", "plan"), (b"\x00\x01\x02", "plan"), ("name,age\nAmara,3\n", "person, other, from"),
        ("person,other,from\n" + rows, "1,000"),
    ):  # fmt: skip
        answer = send(cast, content)
        assert answer.status_code == 422, content[:20]
        assert word in str(answer.context["form"].errors), answer.context["form"].errors
    assert client_of(cast.hanne).post(reverse("boundaries:import"), keyed()).status_code == 422
    assert Conflict.objects.unscoped().count() == 1


@pytest.mark.django_db
def test_the_same_form_sent_twice_imports_once(cast):
    client, said = client_of(cast.hanne), keyed()
    text = f"person,other,from\nbenoit@example.org,amara@example.org,{TODAY}\n".encode()
    for expected in (200, 303):
        file = SimpleUploadedFile("plan.csv", text)
        assert client.post(reverse("boundaries:import"), {**said, "file": file}).status_code == expected
    assert Conflict.objects.unscoped().filter(person=cast.benoit).count() == 1


@pytest.mark.django_db
def test_a_long_file_is_registered_a_part_at_a_time(cast, monkeypatch):
    monkeypatch.setattr(rules, "CHUNK", 2)
    names = [f"n{number}@example.org" for number in range(5)]
    for name in names:
        Person.objects.create(institution=cast.hospital, name=name, email=name)
    rows = "".join(f"{name},amara@example.org,{TODAY}\n" for name in [*names, "nobody@example.org"])
    outcome = send(cast, f"person,other,from\n{rows}").context["outcome"]
    assert (outcome["added"], [row for row, _why in outcome["left_out"]]) == (5, [6])
    assert AuditEntry.objects.filter(event="boundaries.plan.imported").count() == 3


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("stands", "said", "holds"),
    [
        ((0, 10), (0, 90), (0, 90)), ((0, 10), (0, None), (0, None)), ((30, 60), (0, 40), (0, 60)),
        ((-9, 10), (5, 90), (-9, 90)), ((30, None), (0, 60), (0, None)),
    ],
    ids=["prolonged", "without an end", "earlier", "both", "open already"],
)  # fmt: skip
def test_a_plan_that_says_more_than_the_register_lengthens_it(cast, stands, said, holds):
    def plan(days):
        first, last = (TODAY + timedelta(days=day) if day is not None else "" for day in days)
        return f"person,other,from,until\nbenoit@example.org,amara@example.org,{first},{last}\n"

    send(cast, plan(stands))
    for counts, words in (
        ((0, 1, 0), "is longer now"),
        ((0, 0, 1), "1 stood there already"),
    ):
        answer = send(cast, plan(said))
        assert tuple(answer.context["outcome"][each] for each in ("added", "lengthened", "known")) == counts
        assert words in answer.content.decode()
        conflict = Conflict.objects.unscoped().get(person=cast.benoit)
        assert [each and (each - TODAY).days for each in (conflict.starts_on, conflict.ends_on)] == list(holds)
    assert policies.are_apart(cast.amara, cast.benoit), "from today on, not from the day that stood there before"
    assert AuditEntry.objects.filter(event="boundaries.conflict.lengthened", outcome="done").count() == 1


@pytest.mark.django_db
def test_what_was_ended_by_hand_comes_back_by_hand_or_by_a_plan_that_says_more(cast):
    def plan(until):
        return send(cast, f"person,other,from,until\nbenoit@example.org,amara@example.org,{TODAY},{until}\n")

    until = TODAY + timedelta(days=90)
    plan(until)
    conflict = Conflict.objects.unscoped().get(person=cast.benoit)
    actions.end_conflict(conflict=conflict, on=TODAY, by=cast.hanne)
    [(_row, why)] = plan(until).context["outcome"]["left_out"]
    assert "ended it on" in why
    conflict.refresh_from_db()
    assert conflict.ends_on == TODAY
    assert plan(until + timedelta(days=9)).context["outcome"]["lengthened"] == 1
    conflict.refresh_from_db()
    assert (conflict.ends_on, conflict.was_ended) == (until + timedelta(days=9), False)


@pytest.mark.django_db
def test_a_plan_that_begins_after_a_conflict_was_ended_by_hand_does_not_bring_back_the_rest_of_it(cast):
    def plan(start, until):
        start, until = (TODAY + timedelta(days=each) for each in (start, until))
        text = f"person,other,from,until\nbenoit@example.org,amara@example.org,{start},{until}\n"
        return send(cast, text).context["outcome"]

    plan(-5, 90)
    conflict = Conflict.objects.unscoped().get(person=cast.benoit)
    actions.end_conflict(conflict=conflict, on=TODAY - timedelta(days=1), by=cast.hanne)
    for start in (0, 30):
        [(_row, why)] = plan(start, 90)["left_out"]
        assert "ended it on" in why
    assert not policies.are_apart(cast.amara, cast.benoit)
    assert plan(30, 99)["added"] == 1, "it says more than before"


@pytest.mark.django_db
def test_a_conflict_without_a_known_end_that_was_ended_by_hand_keeps_no_later_one_from_the_register(cast):
    conflict = actions.register_conflict(
        person=cast.benoit, other=cast.amara, kind="assessor", starts_on=TODAY - timedelta(days=5), ends_on=None,
        by=cast.hanne,
    )  # fmt: skip
    actions.end_conflict(conflict=conflict, on=TODAY - timedelta(days=1), by=cast.hanne)
    text = f"person,other,from\nbenoit@example.org,amara@example.org,{TODAY + timedelta(days=200)}\n"
    assert send(cast, text).context["outcome"]["added"] == 1


@pytest.mark.django_db
def test_names_that_two_people_share_are_asked_about(cast):
    Person.objects.create(institution=cast.hospital, name="amara okafor", email="a2@example.org")
    entry = rules.Entry(1, "Benoît Lefèvre", "Amara Okafor", "assessor", TODAY, None)
    done = actions.import_plan(institution=cast.hospital, entries=[entry], by=cast.hanne)
    assert done.added == 0
    assert "Several people" in done.left_out[0][1]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Álvaro Ruiz", "Álvaro Ruiz"), ("Álvaro Ruiz", "ÁLVARO RUIZ"), ("Anna Strauß", "Anna Strauß"),
        ("Benoît Lefèvre", "Benoi\u0302t Lefe\u0300vre"), ("Benoi\u0302t Lefe\u0300vre", "Benoît Lefèvre"),
        ("Ana  Pérez", "Ana\u00a0Pérez"), ("Øystein Å", "øystein å"),
    ],
    ids=["capital", "all capitals", "ß", "file from a Mac", "register from a Mac", "blanks", "another alphabet"],
)  # fmt: skip
def test_people_are_known_by_their_names_in_every_spelling_of_them(cast, name, said):
    somebody = Person.objects.create(institution=cast.hospital, name=name, email="somebody@example.org")
    Person.objects.unscoped().filter(pk=cast.benoit.pk).update(name="Somebody else")
    outcome = send(cast, f"person,other,from\n{said},AMARA@example.org,{TODAY}\n").context["outcome"]
    assert outcome["added"] == 1, outcome
    assert Conflict.objects.unscoped().get(other=cast.amara, person=somebody)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-01", date(2026, 3, 1)), ("2026/3/1", date(2026, 3, 1)), ("2026-03/01", None),
        ("9999-12-31", date(9999, 12, 31)),
        ("2026-03-01T00:00:00", date(2026, 3, 1)), ("1.3.2026", date(2026, 3, 1)),
        ("2026-03-01 00:00:00", date(2026, 3, 1)), ("25/3/2026", date(2026, 3, 25)), ("3/25/2026", date(2026, 3, 25)),
        ("3/3/2026", date(2026, 3, 3)), ("3/4/2026", None), ("2026-02-30", None), ("31/31/2026", None), ("soon", None),
        ("", None),
    ],
)  # fmt: skip
def test_a_day_is_read_only_where_one_reading_is_possible(text, expected):
    assert rules.day(text) == expected


def test_columns_are_found_in_both_languages_and_any_order():
    assert rules.places(["Hasta", "A quién", "Quién", "Desde "]) == {
        "person": 2, "other": 1, "starts_on": 3, "ends_on": 0,
    }  # fmt: skip
    assert rules.missing(rules.places(["whom"])) == ["person", "from"]


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading_of_a_day_or_a_kind(text):
    found = rules.day(text)
    assert found is None or isinstance(found, date)
    assert rules.kind(text) in {None, *rules.KINDS}
