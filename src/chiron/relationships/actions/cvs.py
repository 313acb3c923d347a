"""Keeping a CV, and sharing it with a relationship for a meeting or for longer."""

import base64
from collections.abc import Mapping
from types import MappingProxyType

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from chiron.core import clock
from chiron.core.actions import Refused, action
from chiron.people.models import Person
from chiron.relationships import policies
from chiron.relationships.models import Cv, CvShare, Meeting, Relationship
from chiron.relationships.rules import cvs as rules


class NoPdf(Refused):
    message = _("This is no PDF. Save your CV as a PDF and choose that file.")


class TooLargeAPdf(Refused):
    message = _("The file is larger than %(most)d MB. One page without large pictures is much smaller.")
    values = MappingProxyType({"most": rules.MOST_BYTES // 1024**2})


class NotJustAPage(Refused):
    message = _("This PDF holds more than pages to read: a script, a lock or another file. Print it to a new PDF.")


class NothingToShare(Refused):
    message = _("Your CV is empty. Write something in it, or choose a PDF.")


class SharedAlready(Refused):
    message = _("You share your CV there already.")


class NoLongerThere(Refused):
    message = _("This meeting is over or was cancelled.")


FAULTS: dict[str, type[Refused]] = {
    "large": TooLargeAPdf, "empty": NoPdf, "kind": NoPdf, "active": NotJustAPage,
}  # fmt: skip


@action("relationships.cv.written", may=policies.may_keep_cv)
def write_cv(*, person: Person, sections: Mapping[str, str], pdf: bytes | None, drops_file: bool, by: Person) -> Cv:
    """Keep what somebody says of themselves; *pdf* replaces the file that was there, *drops_file* takes it away."""
    if pdf is not None and (fault := rules.fault_in_pdf(pdf)):
        raise FAULTS[fault]
    cv = Cv.objects.unscoped().select_for_update(no_key=True).filter(person=person).first()
    cv = cv or Cv(person=person, changed_at=clock.now())
    cv.sections = {name: sections.get(name, "").strip() for name in rules.SECTIONS if sections.get(name, "").strip()}
    if pdf is not None or drops_file:
        cv.file, cv.file_size = (base64.b64encode(pdf).decode(), len(pdf)) if pdf is not None else ("", 0)
    cv.changed_at = clock.now()
    cv.save()
    return cv


@action("relationships.cv.shared", may=policies.may_share_cv)
def share_cv(*, cv: Cv, relationship: Relationship, meeting: Meeting | None, by: Person) -> CvShare:
    """Let the others in a relationship read one's CV: for one meeting, or (None) for as long as it lives."""
    if not cv.sections and not cv.file_size:
        raise NothingToShare
    if meeting is not None and (
        meeting.relationship_id != relationship.pk or meeting.state != "booked" or meeting.ends_at <= clock.now()
    ):
        raise NoLongerThere
    try:
        with transaction.atomic():
            return CvShare.objects.create(
                cv=cv, person=by, relationship=relationship, meeting=meeting, shared_at=clock.now()
            )
    except IntegrityError:
        raise SharedAlready from None


@action("relationships.cv.withheld", may=policies.may_stop_sharing)
def stop_sharing_cv(*, share: CvShare, by: Person) -> CvShare:
    """Share it there no more, from the next request on."""
    share.revoked_at = share.revoked_at or clock.now()
    share.save(update_fields=["revoked_at"])
    return share
