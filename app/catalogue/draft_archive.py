"""Drafts as zip archives: reading one that a stranger made, and writing one that gives back the same bytes."""

import io
import stat
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from app.catalogue import draft_paths
from app.core.errors import N_, Invalid

MAX_ARCHIVE = 8 * 1024 * 1024  # bytes as sent
MAX_UNPACKED = 8 * 1024 * 1024
MAX_FILE = 2 * 1024 * 1024
MAX_FILES = 300
_CHUNK = 64 * 1024
_NOISE = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")
_MOMENT = (2026, 1, 1, 0, 0, 0)  # archives of the same files are the same


@dataclass(frozen=True, slots=True)
class Unpacked:
    """The files of an archive by their path in a draft, and the slug that its folders name (None: none)."""

    files: dict[str, bytes]
    slug: str | None


def pack(slug: str, files: Mapping[str, bytes]) -> bytes:
    """An archive with `bpmn/<slug>/` and `forms/<slug>/`."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(files):
            entry = zipfile.ZipInfo(draft_paths.on_disk(slug, path), _MOMENT)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[path], zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def unpack(content: bytes) -> Unpacked:
    """The files of an archive. Raises Invalid for a broken, hostile or strange one, naming the file at fault."""
    if len(content) > MAX_ARCHIVE:
        raise Invalid({"zip": N_("Tệp zip lớn hơn 8 MB.")})
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _unpacked(archive)
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError, ValueError, OSError) as error:
        raise Invalid({"zip": N_("Tệp zip hỏng hoặc không phải tệp zip.")}) from error


def _unpacked(archive: zipfile.ZipFile) -> Unpacked:
    entries = [one for one in archive.infolist() if not one.is_dir() and not _is_noise(one.filename)]
    if len(archive.infolist()) > 2 * MAX_FILES or len(entries) > MAX_FILES:
        raise Invalid({"zip": N_("Tệp zip có quá nhiều tệp.")})
    if sum(one.file_size for one in entries) > MAX_UNPACKED:
        raise Invalid({"zip": N_("Nội dung tệp zip sau khi giải nén lớn hơn 8 MB.")})
    files: dict[str, bytes] = {}
    slugs: set[str] = set()
    for entry in entries:
        _refuse_hostile(entry)
        place = draft_paths.place_of(entry.filename)
        if place.path in files:
            raise Invalid({place.path: N_("Tệp này có hai lần trong tệp zip.")})
        files[place.path] = _read(archive, entry)
        slugs |= {place.slug} if place.slug else set()
    if not files:
        raise Invalid({"zip": N_("Tệp zip không có sơ đồ, biểu mẫu hay bản mô tả nào.")})
    if len(slugs) > 1:
        text = N_("Tệp zip có nhiều thủ tục (%(names)s). Mỗi lần nhập một thủ tục.")
        raise Invalid({"zip": (text, {"names": ", ".join(sorted(slugs))[:200]})})
    return Unpacked(files, next(iter(slugs), None))


def _is_noise(name: str) -> bool:
    """What file managers leave behind."""
    return name.startswith(_NOISE[0]) or name.rsplit("/", 1)[-1] in _NOISE


def _refuse_hostile(entry: zipfile.ZipInfo) -> None:
    name = entry.filename
    shown = name[:100].encode("ascii", "backslashreplace").decode()
    if name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/"):
        raise Invalid({shown: N_("Tên tệp trong zip chỉ ra ngoài thư mục, không được phép.")})
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise Invalid({shown: N_("Tệp zip có liên kết (symlink), không được phép.")})
    if entry.flag_bits & 0x1:
        raise Invalid({shown: N_("Tệp zip có mật khẩu. Nén lại không đặt mật khẩu.")})


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """What the entry says of its size may be a lie: stops at the limit."""
    read = bytearray()
    with archive.open(entry) as source:
        while chunk := source.read(_CHUNK):
            read += chunk
            if len(read) > MAX_FILE:
                raise Invalid({entry.filename[:100]: N_("Tệp lớn hơn 2 MB.")})
    return bytes(read)
