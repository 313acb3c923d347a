"""What administrators decide about mail and work that got stuck."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from chiron.core import clock, outages, worker
from chiron.core.actions import Refused, action
from chiron.core.models import OutboxMessage
from chiron.people import policies
from chiron.people.models import Institution, Person

#: The states of a message in which somebody has to say what becomes of it.
STUCK = ("held", "failed", "bounced")


class NotStuck(Refused):
    message = _("This message is on its way or was sent.")


class LinkIsGone(Refused):
    message = _("The link of this invitation was in the mail and nowhere else. Send a new invitation, under People.")


class NotSetAside(Refused):
    message = _("This task waits, runs or is done.")


@action("people.message.sent_again", may=policies.may_send_again)
def send_again(*, message: OutboxMessage, by: Person) -> OutboxMessage:
    """Queue a held, failed or bounced message once more."""
    if message.state not in STUCK:
        raise NotStuck
    if message.kind == "people.invitation" and not message.secret:
        raise LinkIsGone
    message.state, message.due_at, message.attempts, message.lease_until = "waiting", clock.now(), 0, None
    message.save(update_fields=["state", "due_at", "attempts", "lease_until"])
    return message


@action("people.message.let_go", may=policies.may_send_again)
def let_go(*, message: OutboxMessage, by: Person) -> OutboxMessage:
    """Do not send a held, failed or bounced message any more; what was secret in it is gone."""
    if message.state not in STUCK:
        raise NotStuck
    message.state, message.secret = "dropped", None
    message.save(update_fields=["state", "secret"])
    return message


@action("people.mail.tried_again", may=policies.may_try_mail_again)
def try_mail_again(*, institution: Institution, by: Person) -> int:
    """Send everything that was given up once more and wait no longer for the mail server; return how much it was.

    What is held (it may have arrived) and what came back (the address is wrong) stays: that is decided one by one.
    """
    outages.end()
    failed = OutboxMessage.objects.filter(institution_id=institution.pk, state="failed")
    return failed.update(state="waiting", due_at=clock.now(), attempts=0, lease_until=None)


@action("people.task.run_again", may=policies.may_run_again)
def run_again(*, task: DBTaskResult[Any, Any], by: Person) -> DBTaskResult[Any, Any]:
    """Queue a task that failed too often once more; tasks can be repeated without harm."""
    if not worker.queue_again(str(task.pk)):
        raise NotSetAside
    return task
