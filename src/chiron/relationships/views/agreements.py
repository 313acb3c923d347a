"""The agreement: read it, sign it, propose another wording, print it."""

from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chiron.core import clock
from chiron.core.web import Request, accepted, guard, page, require
from chiron.relationships import actions, forms, policies, queries
from chiron.ui import pdf

TEMPLATE = Path(__file__).resolve().parents[1] / "typst" / "agreement.typ"


def _mine(request: Request, pk: UUID) -> queries.Mine:
    mine = queries.relationship_for(request.person, pk)
    require(mine.has_begun)
    return mine


@guard(policies.visible_agreements)
def agreement(request: Request, pk: UUID) -> HttpResponseBase:
    """The latest version, to be read and signed."""
    mine = _mine(request, pk)
    version = queries.version_for(request.person, mine, None)
    form = forms.Signing(request.POST or None, initial={"learning": version.own.learning})
    if request.method == "POST" and form.is_valid():
        require(policies.may_sign(by=request.person, agreement=version.agreement))
        if accepted(
            form,
            actions.sign_agreement,
            agreement=version.agreement,
            learning=form.cleaned_data["learning"],
            by=request.person,
        ):
            messages.success(request, _("You have signed the agreement."))
            return redirect("relationships:relationship", pk)
    return page(request, "relationships/agreement.html", **_shown(mine, version), form=form)


@guard(policies.visible_agreements)
def agreement_version(request: Request, pk: UUID, number: int) -> HttpResponse:
    """An earlier version, as it stood."""
    mine = _mine(request, pk)
    version = queries.version_for(request.person, mine, number)
    return page(request, "relationships/agreement.html", **_shown(mine, version))


def _shown(mine: queries.Mine, version: queries.Version) -> dict[str, Any]:
    return {
        "mine": mine,
        "version": version,
        "versions": queries.versions_of(mine),
        "changes": queries.difference(mine, version.agreement),
        "duties": queries.duties_said(mine),
    }


@guard(policies.may_take_part)
def propose(request: Request, pk: UUID) -> HttpResponseBase:
    """Propose another wording; it is signed by whoever proposes it."""
    mine = _mine(request, pk)
    require(policies.may_take_part(by=request.person, relationship=mine.relationship))
    version = queries.version_for(request.person, mine, None)
    initial = {"seen": version.agreement.number, "learning": version.own.learning}
    form = forms.Proposal(request.POST or None, initial=initial, points=queries.open_points(version))
    if (
        request.method == "POST"
        and form.is_valid()
        and accepted(
            form,
            actions.propose_agreement,
            relationship=mine.relationship,
            seen=form.cleaned_data["seen"],
            said=form.said,
            learning=form.cleaned_data["learning"],
            language=(get_language() or "en")[:2],
            by=request.person,
        )
    ):
        messages.success(request, _("Your wording is proposed, with your signature. The others are told."))
        return redirect("relationships:agreement", pk)
    return page(request, "relationships/propose.html", mine=mine, version=version, form=form)


@guard(policies.visible_agreements)
def agreement_pdf(request: Request, pk: UUID, number: int) -> HttpResponse:
    """A version on paper."""
    mine = _mine(request, pk)
    version = queries.version_for(request.person, mine, number)
    content = pdf.render(TEMPLATE, queries.printed(version), at=clock.now())
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="agreement-{number}.pdf"'
    return answer
