from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "chiron.notifications"
    label = "notifications"
