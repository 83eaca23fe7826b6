"""`flask deadlines`, as typed."""

from datetime import date

import pytest

from app import create_app
from app.core.db import bind, make_engine, transaction
from app.deadlines import editing
from app.identity.units import by_code
from tests import templates

DUE = ("due", "--received", "2026-02-13T10:20", "--term", "5wd")


@pytest.fixture
def run(world, settings):
    """Runs `flask deadlines` with these words."""
    runner = create_app(settings, engine=world).test_cli_runner()
    return lambda *words: runner.invoke(args=["deadlines", *map(str, words)])


def due(run, received, term, *more):
    answer = run("due", "--received", received, "--term", term, *more)
    assert answer.exit_code == 0, answer.output
    return answer.stdout


@pytest.mark.parametrize(
    ("received", "term", "printed"),
    [
        ("2026-02-13T10:20", "5wd", "2026-02-27T17:00:00+07:00"),
        ("2026-02-13 10:20", "5wd", "2026-02-27T17:00:00+07:00"),
        ("2026-11-16T16:30", "8wh", "2026-11-17T17:00:00+07:00"),
        ("2026-11-16T10:20:30", "1wh", "2026-11-16T11:20:30+07:00"),
        ("2026-11-16T08:00Z", "sameday", "2026-11-16T17:00:00+07:00"),  # 15:00 here
        ("2026-11-16T08:01+00:00", "sameday", "2026-11-17T17:00:00+07:00"),
        ("2026-11-15T20:00-05:00", "halfday", "2026-11-16T14:00:00+07:00"),  # 08:00 here
    ],
)
def test_one_line_with_the_due_moment(run, received, term, printed):
    assert due(run, received, term) == f"{printed}\n"


def test_explained_day_by_day(run):
    first, *lines = due(run, "2026-12-30T10:20", "3wd", "--explain").splitlines()
    assert first == "2027-01-05T17:00:00+07:00"
    assert [line.split()[:4] for line in lines if line.startswith("  20")] == [
        ["2026-12-30", "Wed", "skipped", "Day"],
        ["2026-12-31", "Thu", "day", "1"],
        ["2027-01-01", "Fri", "skipped", "HOLIDAY"],
        ["2027-01-02", "Sat", "skipped", "weekly"],
        ["2027-01-03", "Sun", "skipped", "weekly"],
        ["2027-01-04", "Mon", "day", "2"],
        ["2027-01-05", "Tue", "day", "3"],
    ]
    assert any("Tết Dương lịch (Bộ luật Lao động 45/2019/QH14, Điều 112)" in line for line in lines)
    assert any(line.startswith("rule: ") and "147.2" in line for line in lines)
    assert "calendar of 2026: OFFICIAL" in lines and "calendar of 2027: ESTIMATED" in lines


@pytest.mark.parametrize("code", ["xa-tan-phu", "H99.01"])
def test_an_agency_s_own_days(run, code):
    with transaction():
        unit_id = by_code("xa-tan-phu").id
        editing.set_day(unit_id, date(2026, 2, 23), "AGENCY_OFF", name="Lễ hội xã", reason="thử", actor_id=None)
    explained = due(run, "2026-02-13T10:20", "5wd", "--agency", code, "--explain")
    assert explained.splitlines()[0] == "2026-03-02T17:00:00+07:00"
    assert "AGENCY_OFF Lễ hội xã" in explained
    assert due(run, "2026-02-13T10:20", "5wd") == "2026-02-27T17:00:00+07:00\n"


