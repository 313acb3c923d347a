"""Relationships, for those in them and for the coordinator."""

from django.urls import path

from chiron.relationships import views

app_name = "relationships"
urlpatterns = [
    path("<uuid:pk>/", views.relationship, name="relationship"),
    path("<uuid:pk>/accept/", views.accept, name="accept"),
    path("<uuid:pk>/decline/", views.decline, name="decline"),
    path("<uuid:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("cohorts/<uuid:pk>/", views.relationships, name="list"),
]
