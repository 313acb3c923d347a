"""Relationships, for those in them and for the coordinator."""

from django.urls import path

from chiron.relationships import views

app_name = "relationships"
urlpatterns = [
    path("<uuid:pk>/", views.relationship, name="relationship"),
    path("<uuid:pk>/accept/", views.accept, name="accept"),
    path("<uuid:pk>/decline/", views.decline, name="decline"),
    path("<uuid:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("messages/", views.correspondences, name="correspondences"),
    path("messages/<uuid:pk>/remove/", views.remove_message, name="remove_message"),
    path("<uuid:pk>/messages/", views.messages, name="messages"),
    path("<uuid:pk>/limits/", views.read_limits, name="read_limits"),
    path("cohorts/<uuid:pk>/", views.relationships, name="list"),
]
