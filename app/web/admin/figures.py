"""The figures of a manifest as lines: where each stands, what it says, whether a person has confirmed it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from app.catalogue.manifest import typed

_SHOWN = (
    "service_level", "partial_reason", "legacy_level", "competent", "identity_level", "immediate", "flows",
    "components", "fees", "collect_at", "term", "term_note", "results", "legal_basis", "publication", "delivery",
    "effective_from",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """One value of a manifest by its path (`fees.0.amount_vnd`)."""

    path: str
    value: Any
    unverified: bool


def figures(manifest: Mapping[str, Any]) -> list[Figure]:
    """The values of a manifest in its order, unverified ones first."""
    described = typed(manifest)
    lines = [
        Figure(path, value, described.is_unverified(path))
        for name in _SHOWN
        if name in manifest
        for path, value in _leaves(name, manifest[name])
    ]
    return sorted(lines, key=lambda line: not line.unverified)


def _leaves(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping) and not {"vi", "en"} <= set(value):
        for name, inner in value.items():
            yield from _leaves(f"{path}.{name}", inner)
    elif isinstance(value, list) and any(isinstance(one, Mapping | list) for one in value):
        for place, inner in enumerate(value):
            yield from _leaves(f"{path}.{place}", inner)
    else:
        yield path, value
