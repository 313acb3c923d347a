"""A plan: Amara takes up what fits her and shows it, Benoît reads it and records practice; Help never loses a word."""

import pytest

from chiron.relationships.models import Goal, Plan, PlanReview, TutoringEntry
from tests import cast as people
from tests import plans

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_a_plan_is_made_shown_and_practised(walker, db):
    cast = people.assemble()
    cast.amara_enrolled.application.answers = {"needs": ["network", "skill"]}
    cast.amara_enrolled.application.save()
    pair = plans.living(cast)
    page = walker.page
    page.set_viewport_size({"width": 390, "height": 844})
    walker.sign_in(cast.amara.account.email)

    walker.open("/plan/")
    walker.check()
    page.get_by_role("link", name="Know three people outside my department").click()
    page.get_by_label("1", exact=True).first.check()
    page.locator("input[name=target][value='4']").check()
    walker.check()
    page.get_by_role("button", name="Keep the goal").click()
    page.get_by_text("Started at 1, now 1, aiming for 4.").wait_for()
    walker.check()
    assert Goal.objects.unscoped().get().suggestion == "network.g1"

    walker.open("/plan/")
    page.fill("textarea[name=direction]", "A clinic for heart failure")
    page.locator("[data-saved][data-state=saved]").wait_for()
    assert Plan.objects.unscoped().get().words == {"direction": "A clinic for heart failure"}

    desk = page.context.new_page()
    desk.goto(page.url)
    page.fill("textarea[name=direction]", "A clinic for heart failure, with a rehabilitation team")
    page.wait_for_function("() => document.querySelector('[data-saved]').dataset.state === 'saved'")
    desk.fill("textarea[name=strengths]", "I listen")
    desk.get_by_text("You have changed this elsewhere since").wait_for()
    assert "strengths" not in Plan.objects.unscoped().get().words
    desk.close(run_before_unload=False)

    page.fill("textarea[name=help]", "Mrs Marchetti, MRN 4482913, would tell")
    page.get_by_text("looks like").wait_for()
    page.locator("a.bar-help").click()
    page.get_by_text("Efua Mensah").wait_for()
    walker.check()
    assert page.input_value("textarea[name=help]").startswith("Mrs Marchetti"), "what was typed is still there"
    page.get_by_role("button", name="Close the help").click()
    assert page.locator("#help-here > *").count() == 0

    page.get_by_role("button", name="Keep my words").click()
    page.get_by_text("Could a patient be recognised").wait_for()
    walker.check()
    page.fill("textarea[name=help]", "Somebody who left cardiology")
    page.get_by_role("button", name="Keep my words").click()
    page.get_by_text("Nobody reads it until you show it").wait_for()
    page.get_by_role("button", name="Show my plan").click()
    page.get_by_text("not read yet by Benoît").wait_for()

    page.context.clear_cookies()
    walker.sign_in(cast.benoit.account.email)
    walker.open(f"/plan/shown/{PlanReview.objects.unscoped().get().pk}/")
    walker.check()
    page.get_by_role("button", name="We have talked about it").click()
    page.get_by_text("You have talked about it").wait_for()

    walker.open(f"/relationships/{pair.pk}/practice/new/")
    page.fill("input[name=skill]", "Echo, four chambers")
    page.get_by_label("I saw it").check()
    page.fill("textarea[name=change]", "Say the valves aloud")
    walker.check()
    page.get_by_role("button", name="Keep it").click()
    page.get_by_text("Say the valves aloud").wait_for()
    walker.check()
    assert TutoringEntry.objects.unscoped().get().learner == cast.amara

    walker.open(f"/relationships/{pair.pk}/")
    page.get_by_text("What Amara asked for").wait_for()
    walker.check()


def test_a_decision_is_put_on_paper_and_made(walker, db):
    cast = people.assemble()
    page = walker.page
    walker.sign_in(cast.amara.account.email)
    walker.open("/plan/decisions/new/")
    page.fill("input[name=question]", "Cardiology or general medicine?")
    page.get_by_role("button", name="Begin").click()
    page.fill("input[name='name-1']", "Cardiology")
    page.fill("input[name='name-2']", "General medicine")
    page.locator("[data-saved][data-state=saved]").wait_for()
    walker.check()
    page.get_by_role("button", name="Keep the sheet").click()
    page.get_by_text("I have decided").click()
    page.get_by_label("General medicine").check()
    walker.check()
    page.get_by_role("button", name="Keep my choice").click()
    page.get_by_text("to be looked back on from").wait_for()
    walker.check()
