from django.apps import AppConfig


class HouseConfig(AppConfig):
    name = "chiron.config"
    label = "house"

    def ready(self) -> None:
        from chiron.config import wiring

        wiring.connect()
