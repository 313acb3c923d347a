"""One person of the institution, their address, and whether two entries are of one person."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from chiron.core.web import Request, accepted, guard, page, require
from chiron.people import actions, forms, policies, queries, rules


@guard(policies.may_administer)
def person(request: Request, pk: UUID) -> HttpResponse:
    """One person as the administrators of their institution know them, and what can be done for them."""
    require(policies.may_administer(by=request.person))
    found = queries.person_for(request.person, pk)
    return page(request, "people/person.html", person=found, shown=_shown(request, found))


@guard(policies.may_change_address)
def address(request: Request, pk: UUID) -> HttpResponseBase:
    """Give somebody another e-mail address."""
    found = queries.person_for(request.person, pk)
    require(policies.may_change_address(by=request.person, person=found))
    form = forms.Address(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and accepted(form, actions.change_address, person=found, by=request.person, **form.cleaned_data)
    ):
        messages.success(request, _("The address is changed."))
        return redirect("people:person", found.pk)
    return page(request, "people/address.html", person=found, form=form)


@guard(policies.may_administer)
def duplicates(request: Request) -> HttpResponse:
    """Entries that may be of one person, with what speaks for it."""
    require(policies.may_administer(by=request.person))
    found = queries.page_of(queries.suspected(request.person), request.GET.get("page"))
    return page(request, "people/duplicates.html", found=found)


@guard(policies.may_administer)
def merge_with(request: Request, pk: UUID) -> HttpResponse:
    """Look for the other entry of somebody."""
    require(policies.may_administer(by=request.person))
    found = queries.person_for(request.person, pk)
    search = request.GET.get("search", "").strip()[:100]
    others = queries.others_called(request.person, found, search)
    return page(request, "people/merge_with.html", person=found, search=search, others=others)


@guard(policies.may_merge)
def merge(request: Request, pk: UUID, other: UUID) -> HttpResponseBase:
    """Two entries side by side, what making one of them would do, and doing it."""
    pair = [queries.person_for(request.person, each) for each in (pk, other)]
    require(policies.may_merge(by=request.person, stays=pair[0], goes=pair[1]))
    form = _form(request, pair)
    chosen = form.cleaned_data if form.is_valid() else {name: form.initial[name] for name in form.fields}
    stays, goes = sorted(pair, key=lambda each: str(each.pk) != chosen["stays"])
    said = {"stays": stays, "goes": goes, "name": chosen["name"], "email": chosen["email"], "by": request.person}
    refused, preview = "", None
    try:
        if request.method == "POST" and form.is_valid():
            actions.merge(**said)
            messages.success(request, _("The two are one now: %(name)s.") % {"name": chosen["name"]})
            return redirect("people:person", stays.pk)
        preview = actions.rehearse(**said)
    except actions.Refused as refusal:
        refused = str(refusal)
    return page(
        request, "people/merge.html", status=422 if request.method == "POST" else 200, form=form, stays=stays,
        goes=goes, pair=pair, chosen=chosen, refused=refused, preview=preview, why=queries.suspicion(*pair),
        beside=_beside(request, *pair), moved=rules.by_kind(preview.told.moved) if preview else [],
        doubled=rules.by_kind(preview.told.doubled) if preview else [],
    )  # fmt: skip


def _form(request: Request, pair: list[Any]) -> forms.Merge:
    """The choice of what is kept: as it was sent, else the older entry, or the one that can sign in."""
    likely = sorted(pair, key=lambda each: (each.account_id is None, each.created_at))
    return forms.Merge(
        request.POST or (request.GET if "stays" in request.GET else None),
        stays=[(str(each.pk), _label(each)) for each in pair],
        names=[each.name for each in pair],
        emails=[each.email for each in pair],
        initial={
            "stays": str(likely[0].pk),
            "name": likely[0].name or likely[1].name,
            "email": likely[0].email or likely[1].email,
        },
    )


def _label(person: Any) -> str:
    known_by = person.email or person.external_id or _("no e-mail address")
    return f"{person.name} ({known_by})"


def _shown(request: Request, person: Any) -> list[tuple[str, list[str]]]:
    """What an administrator may know of somebody, term by term."""
    factor = _("yes, with a second factor") if queries.has_second_factor(person) else _("yes")
    signs_in = [factor, person.account.email] if person.account_id else [_("not yet")]
    facts = [
        (_("Name"), [person.name]),
        (_("What people call them"), [person.called]),
        (_("Role or stage"), [person.stage]),
        (_("E-mail address"), [person.email]),
        (_("Known before by"), queries.former_addresses(person)),
        (_("Identifier at the institution"), [person.external_id]),
        (_("Can sign in"), signs_in),
        (_("Known here since"), [queries.day(person.created_at)]),
        (_("Duties"), queries.duties_of(request.person, person)),
        *actions.facts_of(person),
    ]
    return [(str(term), [line for line in lines if line]) for term, lines in facts]


def _beside(request: Request, one: Any, other: Any) -> list[dict[str, Any]]:
    """The same of two, line by line: where they differ, and whether there is anything to compare."""
    rows = zip(_shown(request, one), _shown(request, other), strict=True)
    return [
        {"term": term, "one": mine, "other": theirs, "is_same": mine == theirs}
        for (term, mine), (_term, theirs) in rows
        if mine or theirs
    ]


@guard(policies.may_merge)
def apart(request: Request, pk: UUID, other: UUID) -> HttpResponseBase:
    """Say that two entries are two people."""
    pair = [queries.person_for(request.person, each) for each in (pk, other)]
    require(policies.may_merge(by=request.person, stays=pair[0], goes=pair[1]))
    if request.method == "POST" and accepted(
        request, actions.tell_apart, stays=pair[0], goes=pair[1], by=request.person
    ):
        messages.success(request, _("Noted: these are two people. You are not asked again."))
    return redirect("people:duplicates")
