"""Logs as one line of JSON an event. Messages of errors are dropped: they can quote what somebody wrote."""

import logging
from typing import Any

import structlog


def _without_text_of_errors(logger: Any, name: str, event: dict[str, Any]) -> dict[str, Any]:
    """Keep the type of an error and where it happened, never its words."""
    info = event.pop("exc_info", None)
    error = info[1] if isinstance(info, tuple) else None
    if error is not None:
        event["error"] = type(error).__name__
        frame = error.__traceback__
        while frame is not None and frame.tb_next is not None:
            frame = frame.tb_next
        if frame is not None:
            event["at"] = f"{frame.tb_frame.f_globals.get('__name__', '?')}:{frame.tb_lineno}"
    return event


def _without_query(logger: Any, name: str, event: dict[str, Any]) -> dict[str, Any]:
    event.pop("request", None)
    return event


class WithoutAddress(logging.Filter):
    """Keep what went wrong and the route's name, never the address: it can hold the token of an invitation."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.args is None:  # done already
            return True
        match = getattr(getattr(record, "request", None), "resolver_match", None)
        what = record.args[0] if isinstance(record.args, tuple) and str(record.msg) == "%s: %s" else record.msg
        record.msg = f"{what} {match.view_name}" if match is not None else str(what)
        record.args = None
        return True


SHARED: list[Any] = [
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    _without_query,
    _without_text_of_errors,
]

structlog.configure(
    processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
    cache_logger_on_first_use=True,
)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
            "foreign_pre_chain": SHARED,
        },
    },
    "filters": {"without_address": {"()": WithoutAddress}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "chiron": {"level": "INFO"},
        "django.request": {"filters": ["without_address"]},
        "django.server": {"handlers": [], "level": "ERROR", "propagate": False},
        "gunicorn.error": {
            "handlers": ["console"],
            "level": "WARNING",
            "propagate": False,
            "filters": ["without_address"],
        },
    },
}
