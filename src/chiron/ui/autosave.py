"""Forms that save themselves as one types: what stands on an older page never replaces what was kept since."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from chiron.core import clock

TEXT = "text/plain; charset=utf-8"
#: The hidden field, and the header, that say as of when the page knows what is kept.
SEEN, HEADER = "seen", "X-Seen"


def stamp(at: datetime | None) -> str:
    """Return what a page is to send back that shows what was kept *at* an instant; None where nothing is kept yet."""
    return at.isoformat() if at else ""


def is_overtaken(request: HttpRequest, at: datetime | None) -> bool:
    """Whether what is kept was changed *at* an instant that the page which saves itself does not know: elsewhere."""
    return request.POST.get(SEEN, stamp(at)) != stamp(at)


def kept(at: datetime | None) -> HttpResponse:
    """Answer when it was kept; the page takes over the stamp."""
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
