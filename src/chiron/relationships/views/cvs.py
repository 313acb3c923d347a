"""One's own CV, sharing it, and reading what others share."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.text import slugify
from django.utils.translation import gettext as _

from chiron.core.web import Request, accepted, guard, page, require, see_other
from chiron.relationships import actions, forms, policies, queries


@guard(policies.may_keep_cv)
def cv(request: Request) -> HttpResponseBase:
    """Write one's CV, choose a PDF, see with whom it is shared."""
    me = request.person
    require(policies.may_keep_cv(by=me, person=me))
    found = queries.own_cv(me)
    has_file = found is not None and found.file_size > 0
    initial = found.sections if found is not None else {}
    form = forms.Cv(request.POST or None, request.FILES or None, has_file=has_file, initial=initial)
    if (
        request.method == "POST"
        and form.is_valid()
        and accepted(form, actions.write_cv, person=me, by=me, **form.said())
    ):
        messages.success(request, _("Saved. Only you read it until you share it."))
        return redirect("relationships:cv")
    return page(
        request, "relationships/cv.html", form=form, cv=found, has_file=has_file, shares=queries.own_shares(me),
        unshared=queries.unshared(me),
    )  # fmt: skip


@guard(policies.own_cvs)
def cv_file(request: Request) -> HttpResponse:
    """Download one's own."""
    return _download(queries.own_file(request.person), request.person.name)


@guard(policies.may_share_cv)
def share_cv(request: Request, pk: UUID) -> HttpResponseBase:
    """Share it with a relationship: for a meeting of it, or for as long as it lives."""
    mine = queries.relationship_for(request.person, pk)
    form = forms.ShareCv(request.POST or None)
    require(not form.is_bound or form.is_valid())
    wanted = form.cleaned_data["meeting"] if form.is_bound else None
    meeting = queries.meeting_for(request.person, wanted) if wanted else None
    found = queries.own_cv(request.person)
    if found is None:
        messages.error(request, str(actions.NothingToShare()))
        return see_other("relationships:cv")
    require(policies.may_share_cv(by=request.person, cv=found, relationship=mine.relationship))
    if request.method == "POST" and accepted(
        request, actions.share_cv, cv=found, relationship=mine.relationship, meeting=meeting, by=request.person
    ):  # fmt: skip
        messages.success(request, _("%(names)s can read your CV now.") % {"names": mine.others_named})
    return redirect("relationships:meeting", meeting.pk) if meeting is not None else redirect("relationships:cv")


@guard(policies.may_stop_sharing)
def stop_sharing_cv(request: Request, pk: UUID) -> HttpResponseBase:
    """Share it there no more."""
    share = queries.own_share(request.person, pk)
    require(policies.may_stop_sharing(by=request.person, share=share))
    if request.method == "POST" and accepted(request, actions.stop_sharing_cv, share=share, by=request.person):
        messages.success(request, _("It is not shared there any more."))
    return redirect("relationships:cv")


@guard(policies.visible_cv_shares)
def read_cv(request: Request, pk: UUID) -> HttpResponse:
    """Read what somebody shares with one."""
    return page(request, "relationships/cv_read.html", shared=queries.shared_cv(request.person, pk))


@guard(policies.visible_cv_shares)
def read_cv_file(request: Request, pk: UUID) -> HttpResponse:
    """Download the PDF that somebody shares with one."""
    name, content = queries.shared_file(request.person, pk)
    return _download(content, name)


def _download(content: bytes, name: str) -> HttpResponse:
    """The file as a download: never opened within the site, whatever it holds."""
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="cv-{slugify(name) or "person"}.pdf"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = "no-store"
    return answer
