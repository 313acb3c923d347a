"""Each page: it works, the signed-out are led to sign in, outsiders and assessors learn nothing."""

import pytest
from django.urls import reverse
from tests.cast import client_of

from chiron.boundaries import actions as boundaries
from chiron.core import clock, worker
from chiron.programmes import actions, queries
from chiron.programmes.models import Import, ProgrammeRole
from chiron.programmes.tests import support

pytestmark = pytest.mark.django_db


def address(cast, name):
    """The address of a route with an argument of the cast's programme."""
    version = cast.programme.blueprint
    job = Import.objects.unscoped().first()
    role = ProgrammeRole.objects.unscoped().filter(programme=cast.programme, role="director").get()
    arguments = {
        "list": [], "start": [], "blueprints": [], "blueprint_upload": [], "blueprint_new": [],
        "shipped": ["residency-dyads"], "shipped_export": ["residency-dyads"],
        "blueprint": [version.pk], "blueprint_edit": [version.pk], "blueprint_yaml": [version.pk],
        "blueprint_export": [version.pk], "role_end": [role.pk],
        "enrolment": [cast.amara_enrolled.pk], "capacity": [cast.benoit_enrolled.pk],
        "invite": [cast.amara_enrolled.pk],
        "withdraw": [cast.amara_enrolled.pk], "restore": [cast.amara_enrolled.pk],
        "import": [job.pk if job else cast.cohort.pk], "import_cancel": [job.pk if job else cast.cohort.pk],
        "import_resume": [job.pk if job else cast.cohort.pk], "rejects": [job.pk if job else cast.cohort.pk, "mentee"],
        "apply": [cast.amara_enrolled.pk], "apply_save": [cast.amara_enrolled.pk],
        "applied": [cast.amara_enrolled.pk], "leave": [cast.amara_enrolled.pk],
    }  # fmt: skip
    of_programme = {"programme", "open", "close", "cohort_add", "roles", "upgrade"}
    default = [cast.programme.pk] if name in of_programme else [cast.cohort.pk]
    return reverse(f"programmes:{name}", args=arguments.get(name, default))


COORDINATOR = [
    "start", "blueprints", "blueprint_upload", "blueprint_new", "shipped", "shipped_export", "blueprint",
    "blueprint_edit", "blueprint_yaml", "blueprint_export", "cohort_add", "upgrade", "people", "person_add",
    "people_csv", "people_xlsx", "upload", "enrolment", "import", "rejects",
]  # fmt: skip
COMMANDS = [
    "open",
    "close",
    "invite_all",
    "capacity",
    "invite",
    "withdraw",
    "restore",
    "import_cancel",
    "import_resume",
]
OWN = ["apply", "applied"]
LEAVING = ["leave"]
EVERY = [*COORDINATOR, *COMMANDS, *OWN, *LEAVING, "list", "programme", "roles", "role_end", "apply_save"]


@pytest.fixture
def house(cast):
    """The cast, and an import that waits to be confirmed."""
    uploads = {"mentee": support.file(support.mentees(3))}
    actions.start_import(cohort=cast.cohort, uploaded=uploads, by=cast.chen)
    worker.drain()
    return cast


def statuses(cast, who, names, *, method="get"):
    """What each page answers to somebody, by name."""
    client = client_of(who)
    found = {}
    for name in names:
        url = address(cast, name)
        response = client.get(url) if method == "get" else client.post(url, support.keyed())
        found[name] = response.status_code
        support.content(response)
    return found


def test_a_coordinator_opens_every_page(house):
    names = [*COORDINATOR, "list", "programme", "roles"]
    assert statuses(house, house.chen, names) == dict.fromkeys(names, 200)


def test_the_signed_out_are_led_to_sign_in(house):
    client = client_of(None)
    for name in EVERY:
        for response in (client.get(address(house, name)), client.post(address(house, name), support.keyed())):
            assert response.status_code == 302, name
            assert response["Location"].startswith(reverse("account_login")), name


def test_an_outsider_learns_nothing(house):
    own = {"list", "start", "blueprints", "blueprint_upload", "blueprint_new", "shipped", "shipped_export"}
    names = [
        name for name in EVERY if name not in own
    ]  # he administers another house, so he may start programmes there
    assert statuses(house, house.farid, own) == dict.fromkeys(own, 200)
    assert statuses(house, house.farid, names) == dict.fromkeys(names, 404)
    assert statuses(house, house.farid, names, method="post") == dict.fromkeys(names, 404)
    house.amara_enrolled.refresh_from_db()
    assert house.amara_enrolled.state == "applied"


def test_an_assessor_learns_nothing(house):
    names = [*COORDINATOR, *COMMANDS, *OWN, *LEAVING, "roles", "role_end", "apply_save"]
    assert statuses(house, house.giulia, names) == dict.fromkeys(names, 404)
    assert statuses(house, house.giulia, names, method="post") == dict.fromkeys(names, 404)


def test_directors_and_administrators_see_nobody(house):
    names = ["people", "people_csv", "people_xlsx", "enrolment", "import", "rejects", "upload", *OWN]
    assert statuses(house, house.dina, names) == dict.fromkeys(names, 404)
    assert statuses(house, house.hanne, names) == dict.fromkeys(names, 404)


def test_only_the_person_opens_their_application(house):
    assert statuses(house, house.amara, OWN) == dict.fromkeys(OWN, 200)
    assert statuses(house, house.chen, OWN) == dict.fromkeys(OWN, 404)
    assert statuses(house, house.benoit, OWN) == dict.fromkeys(OWN, 404)


def test_a_coordinator_does_not_read_the_answers_of_somebody_whom_they_assess(house):
    application = house.amara_enrolled.application
    questions = queries.blueprint_of(house.programme).questions.mentee
    application.answers = {
        next(each.id for each in questions if each.kind == "text" and not each.identity): "A canary sings"
    }
    application.save()
    client = client_of(house.chen)

    def seen():
        page, file = client.get(address(house, "enrolment")), client.get(address(house, "people_csv"))
        texts = page.content.decode(), support.content(file).decode()
        return ["A canary sings" in text for text in texts]

    assert seen() == [True, True]
    boundaries.register_conflict(
        person=house.chen, other=house.amara, kind="assessor", starts_on=clock.today(), ends_on=None, by=house.system
    )
    assert seen() == [False, False]


def test_a_form_without_its_key_changes_nothing(house):
    response = client_of(house.chen).post(address(house, "withdraw"))
    assert response.status_code in (302, 303)
    house.amara_enrolled.refresh_from_db()
    assert house.amara_enrolled.state == "applied"


def test_those_who_take_part_see_what_happens_when_and_nothing_of_others(house):
    text = client_of(house.amara).get(address(house, "programme")).content.decode()
    assert "First six weeks" in text
    assert "People by state" not in text
    assert reverse("programmes:people", args=[house.cohort.pk]) not in text
