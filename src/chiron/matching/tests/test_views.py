"""The pages of matching, as each person meets them."""

from uuid import uuid4

import pytest
from django.urls import reverse
from tests.cast import client_of, enrol

from chiron.boundaries import actions as boundaries
from chiron.core import clock, worker
from chiron.matching import actions
from chiron.matching.models import MatchRun, PairRule, Plan
from chiron.people.models import Person
from chiron.relationships.models import Relationship

pytestmark = pytest.mark.django_db


def keyed(**data):
    return {"form_key": str(uuid4()), **data}


def another(cast, name):
    return Person.objects.create(
        institution=cast.hospital, name=name, email=f"{name.lower().replace(' ', '.')}@example.org"
    )


def run_now(cast):
    run = actions.start_run(cohort=cast.cohort, by=cast.chen)
    worker.drain()
    return MatchRun.objects.unscoped().get(pk=run.pk)


def at(name, row):
    return reverse(f"matching:{name}", args=[row.pk])


def content(response):
    """What a response says; a file is read to its end, which also closes it as a server would."""
    return (response.getvalue() if response.streaming else response.content).decode(errors="replace")


@pytest.fixture
def run(cast):
    enrol(cast.cohort, another(cast, "Tomás Rivera"), "mentee")
    enrol(cast.cohort, another(cast, "Grace Achieng"), "mentee")
    enrol(cast.cohort, another(cast, "Jonas Weber"), "mentee")
    lock = actions.set_rule(
        cohort=cast.cohort, mentee=cast.amara_enrolled, mentor=cast.benoit_enrolled, kind="lock", by=cast.chen
    )
    run = run_now(cast)
    actions.clear_rule(rule=lock, by=cast.chen)
    return run


@pytest.fixture
def addresses(cast, run):
    rule = actions.set_rule(
        cohort=cast.cohort, mentee=cast.amara_enrolled, mentor=cast.benoit_enrolled, kind="forbid", by=cast.chen
    )
    of_cohort = ("workbench", "weights", "compare", "pair", "rules")
    pages = {name: at(name, cast.cohort) for name in of_cohort}
    pages |= {name: at(name, run) for name in ("publish", "pairs_csv", "pairs_xlsx")}
    pages["proposal"] = at("proposal", run.proposals.first())
    commands = {"run": at("run", cast.cohort), "rule": at("rule", cast.cohort), "rule_clear": at("rule_clear", rule)}
    commands |= {"cancel": at("cancel", run), "progress": at("progress", run)}
    return pages, commands


def test_the_coordinator_opens_every_page(cast, addresses):
    pages, commands = addresses
    client = client_of(cast.chen)
    found = {name: client.get(url) for name, url in pages.items()}
    assert all(content(response) for response in found.values())
    assert {name: response.status_code for name, response in found.items()} == dict.fromkeys(pages, 200)
    assert {name: client.get(url).status_code for name, url in commands.items()} == dict.fromkeys(commands, 302)


@pytest.mark.parametrize("bad", ["", "z" * 36, "\x00" * 36, "é" * 36, "1" * 37])
def test_an_id_that_is_none_is_of_nobody(cast, bad):
    client = client_of(cast.chen)
    assert client.post(at("rule", cast.cohort), keyed(lock=f"{bad}.{bad}")).status_code == 404
    assert client.post(at("places", cast.cohort), keyed(mentor=bad, capacity="3")).status_code == 404


