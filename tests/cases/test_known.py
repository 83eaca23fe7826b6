"""What the checker is told about the house."""

import ast
from pathlib import Path

from app.cases import submission
from app.cases.known import KNOWN, START_VARIABLES


def test_the_variables_a_dossier_begins_with_are_those_the_checker_knows():
    tree = ast.parse(Path(submission.__file__).read_text(encoding="utf-8"))
    (given,) = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        and ast.unparse(node.targets[0]) == "variables"
        and isinstance(node.value, ast.Dict)
    ]
    assert {key.value for key in given.keys if isinstance(key, ast.Constant)} == START_VARIABLES


def test_actions_and_roles_are_known():
    assert "cases.submit" in KNOWN.actions and "payments.record" in KNOWN.actions
    assert {"citizen", "one_stop"} <= KNOWN.roles
    assert KNOWN.deciding <= KNOWN.roles and KNOWN.personal <= KNOWN.roles
