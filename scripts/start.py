"""`scripts/run`: sets up, brings the database up to date, and serves web and timetable until Ctrl-C."""

import argparse
import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from scripts import node_packages
from scripts.environment import BIN, PYTHON, ROOT, Failed, alone, compile_translations, ensure, plain_environment, say

ACCOUNTS = "citizen citizen2 · desk desk_leader specialist leader clerk lead council1-3 · designer admin"
THREADS = "4"
PATIENCE_SECONDS = 60


def main() -> int:
    """Does it all; returns the exit code."""
    options = _options()
    try:
        _check_port(options.host, options.port)
        with alone():
            ensure("requirements.txt")
            compile_translations()
            if not node_packages.fetch():
                say("npm's packages could not be had: the studio shows diagrams as lists only.")
            elif not node_packages.bundle():
                say("esbuild did not run: the studio has no token simulation, and compares diagrams as still pictures.")
            environment = plain_environment()
            environment.setdefault("PUBLIC_URL", f"http://{_bracketed(options.host)}:{options.port}")
            _prepare(options.no_demo, environment)
        return _serve(options, environment)
    except Failed as failure:
        print(failure, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="scripts/run",
        description="Sets everything up and serves Một Cửa. The first start installs; the next ones take seconds.",
        epilog="DATABASE_URL, DEMO_PASSWORD and the other settings are read from the environment: see the README.",
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default %(default)s)")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (default %(default)s)")
    parser.add_argument("--no-demo", action="store_true", help="make no demo province and no demo accounts")
    return parser.parse_args()


def _check_port(host: str, port: int) -> None:
    try:
        with socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET):
            pass
    except OverflowError:
        raise Failed(f"There is no port {port}: choose one from 1 to 65535.") from None
    except OSError as error:
        number = error.errno or 0
        reason = os.strerror(number) if number > 0 else "no such address"
        raise Failed(f"{host}:{port} cannot be listened on ({reason}). Try another --port or --host.") from None


def _prepare(no_demo: bool, environment: dict[str, str]) -> None:
    command = [str(PYTHON), "-m", "flask", "prepare", "--no-demo" if no_demo else "--demo"]
    if subprocess.run(command, cwd=ROOT, env=environment).returncode != 0:
        raise Failed("The database could not be prepared; the reason stands above.")


def _serve(options: argparse.Namespace, environment: dict[str, str]) -> int:
    web = [
        str(BIN / "granian"), "--interface", "wsgi", "--host", options.host, "--port", str(options.port),
        "--workers", "1", "--blocking-threads", THREADS, "--no-ws", "--log-level", "warning", "wsgi:app",
    ]  # fmt: skip
    timetable = [str(PYTHON), "-m", "flask", "timetable", "--wait"]
    signal.signal(signal.SIGTERM, _as_interrupt)
    leash = _leash()
    children = [_child(command, environment, leash) for command in (web, timetable)]
    try:
        _wait_until_up(options, children)
        _announce(options, environment)
        return _first_to_end(children)
    except KeyboardInterrupt:
        say("\nStopping …")
        return 0
    finally:
        _stop(children)
        _release(leash)


def _as_interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _leash() -> subprocess.Popen[str]:
    """What ends the children if this process is killed and cannot: see `scripts/leash.py`."""
    command = [sys.executable, "-E", str(ROOT / "scripts" / "leash.py")]
    return subprocess.Popen(command, cwd=ROOT, start_new_session=True, stdin=subprocess.PIPE, text=True)


def _tell(leash: subprocess.Popen[str], line: str) -> None:
    with contextlib.suppress(OSError):  # it was killed itself: then nothing is lost but its help
        print(line, file=leash.stdin, flush=True)


def _release(leash: subprocess.Popen[str]) -> None:
    _tell(leash, "done")
    leash.wait()


def _child(command: list[str], environment: dict[str, str], leash: subprocess.Popen[str]) -> subprocess.Popen[bytes]:
    """A child in a group of its own: Ctrl-C reaches it through `_stop`, once and in order."""
    child = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True, stdin=subprocess.DEVNULL)
    _tell(leash, str(child.pid))
    return child


def _wait_until_up(options: argparse.Namespace, children: list[subprocess.Popen[bytes]]) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        if any(child.poll() is not None for child in children):
            raise Failed("A server process ended while starting; the reason stands above.")
        try:
            with socket.create_connection((_reachable(options.host), options.port), timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise Failed(f"The server did not answer within {PATIENCE_SECONDS} seconds.")


def _announce(options: argparse.Namespace, environment: dict[str, str]) -> None:
    say(f"\nMột Cửa:  {environment['PUBLIC_URL']}")
    kept = Path(environment.get("INSTANCE_DIR") or ROOT / "instance") / "demo_password"
    if not options.no_demo and kept.exists():
        say(f"Accounts: {ACCOUNTS}")
        say(f"Password: {kept.read_text(encoding='utf-8').strip()}   (of all of them)")
    say("Ctrl-C stops it.\n")


def _first_to_end(children: list[subprocess.Popen[bytes]]) -> int:
    while True:
        for child in children:
            if child.poll() is not None:
                say(f"{Path(child.args[0]).name} has ended with {child.returncode}; stopping the rest.")  # type: ignore[index,arg-type]
                return child.returncode or 1
        time.sleep(0.5)


def _stop(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.send_signal(signal.SIGTERM)
    for child in children:
        try:
            child.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def _reachable(host: str) -> str:
    """An address that reaches a server listening on `host`."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)


def _bracketed(host: str) -> str:
    address = _reachable(host)
    return f"[{address}]" if ":" in address else address


if __name__ == "__main__":
    sys.exit(main())
