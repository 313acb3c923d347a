"""Two rows that stand for the same one become one: each table says in its ``Privacy`` how what points at them follows.

``merges = {"person": "moves"}`` names a foreign key, or a column that holds a person's id, and the way it goes:

- *moves*: the row follows to the one who stays. Where the table lets only one row be there, it is in the way.
- *one_stays*: it follows; of two that say the same the better one stays (``prefers`` names what it is judged by; else
  that of the one who stays), the other goes.
- *joins*: it follows; two that would be the same are made one, with everything that points at each.
- *numbered*: it follows under the next free number.
- *goes*: it is deleted with the one who goes.
- *room*: the room sees to it itself.

Values that are encrypted under the key of whom the row is moved from are opened and sealed again under the other's.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import models

from chiron.core import encryption, fields, privacy

WAYS = ("moves", "one_stays", "joins", "numbered", "goes", "room")
BATCH = 500


@dataclass
class Told:
    """What became of the rows, by the label of their table."""

    moved: Counter[str] = field(default_factory=Counter)
    doubled: Counter[str] = field(default_factory=Counter)
    joined: list[tuple[models.Model, models.Model]] = field(default_factory=list)
    in_the_way: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Link:
    """A column of one table that holds the id of a row of another, and how it follows when that is merged."""

    table: type[models.Model]
    column: str
    way: str

    @property
    def label(self) -> str:
        return str(self.table._meta.label)

    @property
    def field(self) -> Any:
        return self.table._meta.get_field(self.column)

    def pointing_at(self, pk: UUID) -> Any:
        """The rows that hold *pk*, in a fixed order."""
        return self.table._base_manager.filter(**{self.field.attname: pk}).order_by("pk")


def ways(model: type[models.Model]) -> dict[str, str]:
    """Return what *model* declares: the way of each of its columns."""
    return dict(getattr(getattr(model, "Privacy", None), "merges", {}))


def links_to(target: type[models.Model], person: type[models.Model]) -> Iterator[Link]:
    """Yield every column of the house that holds the id of a row of *target*; bare ids are those of a *person*."""
    for model in privacy.our_models():
        for column, way in ways(model).items():
            if (model._meta.get_field(column).related_model or person) is target:
                yield Link(model, column, way)


def undeclared(*targets: type[models.Model]) -> list[str]:
    """Return each foreign key to one of *targets* that does not say how it merges, and each way that is unknown."""
    found = []
    for model in privacy.our_models():
        said = ways(model)
        names = {each.name for each in model._meta.concrete_fields if each.related_model in targets}
        found += [f"{model._meta.label}.{name} says not how it merges: Privacy.merges" for name in names - said.keys()]
        found += [f"{model._meta.label}.{name} merges in no known way: {way}" for name, way in said.items()
                  if way not in WAYS]  # fmt: skip
    return sorted(found)


def sweep(target: type[models.Model], goes: UUID, stays: UUID, *, person: type[models.Model], told: Told) -> None:
    """Let everything that points at the row *goes* of *target* point at *stays*; called inside a transaction."""
    if target is person:
        encryption.ensure_keys([stays])
        encryption.preload([goes, stays])
    for link in links_to(target, person):
        if link.way == "goes":
            link.pointing_at(goes).delete()
        elif link.way != "room":
            _follow(link, goes, stays, person, told)


def left_behind(target: type[models.Model], goes: UUID, *, person: type[models.Model]) -> list[str]:
    """Return each column that still points at a row that is no more."""
    links = (each for each in links_to(target, person) if each.way != "room")
    return [f"{link.label}.{link.column}" for link in links if link.pointing_at(goes).exists()]


def _follow(link: Link, goes: UUID, stays: UUID, person: type[models.Model], told: Told) -> None:
    limits = list(_limits(link))
    if not limits and not _sealed_with(link):
        told.moved[link.label] += link.pointing_at(goes).update(**{link.field.attname: stays})
        return
    for row in list(link.pointing_at(goes)):
        _settle(link, row, _twin(link, row, stays, limits), stays, person, told)


def _settle(link: Link, row: Any, twin: Any, stays: UUID, person: type[models.Model], told: Told) -> None:
    """Move one row, whatever stands already where it goes to."""
    if twin is None:
        told.moved[link.label] += 1
        _point(link, row, stays)
    elif link.way == "one_stays":
        told.doubled[link.label] += 1
        better = _is_better(row, twin)
        (twin if better else row).delete()
        if better:
            _settle(link, row, _twin(link, row, stays, list(_limits(link))), stays, person, told)
    elif link.way == "joins":
        _join(link, row, twin, stays, person, told)
    elif link.way == "numbered":
        told.moved[link.label] += 1
        setattr(row, _number(link), _free(link, stays))
        _point(link, row, stays, _number(link))
    else:
        told.in_the_way[link.label] += 1


def _join(link: Link, row: Any, twin: Any, stays: UUID, person: type[models.Model], told: Told) -> None:
    """Make one of two rows, with everything that points at each; what the better one lacks it gets from the other."""
    better, other = (row, twin) if _is_better(row, twin) else (twin, row)
    told.joined.append((better, other))
    sweep(link.table, other.pk, better.pk, person=person, told=told)
    fills = getattr(getattr(link.table, "Privacy", None), "fills", ())
    lacking = {name: getattr(other, name) for name in fills if not getattr(better, name)}
    link.table._base_manager.filter(pk=other.pk).delete()
    for name, value in lacking.items():
        setattr(better, name, value)
    _point(link, better, stays, *lacking)


def _point(link: Link, row: Any, stays: UUID, *changed: str) -> None:
    """Let *row* point at *stays*, its encrypted values sealed anew where that is whose key they are under."""
    sealed = fields.opened(row) if _sealed_with(link) else {}
    setattr(row, link.field.attname, stays)
    for name, value in sealed.items():
        setattr(row, name, value)
    row.save(update_fields=[link.column, *sealed, *changed])


def _sealed_with(link: Link) -> bool:
    """Whether the column names whose key the row's values are encrypted under."""
    return privacy.owner_path(link.table) == str(link.field.attname)