@pytest.mark.parametrize(
    "words",
    [
        ("due", "--received", "yesterday", "--term", "5wd"),
        ("due", "--received", "2026-02-13", "--term", "5wd"),  # no time of day
        ("due", "--received", "2026-02-30T10:20", "--term", "5wd"),
        ("due", "--received", "0001-01-01T00:00+14:00", "--term", "5wd"),
        ("due", "--received", "1900-01-01T00:00", "--term", "5wd"),
        ("due", "--received", "9999-12-31T23:59", "--term", "999wd"),
        ("due", "--received", "2200-12-31T09:00", "--term", "1wd"),
        ("due", "--received", "2026-02-13T10:20", "--term", "5xd"),
        ("due", "--received", "2026-02-13T10:20", "--term", "-5wd"),
        ("due", "--received", "2026-02-13T10:20", "--term", "٥wd"),
        ("due", "--received", "2026-02-13T10:20"),
        (*DUE, "--agency", "nowhere"),
        ("calendar", "1949"),
        ("calendar", "2026", "--agency", "nowhere"),
        ("export", "2026", "--agency", "nowhere"),
        ("import", "/nowhere.csv"),
    ],
)
def test_bad_input_is_said_plainly(run, words):
    answer = run(*words)
    assert answer.exit_code == 2
    assert "Error: " in answer.stderr and "Traceback" not in answer.stderr
    assert answer.stdout == ""


class TestWithoutTables:
    @pytest.fixture
    def run(self, database_kind, settings):
        with templates.blank(database_kind) as url:
            engine = make_engine(url)
            bind(engine)
            runner = create_app(settings, engine=engine).test_cli_runner()
            yield lambda *words: runner.invoke(args=["deadlines", *words])
            engine.dispose()

    def test_the_packaged_calendar_counts(self, run):
        answer = run(*DUE)
        assert (answer.exit_code, answer.stdout) == (0, "2026-02-27T17:00:00+07:00\n")
        assert "no tables" in answer.stderr

    @pytest.mark.parametrize("words", [(*DUE, "--agency", "xa-tan-phu"), ("export", "2026")])
    def test_what_needs_them_says_so(self, run, words):
        answer = run(*words)
        assert answer.exit_code == 2 and "no tables" in answer.stderr


def test_a_database_that_does_not_answer_is_said(settings):
    engine = make_engine("sqlite:////nowhere/at/all.db")
    answer = create_app(settings, engine=engine).test_cli_runner().invoke(args=["deadlines", *DUE])
    assert answer.stdout == "2026-02-27T17:00:00+07:00\n"
    assert "cannot be reached" in answer.stderr


def test_before_anything_is_entered_the_packaged_calendar_counts(db, settings):
    answer = create_app(settings, engine=db).test_cli_runner().invoke(args=["deadlines", *DUE])
    assert answer.stdout == "2026-02-27T17:00:00+07:00\n" and answer.stderr


def test_the_year_with_its_status(run):
    assert run("calendar", 2026).stdout.startswith("2026 OFFICIAL")
    lines = run("calendar", 2027).stdout.splitlines()
    assert lines[0].startswith("2027 ESTIMATED")
    assert lines[1].split()[:3] == ["2027-01-01", "Fri", "HOLIDAY"]
    assert len(lines) == 1 + 15


def test_out_and_in_again(run, tmp_path):
    path = tmp_path / "2026.csv"
    kept = [line for line in run("export", 2026).stdout.splitlines() if not line.startswith("2026-11-24")]
    path.write_text("\n".join(kept), encoding="utf-8")
    previewed = run("import", path)
    assert previewed.stdout.splitlines()[0] == "- 2026-11-24 HOLIDAY Ngày Văn hóa Việt Nam"
    assert due(run, "2026-11-23T10:00", "1wd").startswith("2026-11-25")  # only previewed
    assert run("import", path, "--reason", "thử").exit_code == 0
    assert due(run, "2026-11-23T10:00", "1wd").startswith("2026-11-24")
    assert run("load").stdout == "Entered: nothing new.\n"  # what was edited stays


def test_ical_out_and_in_again(run, tmp_path):
    path = tmp_path / "2026.ics"
    path.write_text(run("export", 2026, "--format", "ical").stdout, encoding="utf-8", newline="")
    assert run("import", path).stdout.splitlines()[0] == "Nothing would change."


def test_a_bad_file_is_said_by_its_lines(run, tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text("day,kind\n2026-13-01,HOLIDAY\n2026-01-02,FREE\n", encoding="utf-8")
    answer = run("import", path, "--reason", "thử")
    assert answer.exit_code == 2
    assert "line 2" in answer.stderr and "line 3" in answer.stderr
