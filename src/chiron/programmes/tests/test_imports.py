import pytest

from chiron.programmes.models import Application, Enrolment, ImportFile
from chiron.programmes.tests import support

pytestmark = pytest.mark.django_db


def counts(job):
    return {
        f.side: (f.created, f.updated, f.unchanged, f.rejected) for f in ImportFile.objects.unscoped().filter(job=job)
    }


def test_two_files_make_the_blueprint_and_the_people(cast):
    programme = support.from_files(cast.chen)
    job = support.imported(programme, cast.chen, mentee=support.mentees(6), mentor=support.mentors(4))
    assert job.state == "done"
    assert counts(job) == {"mentee": (6, 0, 0, 0), "mentor": (4, 0, 0, 0)}
    programme.refresh_from_db()
    assert not programme.is_from_files
    mentor = Enrolment.objects.unscoped().get(cohort__programme=programme, person__email="mentor2@example.net")
    assert mentor.capacity == 3
    assert mentor.transitions.get().to_state == "applied"
    answers = Application.objects.unscoped().get(enrolment=mentor).answers
    assert answers["can-help-with"] == ["research"]
