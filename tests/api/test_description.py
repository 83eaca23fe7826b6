"""The published description: true of what the API does (schemathesis, in process, bounded)."""

from typing import Any

import hypothesis
import pytest
import schemathesis
from hypothesis import HealthCheck
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi import checks

from app.web.api.operations import OPERATIONS
from tests.cases import walking as walk

FEW, MANY = 4, 60
BOUNDS = hypothesis.settings(deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]
REAL_ID = 2  # random ones would only ever meet "not found"


@pytest.fixture
def described(app, settings) -> dict[str, Any]:
    """The operations by name, on a world with a draft and a submitted dossier."""
    walk.begin("2.000635")
    walk.submit("2.000635", settings)
    raw = app.test_client().get("/api/v1/openapi.json").json
    raw.pop("security")  # every call has a good token: tokens have tests of their own
    schema = schemathesis.openapi.from_dict(raw)
    schema.app = app
    found = [result.ok() for result in schema.get_all_operations()]
    return {operation.definition.raw["operationId"]: operation for operation in found}


def faults(operation: Any, tokens: list[str], mode: GenerationMode, examples: int) -> str | None:
    """What of the description is not true, if anything."""
    positive = mode is GenerationMode.POSITIVE

    @hypothesis.settings(BOUNDS, max_examples=examples)
    @hypothesis.given(operation.as_strategy(generation_mode=mode), hypothesis.strategies.sampled_from(tokens))
    def check(case: Any, token: str) -> None:
        if positive:
            case.path_parameters.update(
                dict.fromkeys({"item_id", "key", "document_id"} & set(case.path_parameters), REAL_ID)
            )
        answer = case.call(headers={"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"})
        case.validate_response(answer, checks=CHECKS if positive else [*CHECKS, checks.negative_data_rejection])

    try:
        check()
    except Unsatisfiable:
        return None  # nothing of this operation can be wrong
    except FailureGroup as found:
        return f"{operation.label} ({mode.value}): " + "; ".join(str(one) for one in found.exceptions)
    return None


@pytest.mark.parametrize("examples", [FEW, pytest.param(MANY, marks=pytest.mark.long)])
def test_answers_as_described(described, api, examples):
    callers = [api("citizen").token, api("desk").token]
    # Ending the token is left to the last: nothing can be asked after it.
    order = sorted(described, key=lambda name: name == "sign_in_ended")
    asked = [(described[name], mode) for name in order for mode in GenerationMode]
    found = [said for operation, mode in asked if (said := faults(operation, callers, mode, examples))]
    assert found == []


def test_every_operation_is_described(described):
    assert set(described) == {operation.name for operation in OPERATIONS}
