"""Ways in on a phone: an invitation after an import, a code, a new password, a second factor; all fit for everybody."""

import re

import pytest
from django.urls import reverse

from chiron.core import outbox, worker
from chiron.people import actions as ways
from chiron.people.models import Consent
from chiron.people.tests import support as codes
from chiron.programmes import actions
from chiron.programmes.models import Enrolment
from chiron.programmes.tests import support
from chiron.programmes.tests.test_applications import SOURCE
from tests import cast as people

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
PASSWORD = "a sentence that nobody knows"
FILE = "Name,E-mail,Where are you?\nNoor Haddad,noor@example.net,First year\n"


def work() -> list:
    """Let the worker do what is due; return the mails that it handed over."""
    sent: list = []
    while worker.drain() or outbox.deliver_one(sent.append):
        pass
    return sent


@pytest.fixture
def phone(walker):
    walker.page.set_viewport_size({"width": 390, "height": 844})
    return walker


def test_whoever_a_file_brought_in_is_asked_for_the_rest_on_the_first_day(phone, db):
    cast = people.assemble()
    cast.programme.blueprint = actions.save_blueprint(source=SOURCE, by=cast.chen)
    cast.programme.save()
    support.imported(cast.programme, cast.chen, mentee=FILE)
    noor = Enrolment.objects.unscoped().get(person__email="noor@example.net")
    ways.invite(person=noor.person, by=cast.hanne)
    [link] = [found for mail in work() for found in re.findall(r"/people/invitation/\S+", mail.get_content())]
    page = phone.page
    phone.open(link)
    page.fill("input[name=password]", PASSWORD)
    page.check("input[name=agrees]")
    page.get_by_role("button", name="Come in").click()
    page.wait_for_url(phone.address + "/")
    phone.check()
    page.get_by_role("link", name="Add what is missing").click()
    assert page.get_by_text("You came in by a list").count() == 1
    phone.check()
    page.check("input[name=q-agree]")
    page.get_by_role("button", name="Hand in the changes").click()
    page.wait_for_url(re.compile("/sent/"))
    phone.check()
    assert Consent.objects.unscoped().filter(person=noor.person, text__purpose__startswith="application:").count() == 1
    phone.open("/")
    assert page.get_by_text("Complete your application").count() == 0


def test_signing_in_by_a_code_and_with_a_new_password(phone, db):
    cast = people.assemble()
    page, email = phone.page, cast.amara.account.email
    phone.open(reverse("account_login"))
    phone.check()
    page.get_by_role("link", name="Send me a sign-in code").click()
    phone.check()
    page.fill("input[name=email]", email)
    page.get_by_role("button", name="Send the code").click()
    page.get_by_role("heading", name="The code from your mail").wait_for()
    phone.check()
    [mail] = work()
    assert mail["Subject"] == "Your code to sign in"
    page.fill("input[name=code]", re.search(r"^[0-9A-Z-]{6,}$", mail.get_content(), re.MULTILINE)[0])
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url(phone.address + "/")
    page.context.clear_cookies()

    phone.open(reverse("account_reset_password"))
    phone.check()
    page.fill("input[name=email]", email)
    page.get_by_role("button", name="Send me the link").click()
    page.get_by_role("heading", name="Look at your mail").wait_for()
    phone.check()
    [mail] = work()
    phone.open(re.search(r"https?://[^/\s]+(/accounts/password/reset/key/\S+)", mail.get_content())[1])
    phone.check()
    for name in ("password1", "password2"):
        page.fill(f"input[name={name}]", PASSWORD)
    page.get_by_role("button", name="Save the new password").click()
    page.get_by_role("heading", name="Your password is changed").wait_for()
    phone.check()
    assert [mail["Subject"] for mail in work()] == ["A new password was chosen"]


def test_the_pages_of_the_second_factor_are_fit_for_everybody(phone, db):
    cast = people.assemble()
    page = phone.page
    phone.sign_in(cast.amara.account.email)
    phone.open(reverse("mfa_index"))
    phone.check()
    page.get_by_role("link", name="Set up a code app").click()
    page.get_by_role("heading", name="Is it you?").wait_for()
    phone.check()
    page.fill("input[name=password]", people.PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("heading", name="Set up a code app").wait_for()
    phone.check()
    page.fill("input[name=code]", codes.code(page.input_value("#authenticator_secret")))
    page.get_by_role("button", name="Set it up").click()
    page.get_by_role("heading", name="Recovery codes").first.wait_for()
    phone.check()
    assert "A code app was set up" in [mail["Subject"] for mail in work()]
