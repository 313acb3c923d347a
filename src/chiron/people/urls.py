"""People, their ways in and their institution."""

from django.urls import path

from chiron.people.views import access, institution, merging, queue
from chiron.people.views import self as own

app_name = "people"
urlpatterns = [
    path("invitation/<str:token>/", access.invitation, name="invitation"),
    path("invitation/", access.renew, name="renew"),
    path("me/", own.profile, name="profile"),
    path("me/language/", own.language, name="language"),
    path("me/data/", own.data, name="data"),
    path("me/data.json", own.export_json, name="export_json"),
    path("me/data.zip", own.export_csv, name="export_csv"),
    path("me/erase/", own.erase, name="erase"),
    path("me/erased/", own.erased, name="erased"),
    path("me/consents/<slug:purpose>/give/", own.give_consent, name="consent_give"),
    path("me/consents/<uuid:pk>/withdraw/", own.withdraw_consent, name="consent_withdraw"),
    path("me/at/", own.institutions, name="institutions"),
    path("me/at/<uuid:pk>/", own.choose_institution, name="choose_institution"),
    path("", institution.people, name="list"),
    path("duplicates/", merging.duplicates, name="duplicates"),
    path("<uuid:pk>/", merging.person, name="person"),
    path("<uuid:pk>/address/", merging.address, name="address"),
    path("<uuid:pk>/merge/", merging.merge_with, name="merge_with"),
    path("<uuid:pk>/merge/<uuid:other>/", merging.merge, name="merge"),
    path("<uuid:pk>/apart/<uuid:other>/", merging.apart, name="apart"),
    path("<uuid:pk>/invite/", institution.invite, name="invite"),
    path("<uuid:pk>/invitation/withdraw/", access.withdraw, name="withdraw"),
    path("<uuid:pk>/second-factor/", institution.reset_second_factor, name="second_factor"),
    path("institution/", institution.institution, name="institution"),
    path("institution/help/", institution.add_contact, name="contact_add"),
    path("institution/help/<uuid:pk>/", institution.edit_contact, name="contact_edit"),
    path("institution/help/<uuid:pk>/up/", institution.move_up_contact, name="contact_up"),
    path("institution/help/<uuid:pk>/remove/", institution.remove_contact, name="contact_remove"),
    path("duties/", institution.roles, name="roles"),
    path("duties/<uuid:pk>/end/", institution.end_duty, name="duty_end"),
    path("audit/", institution.audit, name="audit"),
    path("queue/", queue.queue, name="queue"),
    path("queue/again/", queue.try_again, name="try_again"),
    path("queue/tasks/<uuid:pk>/again/", queue.run_again, name="task_again"),
    path("queue/<uuid:pk>/again/", queue.send_again, name="send_again"),
    path("queue/<uuid:pk>/let-go/", queue.let_go, name="let_go"),
]
