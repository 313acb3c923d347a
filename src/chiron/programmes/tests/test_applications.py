"""The application form: from the blueprint, in the reader's language, saved as people type, handed in."""

import pytest
from django.urls import reverse
from tests.cast import client_of

from chiron.core.models import IdempotencyKey
from chiron.programmes import actions, forms, queries
from chiron.programmes.models import Application, Enrolment, EnrolmentTransition
from chiron.programmes.tests import support
from chiron_blueprint import hours, schema

pytestmark = pytest.mark.django_db

QUESTIONS = """
    - {id: stage, kind: single, ask: {en: Where are you?, es: ¿Dónde estás?}, required: true, list: stages}
    - {id: needs, kind: multiple, ask: {en: Needs, es: Necesidades}, list: stages, at_most: 1}
    - {id: order, kind: ranking, ask: {en: In order, es: En orden}, list: stages, at_most: 2}
    - {id: sure, kind: scale, ask: {en: Sure?, es: ¿Segura?}, scale: {low: 1, high: 5}}
    - {id: free, kind: availability, ask: {en: Free hours, es: Horas libres}}
    - {id: tongues, kind: languages, ask: {en: Languages, es: Idiomas}}
    - {id: wished, kind: partners, ask: {en: Somebody in mind?, es: ¿Alguien?}}
    - {id: zone, kind: zone, ask: {en: Time zone, es: Zona horaria}}
    - {id: more, kind: text, ask: {en: Anything more?, es: ¿Algo más?}}
    - {id: road, kind: text, identity: true, ask: {en: A road you know, es: Un camino}}
    - {id: agree, kind: consent, ask: {en: I take part, es: Participo}, required: true, consent_version: "1"}
"""
SOURCE = f"""
id: every-kind
version: "1"
licence: CC0-1.0
languages: [en, es]
name: {{en: Every kind, es: Todos los tipos}}
summary: {{en: One of each., es: Uno de cada.}}
relationships:
  - id: dyad
    form: dyad
    name: {{en: Pair, es: Pareja}}
    roles:
      - {{id: mentee, name: {{en: Mentee, es: Tutelada}}, side: mentee}}
      - {{id: mentor, name: {{en: Mentor, es: Mentora}}, side: mentor}}
lists:
  stages:
    - {{id: first, label: {{en: First year, es: Primer año}}}}
    - {{id: second, label: {{en: Second year, es: Segundo año}}}}
questions:
  mentee: {QUESTIONS}
  mentor:
    - {{id: stage, kind: single, ask: {{en: Where are you?, es: ¿Dónde estás?}}, list: stages}}
    - {{id: places, kind: capacity, ask: {{en: How many?, es: ¿Cuántas?}}, required: true}}
criteria:
  - {{id: stage, name: {{en: Stage, es: Etapa}}, mentee: stage, mentor: stage, compare: same, weight: 100}}
"""


@pytest.fixture
def house(cast):
    """The cast, in a programme that asks one question of every kind; nobody has applied."""
    cast.programme.blueprint = actions.save_blueprint(source=SOURCE, by=cast.chen)
    cast.programme.save()
    Application.objects.unscoped().all().delete()
    Enrolment.objects.unscoped().filter(cohort=cast.cohort).update(state="invited")
    return cast


FULL = {
    "q-stage": "second", "q-needs": ["first"], "q-order-1": "second", "q-order-2": "first", "q-sure": "4",
    "q-free": ["18", "19"], "q-tongues": "Spanish native, English fluent", "q-wished": "Benoît Lefèvre\r\nDr Who",
    "q-zone": "Europe/Madrid", "q-more": "I like nights.", "q-agree": "on",
}  # fmt: skip
ANSWERS = {
    "stage": "second", "needs": ["first"], "order": ["second", "first"], "sure": 4, "free": hours.mask([18, 19]),
    "tongues": [["en", 3], ["es", 4]], "wished": ["Benoît Lefèvre", "Dr Who"], "zone": "Europe/Madrid",
    "more": "I like nights.", "agree": True,
}  # fmt: skip


def urls(house, who="amara"):
    row = getattr(house, f"{who}_enrolled")
    return {name: reverse(f"programmes:{name}", args=[row.pk]) for name in ("apply", "apply_save", "applied")}


