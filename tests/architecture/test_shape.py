"""The shape of the house: sizes, names and what is refused. Each list of exceptions is short and says why."""

import ast
import re

import pytest

from tests.architecture import source

MODULES = source.modules()


#: Where a row's own role is asked, not who may do something.
ROLES_OF_ROWS = {
    "chiron/people/actions/institution.py": "which duty ends",
    "chiron/relationships/actions/ending.py": "which side of the pair becomes free",
}


def violations(check) -> list[str]:
    return [f"{module.name}: {found}" for module in MODULES for found in check(module)]


def test_no_file_is_longer_than_400_lines():
    assert violations(lambda m: [len(m.text.splitlines())] if len(m.text.splitlines()) > 400 else []) == []


def test_no_function_is_longer_than_50_lines():
    def too_long(module):
        limit = 150 if "chiron_engine/kernels" in module.name else 50
        for function in source.functions(module.tree):
            size = (function.end_lineno or 0) - function.lineno + 1
            if size > limit:
                yield f"{function.name} has {size} lines"

    assert violations(too_long) == []


def test_the_median_function_is_short():
    sizes = sorted((f.end_lineno or 0) - f.lineno + 1 for m in MODULES for f in source.functions(m.tree))
    assert sizes[len(sizes) // 2] <= 10
    assert sizes[len(sizes) * 9 // 10] <= 30


@pytest.mark.parametrize("template", source.templates(), ids=lambda path: str(path.relative_to(source.SOURCE)))
def test_no_template_is_longer_than_100_lines(template):
    assert len(template.read_text().splitlines()) <= 100


def test_there_is_no_room_for_odds_and_ends():
    banned = {"utils.py", "helpers.py", "services.py", "signals.py", "common.py", "misc.py"}
    assert [module.name for module in MODULES if module.path.name in banned] == []


@pytest.mark.parametrize(
    ("what", "pattern", "exceptions"),
    [
        ("class-based views", r"django\.views\.generic|\.as_view\(", {}),
        ("signals", r"django\.dispatch|post_save|pre_save\.connect|@receiver", {}),
        ("Meta.ordering", r"^\s+ordering = ", {}),
        ("save() overrides", r"def save\(self", {}),
        ("unescaped markup", r"mark_safe\(", {"chiron/ui": "draws its own markup", "chiron/core/text.py": "after nh3"}),
        ("views without CSRF", r"csrf_exempt", {}),
        ("all fields of a form", r"__all__\"\s*$|fields = \"__all__\"", {}),
        ("raw SQL", r"\.raw\(|\.extra\(|RawSQL\(", {}),
        ("locks that stop references", r"select_for_update\((?!no_key=True)", {}),
        ("pickle", r"\bpickle\b|\bmarshal\b|\bshelve\b", {}),
        ("eval", r"\beval\(|\bexec\(", {}),
        ("generic relations", r"GenericForeignKey", {}),
        ("another clock", r"date(time)?\.(now|utcnow|today)\(|timezone\.now\(", {"chiron/core/clock.py": "the clock"}),
        ("roles asked outside policies", r"\.role == |has_perm\(|is_superuser|is_staff", ROLES_OF_ROWS),
        ("unfinished work", r"\bTODO\b|\bFIXME\b|raise NotImplementedError|coming soon", {}),
    ],
)  # fmt: skip
def test_what_we_refuse_is_not_there(what, pattern, exceptions):
    expression = re.compile(pattern, re.MULTILINE)

    def found(module):
        if any(module.name.startswith(prefix) for prefix in exceptions):
            return []
        return expression.findall(module.text)

    assert violations(found) == [], what


def test_functions_of_the_house_say_what_they_take_and_give():
    def untyped(module):
        for function in source.functions(module.tree):
            arguments = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
            missing = [a.arg for a in arguments if a.annotation is None and a.arg not in {"self", "cls"}]
            if missing or (function.returns is None and function.name != "__init__"):
                yield f"{function.name} {missing}"

    assert violations(untyped) == []


def test_actions_and_policies_and_queries_explain_themselves_to_their_caller():
    def silent(module):
        if module.furniture not in {"actions", "policies", "queries"}:
            return
        for node in module.tree.body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not ast.get_docstring(node):
                yield node.name

    assert violations(silent) == []


def test_nothing_names_the_machine_it_was_written_on():
    suspicious = re.compile(r"/work/|/root/|files\.pythonhosted|registry\.npmjs|pypi\.org/simple")
    found = []
    for name in source.tracked():
        if name.endswith((".png", ".woff2", ".xlsx", ".mo", ".ttf")) or name == "tests/architecture/test_shape.py":
            continue
        file = source.ROOT / name
        if file.exists() and suspicious.search(file.read_text(errors="ignore")):
            found.append(name)
    assert found == []
