"""The library: its shelf, its items, the training that is done on the page, and what is printed."""

from django.urls import path

from chiron.learning import views

app_name = "learning"
urlpatterns = [
    path("", views.shelf, name="library"),
    path("cohorts/<uuid:pk>/training/", views.cohort_training, name="cohort_training"),
    path("cohorts/<uuid:pk>/training/export.csv", views.cohort_training_csv, name="cohort_training_csv"),
    path("training/<slug:course>/<slug:id>/", views.module, name="module"),
    path("training/<slug:course>/<slug:id>/answer/<slug:check>/", views.answer, name="module_answer"),
    path("training/<slug:course>/<slug:id>/finish/", views.finish, name="module_finish"),
    path("training/<slug:course>/<slug:id>/forget/", views.forget, name="module_forget"),
    path("training/<slug:course>/<slug:id>/print/<slug:form>/", views.print_module, name="module_print"),
    path("<slug:kind>/<slug:id>/", views.item, name="item"),
    path("<slug:kind>/<slug:id>/print/<slug:form>/", views.print_item, name="item_print"),
]
