"""What a filing weighs, compressed as sent: at most 30 kB a page with all it loads, 120 kB for the whole of it."""

import re

import brotli

from tests.browsing import Browser
from tests.web import filing
from tests.web.filing import begin, node, press, send_file, sign_in

PAGE, WHOLE = 30_000, 120_000
LOADED = re.compile(r'(?:href|src)="(/static/[^"#]+)')
BIRTH = "1.001193"  # the longest form of the catalogue's everyday procedures


class Scales:
    """Weighs pages; what has been loaded once is in the browser's cache."""

    def __init__(self, client: Browser) -> None:
        self.client = client
        self.cached: dict[str, int] = {}
        self.whole = 0

    def get(self, path: str) -> None:
        page = self.client.get(path, headers={"Accept-Encoding": "br"})
        assert page.status_code == 200, path
        shown = brotli.decompress(page.data).decode()
        parts = {name: self.part(name) for name in set(LOADED.findall(shown))}
        first_visit = len(page.data) + sum(parts.values())
        assert first_visit <= PAGE, (path, first_visit)
        self.whole += len(page.data) + sum(size for name, size in parts.items() if name not in self.cached)
        self.cached |= parts

    def part(self, path: str) -> int:
        return self.cached.get(path) or len(brotli.compress(self.client.get(path).data))


def test_a_whole_filing_is_light(client: Browser) -> None:
    scales = Scales(client)
    for path in ("/", "/thu-tuc?q=khai+sinh", f"/thu-tuc/{BIRTH}", "/dang-nhap"):
        scales.get(path)
    case_id = begin(sign_in(client), BIRTH)
    while node(case_id) != "check_dossier":
        scales.get(f"/ho-so/{case_id}/buoc")
        step(client, case_id)
    for path in ("/bien-nhan", ""):
        scales.get(f"/ho-so/{case_id}{path}")
    assert scales.whole <= WHOLE, scales.whole


def step(client: Browser, case_id: int) -> None:
    if node(case_id) == "attach_components":
        send_file(client, case_id, "birth_certificate_of_hospital")
    if node(case_id) == "check_and_submit":
        client.post(f"/ho-so/{case_id}/buoc", data=filing.submission(client, case_id))
    else:
        late = {"birth_case": "late", "birth_proof": "hospital", "payment_method": "DESK", "channel_out": "DESK"}
        answer = press(client, case_id, flow="late", **late)
        assert answer.status_code == 303, filing.text(answer)
