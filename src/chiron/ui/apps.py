"""The ui room: components, base layout, gallery and vendored assets. It knows no domain."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "chiron.ui"
    label = "ui"
