"""How one is told."""

from django.urls import path

from chiron.notifications import views

app_name = "notifications"
urlpatterns = [path("", views.preferences, name="preferences")]
