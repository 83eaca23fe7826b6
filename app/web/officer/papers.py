"""Files of a dossier, to look at and to download. Bytes come from strangers: they never run as a page of ours."""

from flask import Response, request, stream_with_context

from app.cases import opening
from app.documents import queries, storage
from app.web.application import writes
from app.web.file_names import disposition
from app.web.officer.guard import officer

# A file in a frame of ours may draw itself and nothing else. Browsers show PDF in a viewer of their own, which a
# sandboxed page must not start; the viewer runs none of the file's scripts with our rights.
_ALONE = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
_POLICY = {
    "image/jpeg": f"{_ALONE}; img-src 'self'; sandbox",
    "image/png": f"{_ALONE}; img-src 'self'; sandbox",
    "image/webp": f"{_ALONE}; img-src 'self'; sandbox",
    "application/pdf": f"{_ALONE}; object-src 'self'; plugin-types application/pdf",
}


def shows_inline(media_type: str) -> bool:
    """Whether browsers may show files of this kind inside a page."""
    return media_type in _POLICY


@writes
def show(case_id: int, document_id: int) -> Response:
    """The file: inside the page when its kind is harmless there, as a download otherwise or when asked (`tai=1`)."""
    case = opening.of_file(officer(), case_id)
    document = queries.in_case(case.id, document_id)
    inline = shows_inline(document.media_type) and "tai" not in request.args
    answer = Response(stream_with_context(storage.stream(document)), mimetype=document.media_type)
    answer.headers["Content-Length"] = str(document.size)
    answer.headers["Content-Disposition"] = disposition("inline" if inline else "attachment", document.filename)
    answer.headers["Content-Security-Policy"] = (
        _POLICY[document.media_type] if inline else "default-src 'none'; sandbox"
    )
    answer.headers["X-Frame-Options"] = "SAMEORIGIN"
    answer.headers["Cache-Control"] = "private, max-age=600, immutable"
    return answer
