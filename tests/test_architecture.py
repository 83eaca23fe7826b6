"""The walls of the house: import contracts, and three things that have one place each."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from app.core.config import ROOT

SOURCES = sorted((ROOT / "app").rglob("*.py"))


def attributes(path: Path) -> list[tuple[str, int]]:
    """Dotted names used in a file (`datetime.now`) with their lines."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [(ast.unparse(node), node.lineno) for node in ast.walk(tree) if isinstance(node, ast.Attribute)]


def offenders(wanted, allowed):
    """Where a dotted name that `wanted` picks is used outside of the files allowed."""
    return [
        f"{path.relative_to(ROOT)}:{line} {name}"
        for path in SOURCES
        if str(path.relative_to(ROOT)) not in allowed
        for name, line in attributes(path)
        if wanted(name)
    ]


def test_import_contracts_are_kept():
    linter = Path(sys.executable).with_name("lint-imports")
    checked = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize("call", ["datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"])
def test_time_comes_from_the_clock_only(call):
    assert offenders(lambda name: name == call or name.endswith(f".{call}"), {"app/core/clock.py"}) == []


def test_the_environment_is_read_in_the_settings_only():
    read = ("os.environ", "os.getenv", "os.environb")
    assert offenders(lambda name: name in read, {"app/core/config.py"}) == []


def test_nobody_commits_but_the_transaction():
    ends = (".commit", ".rollback")
    assert offenders(lambda name: name.endswith(ends), {"app/core/db.py"}) == []


def test_the_network_is_reached_by_plug_ins_only():
    clients = ("urllib.request", "http.client", "socket", "smtplib", "requests", "httpx")
    found = []
    for path in SOURCES:
        if {"channels", "gateways", "connectors"} & set(path.parts):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)]
            found += [f"{path.relative_to(ROOT)} {name}" for name in names if name in clients]
    assert found == []


def test_every_package_says_what_it_is_for():
    packages = sorted((ROOT / "app").rglob("__init__.py"))
    silent = [str(path) for path in packages if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))]
    assert silent == []


def test_the_finder_finds():
    (found,) = offenders(lambda name: name == "datetime.now", set())
    assert found.startswith("app/core/clock.py:")