def _limits(link: Link) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield the columns of which the table lets only one row be, with the condition under which it does."""
    if link.field.unique and not link.field.primary_key:
        yield (link.column,), None
    for each in link.table._meta.constraints:
        if isinstance(each, models.UniqueConstraint) and link.column in each.fields:
            yield tuple(each.fields), each.condition


def _twin(link: Link, row: Any, stays: UUID, limits: list[tuple[tuple[str, ...], Any]]) -> Any:
    """The row that stands already where *row* would go, or None."""
    rows = link.table._base_manager.all()
    for names, condition in limits:
        columns = [link.table._meta.get_field(name).attname for name in names]  # type: ignore[union-attr]
        there = {column: getattr(row, column) for column in columns} | {link.field.attname: stays}
        if None in there.values():
            continue
        found = rows.filter(**there).exclude(pk=row.pk)
        if condition is not None:
            if not rows.filter(condition, pk=row.pk).exists():
                continue
            found = found.filter(condition)
        if twin := found.first():
            return twin
    return None


def _is_better(row: Any, twin: Any) -> bool:
    """Whether *row* is to stay rather than *twin*, which the one who stays has already."""
    name = getattr(type(row).Privacy, "prefers", "")
    mine, theirs = (getattr(each, name) if name else None for each in (row, twin))
    return bool(mine is not None and (theirs is None or mine > theirs))


def _number(link: Link) -> str:
    """The column by which rows that belong together are numbered."""
    numbers = [names for names, _condition in _limits(link) if len(names) == 2]
    found = [name for names in numbers for name in names
             if isinstance(link.table._meta.get_field(name), models.IntegerField)]  # fmt: skip
    return found[0]


def _free(link: Link, stays: UUID) -> int:
    taken = set(link.pointing_at(stays).values_list(_number(link), flat=True))
    return next(number for number in range(1, len(taken) + 2) if number not in taken)
