"""The commands a newcomer starts with, and the files they install from."""

import ast
import re
import socket
import subprocess
import sys
import tomllib

import pytest

from app.core.config import ROOT

BEFORE_THE_ENVIRONMENT = ("environment", "start", "work", "leash", "checks")
COMPILED = (
    "requirements.txt",
    "requirements-dev.txt",
    "tests/requirements-postgres.txt",
    "tests/requirements-node.txt",
)


def run(*options):
    """`scripts/run` on the Python of the tests, up to where it would install something."""
    command = [sys.executable, "-m", "scripts.start", *options]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)


def test_help_says_what_run_takes():
    told = run("--help")
    assert told.returncode == 0
    assert {"--host", "--port", "--no-demo"} <= set(re.findall(r"--[a-z-]+", told.stdout))


def test_a_port_that_is_taken_is_said_before_anything_is_installed():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        refused = run("--port", str(taken.getsockname()[1]))
    assert refused.returncode == 1
    assert "--port" in refused.stderr
    assert refused.stdout == ""


@pytest.mark.parametrize("options", [("--port", "99999"), ("--host", "no.such.host.invalid")])
def test_an_address_that_is_none_is_said(options):
    refused = run(*options)
    assert refused.returncode == 1
    assert options[1] in refused.stderr
    assert "Traceback" not in refused.stderr


def test_help_says_what_worker_takes():
    command = [sys.executable, "-m", "scripts.work", "--help"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert told.returncode == 0
    assert "SQLite" in told.stdout


CHILD = "print('up', flush=True); import time; time.sleep({seconds}); print('lived', flush=True)"
PARENT = """
import sys, time
from scripts import start
leash = start._leash()
start._child([sys.executable, "-c", {child!r}], {{}}, leash)
{then}
"""


def parent(then, seconds):
    """A `scripts/run` with one child that says `up` and, after so many seconds, `lived`."""
    code = PARENT.format(child=CHILD.format(seconds=seconds), then=then)
    command = [sys.executable, "-c", code]
    started = subprocess.Popen(command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert started.stdout.readline() == "up\n"
    return started


def test_children_end_when_run_is_killed():
    killed = parent("time.sleep(60)", seconds=60)
    killed.kill()
    said = killed.communicate(timeout=20)[0]
    assert "was killed" in said and "lived" not in said


def test_children_of_a_run_that_ends_in_order_are_its_own_business():
    ended = parent("start._release(leash)", seconds=1)
    assert ended.communicate(timeout=20)[0] == "lived\n"


@pytest.mark.parametrize("name", BEFORE_THE_ENVIRONMENT)
def test_what_runs_before_the_environment_stands_needs_the_standard_library_only(name):
    tree = ast.parse((ROOT / "scripts" / f"{name}.py").read_text(encoding="utf-8"))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {module.split(".")[0] for module in imported} <= {*sys.stdlib_module_names, "scripts"}


@pytest.mark.parametrize("name", COMPILED)
def test_every_package_is_pinned_with_its_hashes(name):
    blocks = re.split(r"\n(?=[a-z0-9])", "\n" + (ROOT / name).read_text(encoding="utf-8"))[1:]
    assert blocks
    assert [block.splitlines()[0] for block in blocks if "==" not in block or "--hash=sha256:" not in block] == []


def test_the_compiled_requirements_follow_the_pins():
    pins = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    compiled = (ROOT / "requirements.txt").read_text(encoding="utf-8").lower()
    stripped = [re.sub(r"\[.*\]", "", pin).lower() for pin in pins]
    assert [pin for pin in stripped if f"\n{pin} " not in f"\n{compiled}"] == []


def test_the_benchmark_of_a_step_runs():
    """Its bare twin speaks SQL of its own, which a new column of a table leaves behind."""
    command = [sys.executable, "-m", "scripts.benchmarks", "step", "--rounds", "2"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr
    assert "a completed dossier:" in done.stdout