def kept(house, who="amara"):
    return Application.objects.unscoped().get(enrolment=getattr(house, f"{who}_enrolled"))


def test_every_kind_of_question_is_asked_and_answered(house):
    client, url = client_of(house.amara), urls(house)
    text = support.body(client, url["apply"])
    for ask in (
        "Where are you?",
        "First year",
        "In order",
        "Choice 2",
        "Free hours",
        "Somebody in mind?",
        "I take part",
    ):
        assert ask in text
    response = client.post(url["apply"], support.keyed(**FULL))
    assert (response.status_code, response["Location"]) == (302, url["applied"])
    assert kept(house).answers == ANSWERS
    assert (kept(house).is_submitted, kept(house).is_own) == (True, True)
    house.amara_enrolled.refresh_from_db()
    assert house.amara_enrolled.state == "applied"
    assert house.amara_enrolled.transitions.get().from_state == "invited"
    [found] = queries.matching_inputs(house.cohort)
    assert found.answers["order"] == ("second", "first")


def test_the_form_speaks_the_readers_language(house):
    house.amara.account.language = "es"
    house.amara.account.save()
    text = support.body(client_of(house.amara), urls(house)["apply"])
    assert "¿Dónde estás?" in text
    assert "Primer año" in text


def test_what_was_answered_is_shown_again(house):
    client, url = client_of(house.amara), urls(house)
    client.post(url["apply"], support.keyed(**FULL))
    form = forms.Application(
        blueprint=schema.load(SOURCE), side="mentee", language="en", identity={}, agrees=False,
        answers=queries.matching_inputs(house.cohort)[0].answers,
    )  # fmt: skip
    again = {name: form[name].initial for name in FULL}
    assert again["q-free"] == [18, 19]
    assert again["q-tongues"] == "English fluent, Spanish native"
    assert again["q-wished"] == "Benoît Lefèvre\nDr Who"
    assert "I like nights." in support.body(client, url["apply"])


