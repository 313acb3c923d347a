"""Every address of the house, room by room."""

from django.conf import settings
from django.urls import include, path

from chiron.insights import views as insights
from chiron.people.views import self as people
from chiron.relationships import urls as relationships

urlpatterns = [
    path("", insights.today, name="today"),
    path("cockpit/", insights.cockpit, name="cockpit"),
    path("cockpit/overview/", insights.overview, name="overview"),
    path("mentoring/", insights.mentoring, name="mentoring"),
    path("mentoring/<uuid:pk>/pause/", insights.pause, name="pause"),
    path("help/", people.help_page, name="help"),
    path("people/", include("chiron.people.urls")),
    path("conflicts/", include("chiron.boundaries.urls")),
    path("notifications/", include("chiron.notifications.urls")),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
    path("programmes/", include("chiron.programmes.urls")),
    path("time/", include("chiron.scheduling.urls")),
    path("match/", include("chiron.matching.urls")),
    path("library/", include("chiron.learning.urls")),
    path("relationships/", include("chiron.relationships.urls")),
    path("announcements/", include((relationships.announcements, "announcements"))),
    path("plan/", include((relationships.plan, "plan"))),
    path("language/", include("django.conf.urls.i18n")),
]

if settings.DEBUG or settings.CHIRON_DEMO:
    urlpatterns.append(path("gallery/", include("chiron.ui.urls")))

handler400 = "chiron.config.errors.bad_request"
handler403 = "chiron.config.errors.forbidden"
handler404 = "chiron.config.errors.not_found"
handler500 = "chiron.config.errors.server_error"
