"""Every address of the house, room by room."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.account.urls")),
    path("accounts/2fa/", include("allauth.mfa.urls")),
]

handler400 = "chiron.config.errors.bad_request"
handler403 = "chiron.config.errors.forbidden"
handler404 = "chiron.config.errors.not_found"
handler500 = "chiron.config.errors.server_error"