WRONG = {
    "a required answer is missing": ({"q-stage": ""}, "q-stage"),
    "the consent is missing": ({"q-agree": None}, "q-agree"),
    "more choices than allowed": ({"q-needs": ["first", "second"]}, "q-needs"),
    "the same choice twice": ({"q-order-2": "second"}, "q-order-1"),
    "a choice that does not exist": ({"q-stage": "third"}, "q-stage"),
    "a scale beyond its end": ({"q-sure": "9"}, "q-sure"),
    "a time zone that does not exist": ({"q-zone": "Europe/Atlantis"}, "q-zone"),
    "an hour that does not exist": ({"q-free": ["168"]}, "q-free"),
    "a text without end": ({"q-more": "x" * 10_001}, "q-more"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said_beside_its_field_and_the_rest_is_kept(house, name):
    change, field = WRONG[name]
    data = {key: value for key, value in {**FULL, **change}.items() if value is not None}
    response = client_of(house.amara).post(urls(house)["apply"], support.keyed(**data))
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert "Dr Who" in response.content.decode()
    assert not Application.objects.unscoped().exists()


def test_it_is_saved_as_they_type_without_a_key_and_with_half_an_answer(house):
    client, url = client_of(house.amara), urls(house)
    for text in ("I", "I like", "I like nights"):
        response = client.post(url["apply_save"], {"q-more": text, "q-sure": "nonsense", "q-tongues": "Spanish nat"})
        assert response.status_code == 200
    assert kept(house).answers["more"] == "I like nights"
    assert "sure" not in kept(house).answers
    assert not kept(house).is_submitted
    house.amara_enrolled.refresh_from_db()
    assert house.amara_enrolled.state == "invited"
    assert not IdempotencyKey.objects.exists()
    assert not EnrolmentTransition.objects.exists()


def test_a_page_left_open_elsewhere_overwrites_nothing_as_it_saves_itself(house):
    client, url = client_of(house.amara), urls(house)
    assert 'name="seen" value=""' in support.body(client, url["apply"]), "nothing is kept yet"
    first = client.post(url["apply_save"], {"q-more": "On the phone", "seen": ""})
    again = client.post(url["apply_save"], {"q-more": "On the phone, at night", "seen": first["X-Seen"]})
    stale = client.post(url["apply_save"], {"q-more": "On the desk", "seen": ""})
    assert [each.status_code for each in (first, again, stale)] == [200, 200, 422]
    assert "elsewhere" in stale.content.decode()
    assert kept(house).answers["more"] == "On the phone, at night"
    assert again["X-Seen"] in support.body(client, url["apply"])


def test_what_was_handed_in_changes_by_handing_in_alone(house):
    client, url = client_of(house.amara), urls(house)
    assert f'data-autosave="{url["apply_save"]}"' in support.body(client, url["apply"])
    client.post(url["apply"], support.keyed(**FULL))
    response = client.post(url["apply_save"], {"q-more": "A tab that was open"})
    assert (response.status_code, response.content.decode()) == (422, str(actions.HandedIn.message))
    assert (kept(house).answers, kept(house).is_submitted) == (ANSWERS, True)
    page = support.body(client, url["apply"])
    assert "data-autosave" not in page
    assert "data-guarded" in page
    assert "A change counts once you hand it in" in page
    client.post(url["apply"], support.keyed(**{**FULL, "q-more": "Days, too."}))
    assert kept(house).answers["more"] == "Days, too."


def test_saving_nothing_at_all_is_refused(house):
    assert client_of(house.amara).post(urls(house)["apply_save"]).status_code == 422
    assert not Application.objects.unscoped().exists()


def test_saving_is_for_the_person_alone_and_by_post(house):
    url = urls(house)["apply_save"]
    assert client_of(house.chen).post(url, {"q-more": "x"}).status_code == 404
    assert client_of(None).post(url, {"q-more": "x"}).status_code == 302
    assert client_of(house.amara).get(url).status_code == 405
    assert not Application.objects.unscoped().exists()


def test_identity_is_kept_only_with_its_own_consent_and_goes_with_it(house):
    client, url = client_of(house.amara), urls(house)
    client.post(url["apply_save"], {"i-road": "a canary"})
    assert (kept(house).identity, kept(house).identity_agreed_at) == ({}, None)
    client.post(url["apply"], support.keyed(**FULL, **{"i-road": "a canary", forms.applications.AGREES: "on"}))
    assert kept(house).identity == {"road": "a canary"}
    assert kept(house).identity_agreed_at is not None
    assert "road" not in kept(house).answers
    assert "canary" not in str(queries.matching_inputs(house.cohort))
    assert "canary" not in support.body(
        client_of(house.chen), reverse("programmes:enrolment", args=[house.amara_enrolled.pk])
    )
    client.post(url["apply"], support.keyed(**FULL, **{"i-road": "a canary"}))
    assert (kept(house).identity, kept(house).identity_agreed_at) == ({}, None)


@pytest.mark.parametrize("then", ["open", "left", "closed"])
def test_identity_is_taken_back_whatever_became_of_the_application(house, then):
    client, url = client_of(house.amara), urls(house)
    client.post(url["apply"], support.keyed(**FULL, **{"i-road": "a canary", forms.applications.AGREES: "on"}))
    if then == "left":
        house.amara_enrolled.refresh_from_db()
        actions.withdraw_enrolment(enrolment=house.amara_enrolled, by=house.amara)
    elif then == "closed":
        actions.close_programme(programme=house.programme, by=house.chen)
    forget = reverse("programmes:forget_identity", args=[house.amara_enrolled.pk])
    assert forget in support.body(client, url["apply"])
    assert client.post(forget, support.keyed()).status_code == 302
    assert (kept(house).identity, kept(house).identity_agreed_at) == ({}, None)
    assert (kept(house).answers, kept(house).is_submitted) == (ANSWERS, True)
    assert forget not in support.body(client, url["apply"])
    with pytest.raises(actions.NoIdentityKept):
        actions.forget_identity(enrolment=house.amara_enrolled, by=house.amara)


def test_a_page_left_open_brings_back_nothing_about_identity(house):
    client, url = client_of(house.amara), urls(house)
    said = {"q-more": "Days", "i-road": "a canary", forms.applications.AGREES: "on"}
    seen = client.post(url["apply_save"], {**said, "seen": ""})["X-Seen"]
    actions.forget_identity(enrolment=house.amara_enrolled, by=house.amara)
    assert client.post(url["apply_save"], {**said, "seen": seen}).status_code == 422
    assert (kept(house).identity, kept(house).identity_agreed_at) == ({}, None)


def test_a_page_left_open_brings_back_no_consent_either(house):
    client, url = client_of(house.amara), urls(house)
    seen = client.post(url["apply_save"], {"q-agree": "on", "seen": ""})["X-Seen"]
    actions.take_back_answer(enrolment=house.amara_enrolled, question="agree", by=house.amara)
    house.amara_enrolled.refresh_from_db()
    if house.amara_enrolled.state == "withdrawn":
        actions.restore_enrolment(enrolment=house.amara_enrolled, by=house.chen)
    assert client.post(url["apply_save"], {"q-agree": "on", "seen": seen}).status_code == 422
    assert not kept(house).answers.get("agree")


def test_a_mentors_answer_is_the_number_of_their_places(house):
    client, url = client_of(house.benoit), urls(house, "benoit")
    assert client.post(url["apply"], support.keyed(**{"q-places": "0"})).status_code == 422
    assert client.post(url["apply"], support.keyed(**{"q-places": "lots"})).status_code == 422
    assert client.post(url["apply"], support.keyed(**{"q-places": "3"})).status_code == 302
    house.benoit_enrolled.refresh_from_db()
    assert house.benoit_enrolled.capacity == 3


def test_a_double_click_hands_in_once(house):
    client, url = client_of(house.amara), urls(house)
    data = support.keyed(**FULL)
    assert [client.post(url["apply"], data).status_code for _ in range(2)] == [302, 303]
    assert EnrolmentTransition.objects.filter(enrolment=house.amara_enrolled).count() == 1
    stale = client.post(url["apply"], {**data, "q-more": "changed"})
    assert stale.status_code < 400
    assert kept(house).answers["more"] == "I like nights."


def test_a_closed_programme_and_somebody_who_left_take_no_application(house):
    arguments = {"answers": {}, "identity": {}, "agrees": False, "capacity": None}
    actions.close_programme(programme=house.programme, by=house.chen)
    with pytest.raises(actions.ProgrammeNotOpen):
        actions.submit_application(enrolment=house.amara_enrolled, by=house.amara, **arguments)
    assert client_of(house.amara).post(urls(house)["apply_save"], FULL).status_code == 422
    assert "not open" in support.body(client_of(house.amara), urls(house)["apply"])
    actions.open_programme(programme=house.programme, by=house.chen)
    actions.withdraw_enrolment(enrolment=house.amara_enrolled, by=house.amara)
    with pytest.raises(actions.NoLongerPossible):
        actions.save_answers(enrolment=house.amara_enrolled, by=house.amara, **arguments)
    with pytest.raises(actions.NotAllowed):
        actions.save_answers(enrolment=house.benoit_enrolled, by=house.amara, **arguments)


def test_every_shipped_blueprint_makes_a_form_in_both_languages():
    for each in queries.shipped_blueprints():
        for side in ("mentee", "mentor"):
            for language in ("en", "es"):
                form = forms.Application(
                    blueprint=each.blueprint, side=side, language=language, answers={}, identity={}, agrees=False
                )
                asked = [name for _section, fields in form.sections() for name in fields]
                assert len(asked) >= len(each.blueprint.side(side))
                assert str(form)


def test_today_knows_which_applications_wait(house):
    assert [each.pk for each in queries.open_applications(house.amara)] == [house.amara_enrolled.pk]


def test_somebody_leaves_by_themselves_and_nobody_else_makes_them(house):
    url = reverse("programmes:leave", args=[house.amara_enrolled.pk])
    assert client_of(house.chen).post(url, support.keyed()).status_code == 404
    client = client_of(house.amara)
    assert client.post(url, support.keyed()).status_code == 302
    house.amara_enrolled.refresh_from_db()
    assert house.amara_enrolled.state == "withdrawn"
    assert "not taking part" in support.body(client, urls(house)["apply"])
    assert client.post(url, support.keyed()).status_code == 302
