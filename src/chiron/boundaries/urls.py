"""The register of conflicts of interest."""

from django.urls import path

from chiron.boundaries import views

app_name = "boundaries"
urlpatterns = [
    path("", views.register, name="conflicts"),
    path("add/", views.add, name="add"),
    path("import/", views.import_plan, name="import"),
    path("holds/<uuid:pk>/lift/", views.lift, name="lift"),
    path("<uuid:pk>/end/", views.end, name="end"),
    path("<uuid:pk>/withdraw/", views.withdraw, name="withdraw"),
]
