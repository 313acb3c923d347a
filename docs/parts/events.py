"""Every event: the action that causes it, who may, and what follows."""

from itertools import groupby

from docs.parts.words import code, first_paragraph, furniture, plain, room_of, table

INTRODUCTION = """# Events

Every change of state is an action; each leaves one event in the audit trail, done or refused, and may have consequences
that the worker carries out. The columns say which function causes the event, which policy decides, and what follows.

"""

KINDS = """## Kinds of mail

A mail is a row of the outbox in the transaction that causes it; the worker asks the policy again when it sends.
*resend*: where a worker dies at the worst moment, the same mail goes again under the same Message-ID. *hold*: it waits
for a person to decide.

"""


def names() -> set[str]:
    """Every registered event and kind of mail."""
    from chiron.core import actions, outbox

    furniture("actions", "tasks")
    return {event for event, entry in actions.REGISTRY.items() if entry.module.startswith("chiron.")} | set(
        outbox.KINDS
    )


def page() -> str:
    """The page of events."""
    from chiron.config import wiring
    from chiron.core import actions, outbox, schedule

    furniture("actions", "tasks")
    ours = sorted(
        (e for e in actions.REGISTRY.values() if e.module.startswith("chiron.")), key=lambda entry: entry.event
    )
    text = INTRODUCTION
    for room, entries in groupby(ours, key=lambda entry: room_of(entry.event)):
        rows = []
        for entry in entries:
            follows = ", ".join(code(path.rsplit(".", 1)[-1]) for path in wiring.CONSEQUENCES.get(entry.event, ()))
            words = plain(entry.doc.split("\n\n")[0])
            rows.append((code(entry.event), words, code(entry.name), code(entry.may), follows))
        text += f"## {room}\n\n" + table(["event", "what happens", "action", "who may", "what follows"], rows) + "\n"
    kinds = [(code(k.name), first_paragraph(k.compose), k.on_doubt) for _, k in sorted(outbox.KINDS.items())]
    text += KINDS + (table(["kind", "what it says", "on doubt"], kinds) if kinds else "None yet.\n")
    times = [(code(n), first_paragraph(e.task.func), _every(e.every)) for n, e in sorted(schedule.RECURRING.items())]
    return text + "\n## What runs by itself\n\n" + table(["task", "what it does", "every"], times)


def _every(delta: object) -> str:
    from datetime import timedelta

    assert isinstance(delta, timedelta)
    units = [("day", timedelta(days=1)), ("hour", timedelta(hours=1)), ("minute", timedelta(minutes=1))]
    for unit, size in units:
        if delta >= size and delta % size == timedelta():
            count = delta // size
            return unit if count == 1 else f"{count} {unit}s"
    return f"{delta.total_seconds():.0f} seconds"
