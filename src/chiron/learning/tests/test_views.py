"""The pages of the library."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.cast import client_of

from chiron.core import clock
from chiron.learning import queries
from chiron.learning.models import ModuleProgress
from chiron.people.tests.support import keyed
from chiron.relationships.models import Relationship

pytestmark = pytest.mark.django_db
MODULE = ["mentor-essentials", "expectations"]
CASE = reverse("learning:item", args=["cases", "the-first-death"])
NOTES = "To let a first death be something that happens to a person."


def text_of(person, url, **query):
    answer = client_of(person).get(url, query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_shelf_shows_thirty_and_says_how_many_there_are(cast):
    text = text_of(cast.amara, reverse("learning:library"))
    assert text.count('class="person"') == 30
    assert "1 to 30 of 67" in text


def test_modules_are_found_by_their_words_and_do_not_crowd_the_shelf(cast):
    assert "Six modules of twenty minutes" in text_of(cast.amara, reverse("learning:library"), kind="training")
    assert "Listening and feedback" in text_of(cast.amara, reverse("learning:library"), q="Listening and feedback")


def test_a_search_in_spanish_from_an_english_page(cast):
    text = text_of(cast.amara, reverse("learning:library"), q="interprete", to_read_in="es")
    assert "La intérprete" in text or "intérprete" in text
    assert "1 item answers" in text or "items answer" in text


def test_words_of_the_other_language_lead_to_it(cast):
    text = text_of(cast.amara, reverse("learning:library"), q="madrugada")
    assert "items answer in <a" in text
    assert "?q=madrugada&amp;to_read_in=es" in text
    assert "answer in <a" not in text_of(cast.amara, reverse("learning:library"), q="xylophone")


def test_a_spanish_page_goes_on_searching_in_spanish(cast):
    cast.amara.account.language = "es"
    cast.amara.account.save(update_fields=["language"])
    assert '<option value="es" selected>' in text_of(cast.amara, reverse("learning:library"))


def test_a_module_names_its_reading_after_its_vignettes(cast):
    text = text_of(cast.amara, reverse("learning:module", args=["mentor-essentials", "equity"]))
    assert text.index("The vignettes") < text.index("Further reading") < text.index("Ramanan RA")


def test_an_empty_shelf_says_what_to_do(cast, settings, tmp_path):
    assert "Try fewer words" in text_of(cast.amara, reverse("learning:library"), q="xylophone quark")
    settings.CHIRON_LIBRARY = tmp_path
    assert "once this site has some" in text_of(cast.amara, reverse("learning:library"))


@pytest.mark.parametrize("query", [{"level": "god"}, {"minutes": "-1"}, {"tag": "x"}, {"kind": "x"}, {"page": "x"},
                                   {"to_read_in": "xx"}, {"q": "x" * 500}])  # fmt: skip
def test_nonsense_in_the_address_is_not_asked(cast, query):
    text_of(cast.amara, reverse("learning:library"), **query)


def test_a_mentee_reads_the_case_without_its_notes(cast):
    text = text_of(cast.amara, CASE)
    assert "Amparo Quiles" in text
    assert NOTES not in text
    assert "There are notes for whoever leads this session" in text


def test_a_mentor_and_a_coordinator_read_the_notes(cast):
    for person in (cast.benoit, cast.chen):
        assert NOTES in text_of(person, CASE)


def test_a_member_of_a_circle_reads_the_notes(cast):
    circle = Relationship.objects.create(
        institution=cast.hospital, cohort=cast.cohort, kind="circle", name="Heron", state="active",
        offered_at=clock.now(), began_at=clock.now(),
    )  # fmt: skip
    enrolled = cast.amara_enrolled
    circle.members.create(person=cast.amara, enrolment=enrolled, role="member", answer="accepted")
    assert NOTES in text_of(cast.amara, CASE), "the facilitator changes every time"


def test_a_programme_is_read_by_everybody_and_started_by_a_coordinator(cast):
    url = reverse("learning:item", args=["programmes", "residency-dyads"])
    mentee, coordinator = text_of(cast.amara, url), text_of(cast.chen, url)
    assert "First meeting" in mentee
    assert "How to run it" not in mentee
    assert "Start this programme" not in mentee
    assert "How to run it" in coordinator
    assert reverse("programmes:shipped", args=["residency-dyads"]) in coordinator


def test_an_item_is_read_in_the_language_asked_for(cast):
    text = text_of(cast.amara, CASE, to_read_in="es")
    assert "La primera muerte" in text
    assert 'lang="es"' in text
    assert "At a glance" in text, "the page around it stays as it is"


@pytest.mark.parametrize("kind", ["cases", "training", "circles", "prompts", "frameworks", "elements", "programmes"])
def test_every_item_of_every_kind_opens(cast, kind):
    browser = client_of(cast.benoit)
    for item in queries.library().of(kind):
        names = item.key.split("/")
        route, names = ("learning:module", names[1:]) if item.is_module else ("learning:item", names)
        for language in ("en", "es"):
            answer = browser.get(reverse(route, args=names), {"to_read_in": language})
            assert answer.status_code == 200, item.key
            assert item.title(language).replace("’", "") in answer.content.decode().replace("’", "")


@pytest.mark.parametrize("url", ["cases/nothing", "nothing/at-all", "training/mentor-essentials/nothing",
                                 "cases/the-first-death/print/exe"])  # fmt: skip
def test_what_is_not_there_is_404(cast, url):
    assert client_of(cast.amara).get(f"{reverse('learning:library')}{url}/").status_code == 404


def test_the_copy_with_notes_goes_to_whoever_leads(cast):
    url = reverse("learning:item_print", args=["cases", "the-first-death", "pdf"])
    assert client_of(cast.amara).get(url, {"copy": "facilitator"}).status_code == 404
    answer = client_of(cast.benoit).get(url, {"copy": "facilitator", "to_read_in": "es"})
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'inline; filename="the-first-death-es.pdf"'
    assert client_of(cast.amara).get(url)["Content-Type"] == "application/pdf"


def test_a_vignette_is_answered_and_its_reasons_are_read(cast):
    browser = client_of(cast.amara)
    page = reverse("learning:module", args=MODULE)
    reason = "Silence is rarely a lack of interest"
    assert reason not in browser.get(page).content.decode()
    url = reverse("learning:module_answer", args=[*MODULE, "silence-after-two-meetings"])
    answer = browser.post(url, keyed(option="wait"))
    assert answer.status_code == 302
    assert answer.url.endswith("#silence-after-two-meetings")
    text = browser.get(page).content.decode()
    assert reason in text
    assert "You chose this" in text
    assert reason not in client_of(cast.benoit).get(page).content.decode()


def test_an_answer_left_open_is_asked_for_beside_the_vignette(cast):
    url = reverse("learning:module_answer", args=[*MODULE, "silence-after-two-meetings"])
    answer = client_of(cast.amara).post(url, keyed())
    assert answer.status_code == 422
    assert "Choose the answer that you would give." in answer.content.decode()
    assert not ModuleProgress.objects.unscoped().exists()


def test_a_module_is_finished_on_its_page(cast):
    browser = client_of(cast.amara)
    finish = reverse("learning:module_finish", args=MODULE)
    assert "Answer every vignette first" in browser.post(finish, keyed(), follow=True).content.decode()
    for check, option in (("silence-after-two-meetings", "wait"), ("can-i-tell-you-something", "of-course")):
        browser.post(reverse("learning:module_answer", args=[*MODULE, check]), keyed(option=option))
    text = browser.post(finish, keyed(), follow=True).content.decode()
    assert "The programme sees that you finished it" in text
    assert "You finished it" in text
    answer = browser.post(reverse("learning:module_forget", args=MODULE), keyed(), follow=True)
    assert "Your answers are deleted." in answer.content.decode()


def test_the_shelf_asks_the_database_as_often_however_much_is_finished(cast):
    def asked():
        browser = client_of(cast.amara)
        browser.get(reverse("learning:library"))
        with CaptureQueriesContext(
            connection,
        ) as found:
            browser.get(reverse("learning:library"))
        return len(found)

    ModuleProgress.objects.create(
        institution=cast.hospital, person=cast.amara, course="mentor-essentials", module="equity", version=1
    )
    few = asked()
    for number in range(30):
        ModuleProgress.objects.create(
            institution=cast.hospital, person=cast.amara, course="some-course", module=f"m{number}", version=1
        )
    assert asked() == few


def test_a_framework_leads_to_the_items_that_carry_it_and_an_item_to_its_framework(cast):
    framework = text_of(cast.amara, reverse("learning:item", args=["frameworks", "topic"]))
    assert framework.count(f'href="{CASE}?to_read_in=en"') >= 1
    assert reverse("learning:item", args=["frameworks", "topic"]) in text_of(cast.amara, CASE)
    assert "Nothing on this shelf carries it yet." in text_of(
        cast.amara, reverse("learning:item", args=["frameworks", "aamc-epa"])
    )
