"""The sign-in speaks with our voice: every page, message and mail of the library that can be met is written anew."""

from pathlib import Path

import allauth
import pytest
from django.urls import reverse
from tests.cast import PASSWORD, client_of

from chiron.people.tests import support

THEIRS = Path(allauth.__file__).parent / "templates"
OURS = Path(__file__).parents[1] / "templates"
#: What nobody meets here: nobody signs up, resets by code, has a telephone, confirms by link or trusts a browser; and
#: frames without a word.
UNMET = {
    "account/base_entrance.html", "account/base_manage.html", "account/base_manage_email.html",
    "account/base_manage_password.html", "account/base_manage_phone.html", "account/confirm_password_reset_code.html",
    "account/confirm_phone_verification_code.html", "account/email.html", "account/email_confirm.html",
    "account/email/account_already_exists_message.txt", "account/email/account_already_exists_subject.txt",
    "account/email/email_confirmation_signup_message.txt", "account/email/email_confirmation_signup_subject.txt",
    "account/email/password_reset_code_message.txt", "account/email/password_reset_code_subject.txt",
    "account/messages/phone_verification_sent.txt", "account/messages/phone_verified.txt",
    "account/phone_change.html", "account/signup.html", "account/signup_by_passkey.html",
    "account/snippets/warn_no_email.html", "account/verification_sent.html", "account/verified_email_required.html",
    "mfa/base_entrance.html", "mfa/base_manage.html", "mfa/recovery_codes/base.html",
    "mfa/recovery_codes/download.txt", "mfa/totp/base.html", "mfa/trust.html", "mfa/webauthn/base.html",
    "mfa/webauthn/signup_form.html", "mfa/webauthn/snippets/login_script.html", "mfa/webauthn/snippets/scripts.html",
}  # fmt: skip


def test_every_text_that_can_be_met_is_ours():
    files = [
        each.relative_to(THEIRS).as_posix() for room in ("account", "mfa") for each in (THEIRS / room).rglob("*.*")
    ]
    assert files, "the control: there is something to write anew"
    assert [each for each in sorted(files) if each not in UNMET and not (OURS / each).exists()] == []
    assert [each for each in sorted(UNMET) if (OURS / each).exists()] == [], "and nothing is named in vain"


@pytest.mark.django_db
def test_fields_and_faults_are_ours_too(cast):
    text = (
        client_of(None).post(reverse("account_login"), {"login": "amara@x.example", "password": "no"}).content.decode()
    )
    for said in ("E-mail address", "Forgotten?", "The address and the password do not belong together"):
        assert said in text


@pytest.mark.django_db
def test_signing_in_says_nothing_that_the_page_does_not_show(cast):
    said = {"login": cast.amara.email, "password": PASSWORD}
    page = client_of(None).post(reverse("account_login"), said, follow=True).content.decode()
    assert cast.amara.short_name in page
    assert 'id="messages"' not in page


@pytest.mark.django_db
def test_a_changed_password_is_told_by_mail_through_the_outbox(cast):
    client = client_of(cast.amara)
    new = "another sentence that nobody knows"
    said = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert client.post(reverse("account_change_password"), said).status_code == 302
    mail = support.account_mail()
    assert (mail["to"], mail["subject"]) == (cast.amara.account.email, "Your password was changed")
    for words in ("was changed", "If it was not, tell one of the people on the Help page", "nobody reads answers"):
        assert words in mail["text"]
    assert new not in mail["text"]