def test_the_signed_out_are_led_to_sign_in(addresses):
    client = client_of(None)
    for url in (*addresses[0].values(), *addresses[1].values()):
        for response in (client.get(url), client.post(url, keyed())):
            assert response.status_code == 302
            assert response["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("who", ["farid", "giulia", "amara", "benoit", "dina", "hanne", "efua"])
def test_everybody_else_learns_nothing(cast, addresses, who):
    client = client_of(getattr(cast, who))
    for url in (*addresses[0].values(), *addresses[1].values()):
        assert client.get(url).status_code == 404, url
        assert client.post(url, keyed()).status_code == 404, url
    assert MatchRun.objects.unscoped().count() == 1
    assert not Relationship.objects.unscoped().exists()
    assert PairRule.objects.unscoped().count() == 1


def test_before_the_first_run_the_page_says_what_will_be_here(cast):
    text = content(client_of(cast.chen).get(at("workbench", cast.cohort)))
    assert "Run the match" in text
    assert "Ready to be matched: 1 mentees and 2 mentors." in text


def test_a_run_is_started_watched_and_shown(cast):
    client = client_of(cast.chen)
    started = client.post(at("run", cast.cohort), keyed())
    run = MatchRun.objects.unscoped().get()
    assert started["Location"] == at("progress", run)
    assert "Waiting for its turn" in content(client.get(at("progress", run)))
    assert "A run is under way" in content(client.get(at("workbench", cast.cohort)))
    worker.drain()
    assert client.get(at("progress", run))["Location"] == at("workbench", cast.cohort)
    polled = client.get(at("progress", run), headers={"HX-Request": "true"})
    assert polled["HX-Redirect"] == at("workbench", cast.cohort)
    text = content(client.get(at("workbench", cast.cohort)))
    assert "Amara Okafor" in text
    assert "Publish 1 pair" in text


def test_a_run_can_be_cancelled(cast):
    client = client_of(cast.chen)
    client.post(at("run", cast.cohort), keyed())
    run = MatchRun.objects.unscoped().get()
    client.post(at("cancel", run), keyed())
    worker.drain()
    run.refresh_from_db()
    assert run.state == "cancelled"


def test_the_breakdown_adds_up_to_the_fit(cast, run):
    pair = run.proposals.get(mentee=cast.amara_enrolled)
    response = client_of(cast.chen).get(at("workbench", cast.cohort), {"open": str(pair.pk)})
    rows = response.context["rows"]
    assert round(sum(row["points"] for row in rows) * 100) == pair.fit
    assert any(row["points"] for row in rows)
    assert all(row["sentence"] and "⟨" not in row["sentence"] for row in rows)
    fragment = content(client_of(cast.chen).get(at("proposal", pair), headers={"HX-Request": "true"}))
    assert "<html" not in fragment
    assert rows[0]["name"] in fragment


def test_who_has_nobody_is_shown_with_the_reason_and_todays_names(cast, run):
    alone = run.proposals.filter(mentor__isnull=True).first()
    text = content(client_of(cast.chen).get(at("workbench", cast.cohort), {"open": str(alone.pk)}))
    assert alone.mentee.person.name in text
    assert "⟨" not in text
    assert alone.detail["en"].partition("⟨")[0][:20] in text


def test_a_coordinator_in_conflict_does_not_get_the_answers(cast, run):
    pair = run.proposals.get(mentee=cast.amara_enrolled)
    client = client_of(cast.chen)
    before = client.get(at("proposal", pair)), client.get(at("pairs_csv", run))
    sentence = before[0].context["rows"][0]["sentence"]
    [line] = [line for line in content(before[1]).splitlines() if "Amara" in line]
    assert sentence in line
    boundaries.register_conflict(
        person=cast.chen, other=cast.amara, kind="relative", starts_on=clock.today(), ends_on=None, by=cast.hanne
    )
    text = content(client.get(at("proposal", pair)))
    assert sentence not in text
    assert "A deputy can look" in text
    [line] = [line for line in content(client.get(at("pairs_csv", run))).splitlines() if "Amara" in line]
    assert sentence not in line


def test_locks_and_forbids_are_set_and_taken_back(cast, run):
    client, both = client_of(cast.chen), f"{cast.amara_enrolled.pk}.{cast.benoit_enrolled.pk}"
    for kind in ("lock", "forbid"):
        response = client.post(at("rule", cast.cohort), keyed(**{kind: both}), follow=True)
        assert PairRule.objects.unscoped().get().kind == kind
        assert "Amara Okafor and Benoît Lefèvre" in content(response)
    client.post(at("rule_clear", PairRule.objects.unscoped().get()), keyed(back=at("rules", cast.cohort)))
    assert not PairRule.objects.unscoped().exists()


def test_a_lock_with_an_assessor_is_refused_in_words(cast, run):
    both = f"{cast.amara_enrolled.pk}.{cast.giulia_enrolled.pk}"
    response = client_of(cast.chen).post(at("rule", cast.cohort), keyed(lock=both), follow=True)
    assert "cannot be brought together" in content(response)
    assert not PairRule.objects.unscoped().exists()


@pytest.mark.parametrize(
    "both", ["nonsense", "x.y", "00000000-0000-4000-8000-00000000000a.00000000-0000-4000-8000-00000000000b", "." * 80]
)
def test_a_rule_for_people_who_are_not_there_is_not_found(cast, run, both):
    assert client_of(cast.chen).post(at("rule", cast.cohort), keyed(lock=both)).status_code == 404


def test_the_way_back_never_leaves_the_site(cast, run):
    both = f"{cast.amara_enrolled.pk}.{cast.benoit_enrolled.pk}"
    for back in ("https://evil.example/", "//evil.example/", "/\\evil.example"):
        response = client_of(cast.chen).post(at("rule", cast.cohort), keyed(lock=both, back=back))
        assert response["Location"] == at("workbench", cast.cohort)


def test_weights_are_saved_and_a_wrong_one_is_told_beside_its_field(cast):
    client, url = client_of(cast.chen), at("weights", cast.cohort)
    form = client.get(url).context["form"]
    given = {name: "" if field.initial is None else field.initial for name, field in form.fields.items()}
    first = next(name for name in given if name.startswith("weight_"))
    refused = client.post(url, keyed(**given | {first: "-1"}))
    assert refused.status_code == 422
    assert first in refused.context["form"].errors
    nothing = client.post(url, keyed(**given | {name: "0" for name in given if name.startswith("weight_")}))
    assert nothing.status_code == 422
    assert client.post(url, keyed(**given | {first: "77", "method": "fair"})).status_code == 302
    plan = Plan.objects.unscoped().get()
    assert (plan.method, plan.weights) == ("fair", {first.removeprefix("weight_"): 77.0})


def test_publishing_asks_then_tells_who_was_left_out(cast, run):
    client, url = client_of(cast.chen), at("publish", run)
    pairs = run.figures["matched"]
    asked = client.get(url)
    assert asked.context["preview"].pairs == pairs
    assert f"Publish {pairs} pairs of run 1?" in content(asked)
    assert f"{2 * pairs} mails go out" in content(asked)
    boundaries.register_conflict(
        person=cast.benoit, other=cast.amara, kind="relative", starts_on=clock.today(), ends_on=None, by=cast.hanne
    )
    asked = client.get(url)
    assert (asked.context["preview"].pairs, len(asked.context["preview"].left_out)) == (pairs - 1, 1)
    assert "1 pair is left out" in content(asked)
    before = Relationship.objects.unscoped().count()
    assert "Offering the pairs" in content(client.post(url, keyed(), follow=True))
    worker.drain()
    response = client.get(url)
    assert "1 pair is left out" in content(response)
    assert "Amara Okafor" in content(response)
    made = Relationship.objects.unscoped().count()
    assert made == before + pairs - 1
    again = client.post(url, keyed(), follow=True)
    assert "Nobody is told twice" in content(again)
    assert Relationship.objects.unscoped().count() == made


def test_the_mails_are_shown_before_they_go(cast, run):
    response = client_of(cast.chen).get(at("publish", run))
    letters = response.context["preview"].letters
    assert [subject.partition(": ")[2] for _name, subject, _text in letters] == ["a mentor for you", "a mentee for you"]
    text = content(response)
    assert all(str(subject) in text for _name, subject, _text in letters)
    assert "00000000" not in text


def test_two_runs_are_compared(cast, run):
    kwame = enrol(cast.cohort, another(cast, "Kwame Boateng"), "mentor")
    actions.set_rule(cohort=cast.cohort, mentee=cast.amara_enrolled, mentor=kwame, kind="lock", by=cast.chen)
    run_now(cast)
    client = client_of(cast.chen)
    text = content(client.get(at("compare", cast.cohort)))
    assert "Kwame Boateng" in text
    assert "+1" in text
    changed = client.get(at("workbench", cast.cohort), {"tab": "changed"})
    assert cast.amara_enrolled in [each.mentee for each in changed.context["people"]]
    assert client.get(at("compare", cast.cohort), {"new": "9"}).status_code == 404
    assert client.get(at("workbench", cast.cohort), {"run": "1"}).context["run"] == run
    assert client.get(at("workbench", cast.cohort), {"run": "9"}).status_code == 404


def test_a_pair_by_hand(cast):
    client, url = client_of(cast.chen), at("pair", cast.cohort)
    refused = client.post(url, keyed(mentee=str(cast.amara_enrolled.pk), mentor=str(cast.giulia_enrolled.pk)))
    assert refused.status_code == 422
    assert "cannot be brought together" in content(refused)
    made = client.post(url, keyed(mentee=str(cast.amara_enrolled.pk), mentor=str(cast.benoit_enrolled.pk)))
    assert made["Location"] == reverse("relationships:list", args=[cast.cohort.pk])
    made = Relationship.objects.unscoped().get()
    assert made.state == "offered"
    assert all(sentence.startswith("**") for member in made.members.all() for sentence in member.why["en"])
    assert "nobody to be paired" in content(client.get(url))


def test_a_failed_run_says_who_clashes_by_name(cast):
    for number in range(3):
        mentee = enrol(cast.cohort, another(cast, f"Mentee {number}"), "mentee")
        actions.set_rule(cohort=cast.cohort, mentee=mentee, mentor=cast.benoit_enrolled, kind="lock", by=cast.chen)
    run_now(cast)
    text = content(client_of(cast.chen).get(at("workbench", cast.cohort)))
    assert "3 mentees are locked to Benoît Lefèvre" in text


def test_the_file_of_pairs_has_a_row_for_each_mentee(cast, run):
    lines = content(client_of(cast.chen).get(at("pairs_csv", run))).splitlines()
    assert len(lines) == 1 + run.figures["mentees"]
    assert "⟨" not in "".join(lines)
    assert any("amara@example.org" in line and "benoit@example.org" in line for line in lines)


def test_search_and_sort(cast, run):
    client = client_of(cast.chen)
    found = client.get(at("workbench", cast.cohort), {"q": "amara", "tab": "all"})
    assert [each.mentee for each in found.context["pairs"]] == [cast.amara_enrolled]
    for sort in ("name", "mentor", "low", "high", "nonsense"):
        assert client.get(at("workbench", cast.cohort), {"sort": sort}).status_code == 200
    fits = [each.fit for each in client.get(at("workbench", cast.cohort), {"sort": "low"}).context["pairs"]]
    assert fits == sorted(fits)


@pytest.mark.parametrize("name", ["workbench", "opened", "alone", "compare", "rules", "proposal"])
def test_the_number_of_queries_does_not_grow(cast, django_assert_max_num_queries, name):
    def count(people):
        for number in range(people):
            enrol(cast.cohort, another(cast, f"Mentee {number}-{uuid4()}"), "mentee")
            enrol(cast.cohort, another(cast, f"Third {number}-{uuid4()}"), "mentee")
            enrol(cast.cohort, another(cast, f"Mentor {number}-{uuid4()}"), "mentor")
        run = run_now(cast)
        pair = run.proposals.filter(mentor__isnull=False).first()
        mentee, mentor = pair.mentee, pair.mentor
        actions.set_rule(cohort=cast.cohort, mentee=mentee, mentor=mentor, kind="forbid", by=cast.chen)
        client = client_of(cast.chen)
        alone = run.proposals.filter(mentor__isnull=True).first()
        asked = {"opened": f"?open={pair.pk}", "alone": f"?open={alone.pk}"}
        url = at("proposal", pair) if name == "proposal" else at("workbench", cast.cohort) + asked.get(name, "")
        url = at(name, cast.cohort) if name in ("compare", "rules") else url
        client.get(url)
        with django_assert_max_num_queries(15) as asked:
            assert client.get(url).status_code == 200
        return len(asked)

    count(3)
    assert count(3) == count(24)
