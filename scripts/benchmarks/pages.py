"""`scripts/bench pages`: what a citizen's browser fetches, page by page on a first visit and for a whole filing.

Bytes are of bodies, compressed. A page's first visit loads all that it names; in the whole filing what was loaded once
is in the browser's cache (its address holds its hash), and every post and redirect counts.
"""

import re
from dataclasses import dataclass, field

from flask import Flask
from werkzeug.test import TestResponse

from scripts.benchmarks import ground
from tests.browsing import Browser
from tests.web import filing

PROCEDURE = "1.001193"  # registration of a birth: the longest everyday form
LOADED = re.compile(r'(?:href|src)="(/static/[^"#]+)')
PAGE_LIMIT, WHOLE_LIMIT = 30_000, 120_000
ENCODINGS = {"Accept-Encoding": "br, gzip"}
WANTED = {
    "flow": "late",
    "birth_case": "late",
    "birth_proof": "hospital",
    "payment_method": "DESK",
    "channel_out": "DESK",
}


@dataclass
class Visit:
    """One visitor: what is in the cache, what has come over the line."""

    client: Browser
    cached: set[str] = field(default_factory=set)
    requests: int = 0
    sent: int = 0
    heaviest: int = 0

    def get(self, path: str, name: str) -> None:
        """Opens a page and prints what a first visit to it takes."""
        page = self.client.get(path, headers=ENCODINGS)
        if page.status_code != 200:
            raise RuntimeError(f"{path}: {page.status}")
        self._count(page)
        shown = self.client.get(path).get_data(as_text=True)
        parts = {part: self._part(part) for part in sorted(set(LOADED.findall(shown)))}
        first = len(page.data) + sum(parts.values())
        self.heaviest = max(self.heaviest, first)
        for part, size in parts.items():
            if part not in self.cached:
                self.cached.add(part)
                self.requests += 1
                self.sent += size
        print(f"{name:34}{len(page.data):10d}{sum(parts.values()):10d}{first:10d}{1 + len(parts):10d}")

    def act(self, answer: TestResponse) -> None:
        """Counts a post and the page or redirect it answered with."""
        self._count(answer)

    def _part(self, path: str) -> int:
        return len(self.client.get(path, headers=ENCODINGS).data)

    def _count(self, answer: TestResponse) -> None:
        self.requests += 1
        self.sent += len(answer.data)


def main() -> None:
    """Files one dossier over the pages and prints what each took."""
    with ground.sqlite() as app:
        app.test_client_class = Browser
        visit = Visit(_browser(app))
        print("Compressed bytes of a first visit to each page.")
        print(f"{'':34}{'page':>10}{'statics':>10}{'both':>10}{'requests':>10}")
        _file(visit)
        print(f"\nheaviest page {visit.heaviest} bytes  (to reach: at most {PAGE_LIMIT})")
        print(
            f"a whole filing without attachments: {visit.sent} bytes in {visit.requests} requests  "
            f"(to reach: at most {WHOLE_LIMIT})"
        )


def _browser(app: Flask) -> Browser:
    client = app.test_client()
    assert isinstance(client, Browser)
    return client


def _file(visit: Visit) -> None:
    visit.get("/", "front page")
    visit.get("/thu-tuc?q=khai+sinh", "search")
    visit.get(f"/thu-tuc/{PROCEDURE}", "procedure")
    visit.get("/dang-nhap", "signing in")
    filing.sign_in(visit.client)
    case_id = filing.begin(visit.client, PROCEDURE)
    visit.requests += 2  # the two posts above answer with a redirect and no body to speak of
    while (node := filing.node(case_id)) != "check_dossier":
        visit.get(f"/ho-so/{case_id}/buoc", node)
        _step(visit, case_id, node)
    visit.get(f"/ho-so/{case_id}/bien-nhan", "receipt")
    visit.get(f"/ho-so/{case_id}", "dossier")
    visit.get("/ho-so", "my dossiers")


def _step(visit: Visit, case_id: int, node: str) -> None:
    client = visit.client
    if node == "check_and_submit":
        visit.act(client.post(f"/ho-so/{case_id}/buoc", data=filing.submission(client, case_id)))
        return
    if node == "attach_components":
        filing.send_file(client, case_id, "birth_certificate_of_hospital")
    answer = filing.press(client, case_id, **WANTED)
    if answer.status_code != 303:
        raise RuntimeError(f"{node}: {answer.status} {filing.text(answer)[:2000]}")
    visit.act(answer)
