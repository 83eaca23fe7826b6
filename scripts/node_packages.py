"""What comes from npm: the studio's canvas and the tests' axe-core, by the machine's npm or by PyPI's.

Nothing of it is needed to run: without it the studio offers its list in the place of the canvas.
"""

import shutil
import subprocess

from scripts.environment import BIN, ROOT, Failed, digest, ensure, plain_environment, say

NODE_REQUIREMENTS = "tests/requirements-node.txt"
PATIENCE_SECONDS = 240
_QUIET = ("--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error")
_NOT_LONG = ("--fetch-retries=1", "--fetch-retry-mintimeout=1000", "--fetch-timeout=60000")


def fetch() -> bool:
    """Installs the locked packages into `node_modules`, once; whether they are there."""
    lock, stamp = ROOT / "package-lock.json", ROOT / "node_modules" / ".installed"
    if stamp.exists() and stamp.read_text() == digest(lock):
        return True
    npm = shutil.which("npm")
    if npm is None:
        try:
            ensure(NODE_REQUIREMENTS)
        except Failed as failure:
            say(str(failure))
        npm = str(BIN / "npm")
    say("Installing the packages of npm …")
    if not _installed([npm, "ci", *_QUIET, *_NOT_LONG]):
        return False
    stamp.write_text(digest(lock))
    return True


def _installed(command: list[str]) -> bool:
    try:
        done = subprocess.run(command, cwd=ROOT, env=plain_environment(), timeout=PATIENCE_SECONDS)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
