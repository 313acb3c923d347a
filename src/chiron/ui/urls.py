"""The gallery: every component with sample data, and two whole pages made of them."""

from django.urls import path

from chiron.ui import views

app_name = "ui"
urlpatterns = [
    path("", views.gallery, name="gallery"),
    path("<slug:name>/", views.model_page, name="model_page"),
]
