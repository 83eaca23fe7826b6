"""npm's packages: fetched once, and never in the way of a start."""

import os

import pytest

from scripts import environment, node_packages


@pytest.fixture
def house(tmp_path, monkeypatch):
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "package-lock.json").write_text("{}")
    monkeypatch.setattr(node_packages, "ROOT", tmp_path)
    monkeypatch.setattr(node_packages, "BIN", tmp_path / "bin")
    return tmp_path


def an_npm(house, monkeypatch, script):
    """A program in the place of npm."""
    (house / "bin").mkdir()
    npm = house / "bin" / "npm"
    npm.write_text(f"#!/bin/sh\necho ran >> {house}/log\n{script}\n")
    npm.chmod(0o755)
    monkeypatch.setenv("PATH", f"{house}/bin:{os.environ['PATH']}")


def test_they_are_fetched_once_and_again_when_the_lock_changes(house, monkeypatch):
    an_npm(house, monkeypatch, "exit 0")
    assert node_packages.fetch() and node_packages.fetch()
    (house / "package-lock.json").write_text('{"a": 1}')
    assert node_packages.fetch()
    assert (house / "log").read_text().count("ran") == 2


def test_an_npm_that_fails_or_hangs_stops_nothing(house, monkeypatch):
    an_npm(house, monkeypatch, "exit 1")
    assert not node_packages.fetch()
    (house / "bin" / "npm").write_text("#!/bin/sh\nexec sleep 60\n")
    monkeypatch.setattr(node_packages, "PATIENCE_SECONDS", 0.2)
    assert not node_packages.fetch()
    assert not (house / "node_modules" / ".installed").exists()


def an_esbuild(house, script):
    """A program in the place of esbuild, and an entry for it."""
    program = house / "node_modules" / ".bin" / "esbuild"
    program.parent.mkdir(exist_ok=True)
    (house / "node_modules" / ".built").mkdir(exist_ok=True)
    program.write_text(f"#!/bin/sh\necho $* >> {house}/log\n{script}\n")
    program.chmod(0o755)
    (house / "scripts" / "bundles").mkdir(parents=True, exist_ok=True)
    (house / "scripts" / "bundles" / "one.js").write_text("1")


def test_bundles_are_made_once_and_again_when_an_entry_changes(house):
    an_esbuild(house, "exit 0")
    assert node_packages.bundle() and node_packages.bundle()
    (house / "scripts" / "bundles" / "one.js").write_text("2")
    assert node_packages.bundle()
    runs = (house / "log").read_text().splitlines()
    assert len(runs) == 2
    assert "scripts/bundles/one.js --bundle" in runs[0] and "--outdir=node_modules/.built" in runs[0]


def test_where_esbuild_cannot_run_it_says_so_and_is_asked_again(house):
    assert not node_packages.bundle()
    an_esbuild(house, "exit 1")
    assert not node_packages.bundle()
    an_esbuild(house, "exit 0")
    assert node_packages.bundle()


def test_without_any_npm_it_says_so_and_goes_on(house, monkeypatch):
    def nothing(*_requirements):
        raise environment.Failed("no network")

    monkeypatch.setattr("shutil.which", lambda _name: None)
    monkeypatch.setattr(node_packages, "ensure", nothing)
    assert not node_packages.fetch()
