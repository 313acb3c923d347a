"""Who of a cohort has finished which training: for its coordinators, completion only."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.cast import client_of

from chiron.boundaries import actions as boundaries
from chiron.core import clock
from chiron.learning import policies, queries
from chiron.learning.models import ModuleProgress

pytestmark = pytest.mark.django_db
COURSE = "mentor-essentials"
MODULES = queries.item_for("training", COURSE).content["modules"]


def finish(person, modules, course=COURSE, **rest):
    for module in modules:
        ModuleProgress.objects.create(
            institution_id=person.institution_id, person=person, course=course, module=module, version=1,
            **({"finished_at": clock.now()} | rest),
        )  # fmt: skip


def page_of(person, cohort, **query):
    return client_of(person).get(reverse("learning:cohort_training", args=[cohort.pk]), query)


def text_of(person, cohort, **query):
    answer = page_of(person, cohort, **query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_coordinator_sees_how_far_everybody_is_and_no_answer(cast):
    finish(cast.benoit, MODULES[:4], answers={"silence-after-two-meetings": "short-note"})
    finish(cast.amara, MODULES)
    mentors, mentees = text_of(cast.chen, cast.cohort), text_of(cast.chen, cast.cohort, side="mentee")
    assert "4 of 6 modules" in mentors
    assert re.search(r"Mentor essentials: finished by 0 of \d, begun by 1 more\.", mentors)
    assert re.search(r"Mentor essentials: finished by 1 of \d, begun by 0 more\.", mentees)
    assert cast.benoit.name not in mentees
    assert "short-note" not in mentors + mentees


def test_a_module_begun_or_taken_out_of_the_library_does_not_count(cast):
    finish(cast.benoit, MODULES[:1], finished_at=None)
    finish(cast.benoit, ["a-module-of-last-year"])
    assert "none yet" in text_of(cast.chen, cast.cohort)
    assert "modules</td>" not in text_of(cast.chen, cast.cohort)


def test_only_those_who_have_not_finished_a_course(cast):
    assert cast.benoit.name in text_of(cast.chen, cast.cohort, open=COURSE)
    finish(cast.benoit, MODULES)
    text = text_of(cast.chen, cast.cohort, open=COURSE)
    assert cast.benoit.name not in text
    assert cast.benoit.name in text_of(cast.chen, cast.cohort, open="no-such-course")


def test_where_all_have_finished_the_page_says_so(cast):
    for enrolment in cast.cohort.enrolments.filter(side="mentor"):
        finish(enrolment.person, MODULES)
    assert "All of them have finished it." in text_of(cast.chen, cast.cohort, open=COURSE)


def test_nobody_but_the_coordinator_gets_the_page_or_the_file(cast):
    url = reverse("learning:cohort_training_csv", args=[cast.cohort.pk])
    for person in (cast.amara, cast.benoit, cast.dina, cast.efua, cast.farid, cast.giulia, cast.hanne):
        assert page_of(person, cast.cohort).status_code == 404, person.name
        assert client_of(person).get(url).status_code == 404, person.name
        assert not policies.visible_finished(person).exists()


def test_nothing_is_shown_of_somebody_from_whom_the_coordinator_is_kept_apart(cast):
    finish(cast.benoit, MODULES)
    boundaries.place_hold(person=cast.chen, other=cast.benoit, by=cast.chen)
    text = text_of(cast.chen, cast.cohort)
    assert cast.benoit.name not in text
    assert not policies.visible_finished(cast.chen).exists()
    file = client_of(cast.chen).get(reverse("learning:cohort_training_csv", args=[cast.cohort.pk]))
    assert cast.benoit.name not in b"".join(file).decode()


def test_nothing_is_shown_of_somebody_who_has_left(cast):
    finish(cast.benoit, MODULES)
    cast.benoit_enrolled.state = "withdrawn"
    cast.benoit_enrolled.save(update_fields=["state"])
    assert cast.benoit.name not in text_of(cast.chen, cast.cohort)
    assert not policies.visible_finished(cast.chen).exists()


def test_the_file_has_a_line_a_person_and_two_columns_a_course(cast):
    finish(cast.benoit, MODULES)
    answer = client_of(cast.chen).get(reverse("learning:cohort_training_csv", args=[cast.cohort.pk]))
    heading, *lines = b"".join(answer).decode("utf-8-sig").splitlines()
    assert heading.startswith("Name,E-mail address,Side,")
    assert heading.endswith(",Mentor essentials: modules done,Mentor essentials: finished on")
    [line] = [line for line in lines if cast.benoit.name in line]
    assert line.endswith(f",6/6,{clock.today().isoformat()}")
    assert ",mentor,0/4,,0/3,," in line


def test_the_page_asks_the_database_as_often_for_three_people_as_for_thirty(cast):
    def asked():
        browser, url = client_of(cast.chen), reverse("learning:cohort_training", args=[cast.cohort.pk])
        browser.get(url)
        with CaptureQueriesContext(connection) as found:
            browser.get(url)
        return len(found)

    few = asked()
    for number in range(30):
        person = cast.hospital.people.create(name=f"Mentor {number}", email=f"m{number}@example.org")
        cast.cohort.enrolments.create(person=person, side="mentor", state="applied")
        finish(person, MODULES[: number % 7])
    assert asked() == few


def test_the_way_there_is_on_the_shelf_and_on_the_course_for_coordinators_only(cast):
    url = reverse("learning:cohort_training", args=[cast.cohort.pk])
    for place in (reverse("learning:library"), reverse("learning:item", args=["training", COURSE])):
        assert url in client_of(cast.chen).get(place).content.decode()
        assert url not in client_of(cast.benoit).get(place).content.decode()


def test_the_learner_sees_how_far_they_are(cast):
    finish(cast.benoit, MODULES[:4])
    shelf = client_of(cast.benoit).get(reverse("learning:library"), {"kind": "training"}).content.decode()
    assert "You finished 4 of 6 modules" in shelf
