"""My time, for whoever is asked to meet."""

from django.urls import path

from chiron.scheduling import views

app_name = "scheduling"
urlpatterns = [
    path("", views.times, name="times"),
    path("hours/", views.hours, name="hours"),
    path("away/", views.absence_add, name="absence_add"),
    path("away/<uuid:pk>/remove/", views.absence_remove, name="absence_remove"),
    path("calendars/add/", views.calendar_add, name="calendar_add"),
    path("calendars/<uuid:pk>/remove/", views.calendar_remove, name="calendar_remove"),
    path("rosters/", views.rosters_import, name="rosters"),
    path("rosters/left-out/", views.rosters_rejects, name="rosters_rejects"),
    path("feed/open/", views.feed_open, name="feed_open"),
    path("feed/close/", views.feed_close, name="feed_close"),
]
