"""Forms that save themselves as one types: what stands on an older page never replaces what was kept since.

Their pages are stored by no browser and restored by none (`never_cache`, and the form's ``autocomplete``): what was
typed on an older one would come back under the stamp of today.
"""

import re
from datetime import datetime

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from chiron.core import clock

TEXT = "text/plain; charset=utf-8"
#: The hidden field, and the header, that say as of when the page knows what is kept.
SEEN, HEADER = "seen", "X-Seen"
#: The header by which a page that is open says which one it is, and for how long what it kept last is known to be its.
PAGE, KNOWN_FOR = "X-Page", 24 * 60 * 60


def stamp(at: datetime | None) -> str:
    """Return what a page is to send back that shows what was kept *at* an instant; None where nothing is kept yet."""
    return at.isoformat() if at else ""


def is_overtaken(request: HttpRequest, at: datetime | None) -> bool:
    """Whether what is kept was changed *at* an instant that the page which saves itself does not know: elsewhere.

    A page that kept it itself and lost the answer on the way, as on a phone, sends its old stamp again.
    """
    if request.POST.get(SEEN, stamp(at)) == stamp(at):
        return False
    page = _page(request)
    return not page or cache.get(page) != stamp(at)


def _page(request: HttpRequest) -> str:
    """Under which name the open page is known; "" where it has none."""
    name = request.headers.get(PAGE, "")
    return f"autosave:{request.user.pk}:{request.path}:{name}" if re.fullmatch("[a-z0-9]{8,40}", name) else ""


def kept(request: HttpRequest, at: datetime | None) -> HttpResponse:
    """Answer when it was kept; the page takes over the stamp."""
    if page := _page(request):
        cache.set(page, stamp(at), KNOWN_FOR)
    said = timezone.localtime(clock.now()).strftime("%H:%M")
    return HttpResponse(said, content_type=TEXT, headers={HEADER: stamp(at)})


def refused(why: str) -> HttpResponse:
    """Answer why it cannot be kept as it is."""
    return HttpResponse(why, status=422, content_type=TEXT)


def overtaken() -> HttpResponse:
    """Answer that it was changed elsewhere."""
    return refused(
        _("You have changed this elsewhere since. Load the page again to see it; what you send from here replaces it.")
    )
