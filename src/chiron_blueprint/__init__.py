"""What a programme asks and how answers become fit: no Django, useful alone.

The public surface, each a package with its own docstring:

- `schema`: blueprints. `load(text, source=…) -> Blueprint` or `BlueprintError` (`.problems` with line, column, path,
  message and mend), `dump`, `diff(old, new)`, `schema()` (the JSON Schema), `reference()` (its documentation).
- `tables`: spreadsheets in. `read(path_or_file, source=…, sheet=…, hints=…, limits=…, progress=…) -> Table` or
  `TableRefused` (`.message`, `.mend`, `.code`); parsed in a limited process; `table.rows()` streams.
- `guess`: what columns mean. `blueprint(mentees, mentors) -> Guess`, `columns(table)`, `drafted(…)`, `mapping(columns,
  blueprint, side) -> Mapping`. Each guess has a sentence to confirm.
- `answers`: rows into people. `Reader(table, mapping, blueprint).rows()` streams `Person` or `Rejection`; `read`
  collects; `resolved` turns partners' names into ids.
- `fit`: `Scoring(blueprint, mentees, mentors)` with `.dense()`, `.table(rows)`, `.breakdown(i, j)`; `problem(scoring)`
  for the engine; `sensitivity(scoring)`. Points are whole hundredths, and what is shown adds up.
- `match`: `match(mentees, mentors, blueprint=None, …) -> Result`: all of it in one call.
- `output`: `write(result, path, language)` (.csv, .xlsx, .json, .html), `write_csv`, `write_xlsx`, `neutral`,
  `rejects`.
- `hours`: 168 hours as bits, read from words. `words`: `Sentence`, `say`, `listed`, `in_language`.

Whatever is said is a `Sentence`: `.in_language("es")`, or `str()` for English.
"""
