from django.urls import path
from django.urls.converters import register_converter

from chiron.programmes import views

app_name = "programmes"


class Side:
    """One of the two sides of a programme."""

    regex = "mentee|mentor"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Side, "side")

urlpatterns = [
    path("", views.programmes, name="list"),
    path("new/", views.start, name="start"),
    path("blueprints/", views.blueprints, name="blueprints"),
    path("blueprints/upload/", views.upload_blueprint, name="blueprint_upload"),
    path("blueprints/new/", views.new_blueprint, name="blueprint_new"),
    path("blueprints/shipped/<slug:key>/", views.shipped, name="shipped"),
    path("blueprints/shipped/<slug:key>/export/", views.export_shipped, name="shipped_export"),
    path("blueprints/<uuid:pk>/", views.blueprint, name="blueprint"),
    path("blueprints/<uuid:pk>/edit/", views.edit_blueprint, name="blueprint_edit"),
    path("blueprints/<uuid:pk>/yaml/", views.edit_source, name="blueprint_yaml"),
    path("blueprints/<uuid:pk>/export/", views.export_blueprint, name="blueprint_export"),
    path("<uuid:pk>/", views.programme, name="programme"),
    path("<uuid:pk>/open/", views.open_programme, name="open"),
    path("<uuid:pk>/close/", views.close_programme, name="close"),
    path("<uuid:pk>/cohorts/new/", views.add_cohort, name="cohort_add"),
    path("<uuid:pk>/roles/", views.roles, name="roles"),
    path("<uuid:pk>/upgrade/", views.upgrade, name="upgrade"),
    path("roles/<uuid:pk>/end/", views.end_role, name="role_end"),
    path("cohorts/<uuid:pk>/people/", views.people, name="people"),
    path("cohorts/<uuid:pk>/people/add/", views.add_person, name="person_add"),
    path("cohorts/<uuid:pk>/people/invite/", views.invite_everybody, name="invite_all"),
    path("cohorts/<uuid:pk>/people/export.csv", views.export_csv, name="people_csv"),
    path("cohorts/<uuid:pk>/people/export.xlsx", views.export_xlsx, name="people_xlsx"),
    path("cohorts/<uuid:pk>/import/", views.upload, name="upload"),
    path("imports/<uuid:pk>/", views.import_job, name="import"),
    path("imports/<uuid:pk>/cancel/", views.cancel_import, name="import_cancel"),
    path("imports/<uuid:pk>/resume/", views.resume_import, name="import_resume"),
    path("imports/<uuid:pk>/rejects/<side:side>.csv", views.rejects, name="rejects"),
    path("enrolments/<uuid:pk>/", views.enrolment, name="enrolment"),
    path("enrolments/<uuid:pk>/capacity/", views.capacity, name="capacity"),
    path("enrolments/<uuid:pk>/address/", views.correct_address, name="enrolment_address"),
    path("enrolments/<uuid:pk>/invite/", views.invite, name="invite"),
    path("enrolments/<uuid:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("enrolments/<uuid:pk>/restore/", views.restore, name="restore"),
    path("apply/<uuid:pk>/", views.apply, name="apply"),
    path("apply/<uuid:pk>/save/", views.save_application, name="apply_save"),
    path("apply/<uuid:pk>/leave/", views.leave, name="leave"),
    path("apply/<uuid:pk>/forget-identity/", views.forget_identity, name="forget_identity"),
    path("apply/<uuid:pk>/sent/", views.applied, name="applied"),
]
