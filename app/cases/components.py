"""The papers of a dossier: which ones it needs, and what has arrived for each."""

from dataclasses import dataclass, field

from app.cases import answers
from app.cases.models import Case
from app.catalogue import queries as catalogue
from app.catalogue.components import to_attach
from app.catalogue.manifest import Component
from app.documents import queries as documents
from app.documents.models import Document


@dataclass(frozen=True, slots=True)
class Paper:
    """One required paper (`component` as in the manifest) and the files that answer it."""

    component: Component
    documents: list[Document] = field(default_factory=list)

    @property
    def key(self) -> str:
        """The component's key."""
        return self.component.key

    @property
    def missing(self) -> bool:
        """Whether a required file has not arrived. A paper that the e-form may be needs no file."""
        return self.component.required and self.component.how == "FILE" and not self.documents


def papers(case: Case) -> list[Paper]:
    """The papers that the dossier needs by what has been answered so far, each with its files."""
    given = answers.latest(case.id)
    manifest = catalogue.version(case.version_id).described
    flow = given.get("choose_service", {}).get("flow")
    applicable = to_attach(manifest, flow, given.get("fill_application", {}))
    arrived = documents.of_case(case.id)
    return [Paper(one, [d for d in arrived if d.component == one.key]) for one in applicable]


def other_documents(case: Case) -> list[Document]:
    """Files that answer no paper the dossier needs now: of papers no longer asked for, or extra ones."""
    asked = {paper.key for paper in papers(case)}
    return [document for document in documents.of_case(case.id) if document.component not in asked]
