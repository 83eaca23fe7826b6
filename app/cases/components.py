"""The papers of a dossier: which ones it needs, and what has arrived for each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.cases import answers
from app.cases.models import Case
from app.catalogue import queries as catalogue
from app.catalogue.components import applicable
from app.documents import queries as documents
from app.documents.models import Document


@dataclass(frozen=True, slots=True)
class Paper:
    """One required paper (`component` as in the manifest) and the files that answer it."""

    component: Mapping[str, Any]
    documents: list[Document] = field(default_factory=list)

    @property
    def key(self) -> str:
        """The component's key."""
        return str(self.component["key"])

    @property
    def missing(self) -> bool:
        """Whether a required file has not arrived. A paper that the e-form may be needs no file."""
        return bool(self.component["required"]) and self.component["how"] == "FILE" and not self.documents


def papers(case: Case) -> list[Paper]:
    """The papers that the dossier needs as files by what has been answered so far, each with what arrived."""
    given = answers.latest(case.id)
    manifest = catalogue.version(case.version_id).manifest
    flow = given.get("choose_service", {}).get("flow")
    asked = applicable(manifest, flow, given.get("fill_application", {}))
    arrived = documents.of_case(case.id)
    return [
        Paper(one, [document for document in arrived if document.component == one["key"]])
        for one in asked
        if one["how"] != "EFORM"
    ]


def other_documents(case: Case) -> list[Document]:
    """Files that answer no paper the dossier needs now: of papers no longer asked for, or extra ones."""
    asked = {paper.key for paper in papers(case)}
    return [document for document in documents.of_case(case.id) if document.component not in asked]
