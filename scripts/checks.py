"""`scripts/test`: gets what the tests need, runs the static checks and then pytest.

With arguments only pytest runs, with them. Chromium and PostgreSQL come from Debian where that is permitted (root, or
sudo without a password), PostgreSQL else from PyPI. What could not be had is said at the end, in pytest's summary.
"""

import ctypes
import shutil
import subprocess
import sys
from pathlib import Path

from scripts import node_packages
from scripts.environment import (
    BIN,
    PYTHON,
    ROOT,
    Failed,
    alone,
    compile_translations,
    ensure,
    from_debian,
    plain_environment,
    say,
)

CHECKS = (
    ("ruff check", ["ruff", "check", "."]),
    ("ruff format", ["ruff", "format", "--check", "."]),
    ("mypy", ["mypy"]),
    ("import contracts", ["lint-imports", "--no-logo"]),
)
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
POSTGRES_REQUIREMENTS = "tests/requirements-postgres.txt"


def main(arguments: list[str]) -> int:
    """Sets up and runs; returns pytest's exit code, or 1 when a static check failed."""
    try:
        with alone():
            ensure("requirements.txt", "requirements-dev.txt")
            compile_translations()
            missing = [*_debian(), *_postgresql(), *_npm()]
    except Failed as failure:
        print(failure, file=sys.stderr)
        return 1
    environment = plain_environment(TESTS_LACK="; ".join(missing))
    failed = [] if arguments else [name for name, command in CHECKS if not _passes(name, command, environment)]
    environment["CHECKS_FAILED"] = ", ".join(failed)
    pytest = [str(PYTHON), "-m", "pytest", "-n", "auto", "--dist", "worksteal", *arguments]
    code = subprocess.run(pytest, cwd=ROOT, env=environment).returncode
    return code or int(bool(failed))


def _passes(name: str, command: list[str], environment: dict[str, str]) -> bool:
    say(f"== {name}")
    return subprocess.run([str(BIN / command[0]), *command[1:]], cwd=ROOT, env=environment).returncode == 0


def _debian() -> list[str]:
    """Installs Chromium and PostgreSQL from Debian where they are missing; returns what is missing still."""
    wanted = []
    if not _chromium():
        wanted += ["chromium", "fonts-dejavu-core"]
    if not _server():
        wanted.append("postgresql")
    if not _loads("libatomic.so.1"):
        wanted.append("libatomic1")  # Playwright's own Node, and PyPI's, are linked with it
    if wanted:
        from_debian(wanted)
    missing = [] if _chromium() else ["Chromium (the browser tests were left out): apt-get install chromium"]
    return (
        missing
        if _loads("libatomic.so.1")
        else [*missing, "libatomic (the browser tests fail): apt-get install libatomic1"]
    )


def _postgresql() -> list[str]:
    if _server():
        return []
    try:
        ensure(POSTGRES_REQUIREMENTS)
    except Failed as failure:
        say(str(failure))
        return ["PostgreSQL (the tests on it were left out): apt-get install postgresql"]
    return []


def _npm() -> list[str]:
    """axe-core and the studio's canvas, and what esbuild makes of them."""
    if not node_packages.fetch():
        return ["npm's packages (the accessibility checks and the canvas were left out): npm ci --ignore-scripts"]
    return [] if node_packages.bundle() else ["esbuild's bundles (tests of simulating and comparing were left out)"]


def _chromium() -> bool:
    return any(shutil.which(name) for name in CHROMIUM)


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _server() -> bool:
    return bool(list(Path("/usr/lib/postgresql").glob("*/bin/initdb"))) or shutil.which("initdb") is not None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
