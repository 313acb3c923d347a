from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "chiron.core"
    label = "core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from chiron.core import checks, letters  # noqa: F401  register the system checks, and the letters of SQLite
