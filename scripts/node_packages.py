"""What comes from npm: the studio's canvas and the tests' axe-core, by the machine's npm or by PyPI's.

Packages that have no build for browsers are bundled by esbuild, each entry of `scripts/bundles` into one file.
Nothing of it is needed to run: without it the studio offers its list in the place of the canvas.
"""

import shutil
import subprocess
from pathlib import Path

from scripts.environment import BIN, ROOT, Failed, digest, ensure, plain_environment, say

NODE_REQUIREMENTS = "tests/requirements-node.txt"
PATIENCE_SECONDS = 240
BUNDLES = "node_modules/.built"
_QUIET = ("--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error")
_NOT_LONG = ("--fetch-retries=1", "--fetch-retry-mintimeout=1000", "--fetch-timeout=60000")
_ONE_FILE = ("--bundle", "--minify", "--format=iife", "--target=es2022", "--log-level=warning", "--legal-comments=eof")


def fetch() -> bool:
    """Installs the locked packages into `node_modules`, once; whether they are there."""
    lock, stamp = ROOT / "package-lock.json", ROOT / "node_modules" / ".installed"
    if _stamped(stamp, digest(lock)):
        return True
    say("Installing the packages of npm …")
    if not _done([_npm(), "ci", *_QUIET, *_NOT_LONG]):
        return False
    stamp.write_text(digest(lock))
    return True


def bundle() -> bool:
    """Bundles the entries of `scripts/bundles` when they or the packages changed; whether the bundles are there."""
    entries = sorted((ROOT / "scripts" / "bundles").glob("*.js"))
    current, stamp = digest(ROOT / "package-lock.json", *entries), ROOT / BUNDLES / ".stamp"
    if _stamped(stamp, current):
        return True
    say("Bundling for the studio …")
    esbuild = ROOT / "node_modules" / ".bin" / "esbuild"
    if not _done([str(esbuild), *map(str, entries), *_ONE_FILE, f"--outdir={BUNDLES}"]):
        return False
    stamp.write_text(current)
    return True


def _stamped(stamp: Path, text: str) -> bool:
    return stamp.exists() and stamp.read_text() == text


def _npm() -> str:
    found = shutil.which("npm")
    if found is None:
        try:
            ensure(NODE_REQUIREMENTS)
        except Failed as failure:
            say(str(failure))
    return found or str(BIN / "npm")


def _done(command: list[str]) -> bool:
    try:
        done = subprocess.run(command, cwd=ROOT, env=plain_environment(), timeout=PATIENCE_SECONDS)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
