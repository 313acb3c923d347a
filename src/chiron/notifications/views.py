"""The page on which everybody says how they want to be told."""

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from chiron.core.web import Request, accepted, guard, page, require
from chiron.notifications import actions, forms, policies, queries


@guard(policies.may_change_preferences)
def preferences(request: Request) -> HttpResponseBase:
    """When mail comes to me, and of what."""
    me = request.person
    require(policies.may_change_preferences(by=me, person=me))
    wishes = queries.preference_of(me).wishes
    every = [topic for topic, _name in forms.TOPICS]
    kept = {name: getattr(wishes, name) for name in ("pace", "digest_at", "digest_on", "quiet_from", "quiet_until")}
    told_of = [topic for topic in every if topic not in wishes.turned_off]
    form = forms.Preferences(request.POST or None, initial={**kept, "topics": told_of})
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        topics = said.pop("topics")
        off = [topic for topic in every if topic not in topics]
        if accepted(form, actions.change_preferences, person=me, turned_off=off, by=me, **said):
            messages.success(request, _("Saved. It holds from now on, for what waits already, too."))
            return redirect("notifications:preferences")
    return page(
        request,
        "notifications/preferences.html",
        form=form,
        zone=queries.zone_of(me).key.replace("_", " "),
        waiting=queries.waiting_for(me, wishes),
    )
