"""The virtual environment in `.venv`: made once, filled with pinned and hashed packages, remade when these change."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
BIN = VENV / "bin"
PYTHON = BIN / "python"
TRANSLATIONS = ROOT / "app" / "translations"


class Failed(Exception):
    """A step could not be done; the message says what to do."""


def say(text: str) -> None:
    """Tells the person at the terminal, at once."""
    print(text, flush=True)


@contextmanager
def alone() -> Iterator[None]:
    """Holds the lock of the setup: of two commands started together the second waits for the first."""
    with (ROOT / ".setup.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Waiting for another command that is setting up …")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def ensure(*requirements: str) -> None:
    """Makes the environment and installs the requirement files that are not in it as they stand now."""
    if not _works():
        _make()
    for name in requirements:
        if not _stamped(name):
            _install(name)
            _stamp(name)


def compile_translations() -> None:
    """Compiles the translations that changed."""
    stale = [po for po in TRANSLATIONS.glob("*/LC_MESSAGES/*.po") if _older(po.with_suffix(".mo"), po)]
    if stale:
        say("Compiling translations …")
        command = [str(PYTHON), "-m", "babel.messages.frontend", "-q", "compile", "-d", str(TRANSLATIONS)]
        subprocess.run(command, check=True, cwd=ROOT)


def digest(*paths: Path) -> str:
    """One hash for the contents of the files."""
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in paths)).hexdigest()


def _works() -> bool:
    """Whether `.venv` stands, was made here (a moved one has wrong paths inside), and its Python runs."""
    made = VENV / ".made"
    if not made.exists() or made.read_text() != str(VENV):
        return False
    return subprocess.run([str(PYTHON), "-c", ""], stderr=subprocess.DEVNULL).returncode == 0


def _make() -> None:
    say(f"Making the virtual environment (Python {sys.version.split()[0]}) …")
    said = _venv()
    if said and _has_pip():
        # Debian keeps the part of venv that brings pip in a package of its own; a pip of the machine does as well.
        said = _venv("--without-pip")
    if said and from_debian(["python3-venv"]):
        said = _venv()
    if said:
        shutil.rmtree(VENV, ignore_errors=True)
        raise Failed(f"A virtual environment cannot be made:\n{said}\nOn Debian:  apt-get install python3-venv")
    (VENV / ".made").write_text(str(VENV))


def _venv(*options: str) -> str:
    """Makes it anew; returns what went wrong, empty when nothing did."""
    shutil.rmtree(VENV, ignore_errors=True)
    made = subprocess.run([sys.executable, "-m", "venv", *options, str(VENV)], capture_output=True, text=True)
    return "" if made.returncode == 0 else (made.stdout + made.stderr).strip() or "venv failed"


def _has_pip() -> bool:
    return subprocess.run([sys.executable, "-m", "pip", "--version"], capture_output=True).returncode == 0


def from_debian(packages: list[str]) -> bool:
    """Installs packages from Debian where that is permitted (root, or sudo without a password); whether it worked."""
    apt = shutil.which("apt-get")
    if apt is None:
        return False
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if sudo and (shutil.which("sudo") is None or subprocess.run([*sudo, "true"], capture_output=True).returncode != 0):
        return False
    say(f"Installing {' '.join(packages)} from Debian …")
    quiet = [*sudo, "env", "DEBIAN_FRONTEND=noninteractive", apt, "-qq"]
    subprocess.run([*quiet, "update"], stdin=subprocess.DEVNULL)
    install = [*quiet, "install", "-y", "--no-install-recommends", *packages]
    return subprocess.run(install, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL).returncode == 0


def _pip() -> list[str]:
    own = [str(PYTHON), "-m", "pip"]
    if subprocess.run([*own, "--version"], capture_output=True).returncode == 0:
        return own
    return [sys.executable, "-m", "pip", "--python", str(PYTHON)]


def _install(name: str) -> None:
    """pip's own output is long: one line that counts the packages stands for it, all of it when pip fails."""
    total = sum("==" in line and not line.startswith((" ", "#")) for line in (ROOT / name).read_text().splitlines())
    say(f"Installing {total} pinned packages of {name} …")
    command = [*_pip(), "install", "--require-hashes", "--no-input", "--disable-pip-version-check", "-r", name]
    lines: list[str] = []
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as pip:
        for line in pip.stdout or ():
            lines.append(line)
            _show(lines, total)
    _end_line()
    if pip.returncode != 0:
        raise Failed("".join(lines[-25:]) + f"\npip could not install {name}. Is the network there? Run it again.")


def _show(lines: list[str], total: int) -> None:
    count = sum(line.startswith(("Collecting ", "Requirement already satisfied: ")) for line in lines)
    if lines[-1].startswith("Installing collected packages"):
        _progress("  unpacking", lasting=True)
    elif lines[-1].startswith("Collecting "):
        _progress(f"  {count} of {total}: {lines[-1].split()[1].split('==')[0]}", lasting=count % 20 == 0)


def _progress(text: str, *, lasting: bool) -> None:
    if sys.stdout.isatty():
        print(f"\r\033[K{text}", end="", flush=True)
    elif lasting:
        say(text)


def _end_line() -> None:
    if sys.stdout.isatty():
        print("\r\033[K", end="", flush=True)


def _stamp_of(name: str) -> Path:
    return VENV / f".installed-{Path(name).name}"


def _stamped(name: str) -> bool:
    stamp = _stamp_of(name)
    return stamp.exists() and stamp.read_text() == digest(ROOT / name)


def _stamp(name: str) -> None:
    _stamp_of(name).write_text(digest(ROOT / name))


def _older(made: Path, source: Path) -> bool:
    return not made.exists() or made.stat().st_mtime < source.stat().st_mtime


def plain_environment(**more: str) -> dict[str, str]:
    """The environment for the project's own programs: its folder on the path, nothing buffered."""
    mine = {"PYTHONUNBUFFERED": "1", "PYTHONPATH": str(ROOT), "FLASK_APP": "wsgi", "VIRTUAL_ENV": str(VENV)}
    return {**os.environ, **mine, "PATH": f"{BIN}:{os.environ.get('PATH', '')}", **more}
