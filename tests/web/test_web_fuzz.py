"""A few hundred questions that nobody would think of, by Schemathesis with all of its checks.

``python -m benchmarks.pipeline.fuzz`` asks ten thousand of a server that runs.
"""

from typing import Any

import pytest
import schemathesis
from benchmarks.pipeline.fuzz import CONFIG, narrowed
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import FailureGroup

from web_sample import Client

CASES = 6
"""Of each operation and each document."""


@pytest.fixture
def told(client: Client) -> Any:
    """Return the document as it stands: ids are nearly always of nothing."""
    config = SchemathesisConfig.from_str(CONFIG)
    return schemathesis.openapi.from_asgi("/api/openapi.json", client.app, config=config)


@pytest.fixture
def known(client: Client, forecast_id: str) -> Any:
    """Return a document that asks for what there is."""
    document = client.get("/api/openapi.json").json()
    about = client.get("/api/cities/testville").json()
    manifest = client.get(f"/api/cities/testville/forecasts/{forecast_id}").json()
    config = SchemathesisConfig.from_str(CONFIG)
    found = schemathesis.openapi.from_dict(narrowed(document, about, manifest), config=config)
    found.app = client.app
    return found


quickly = settings(
    max_examples=CASES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def failures(schema: Any, mode: GenerationMode) -> tuple[int, list[str]]:
    """Ask of every operation; return how many questions there were, and what was wrong."""
    asked, wrong = 0, []
    for found in schema.get_all_operations():
        operation = found.ok()
        if mode is GenerationMode.NEGATIVE and not (
            operation.path_parameters or operation.query or operation.body
        ):
            continue  # nothing can be wrong with it

        @quickly
        @given(case=operation.as_strategy(generation_mode=mode))
        def ask(case: Any) -> None:
            nonlocal asked
            asked += 1
            case.call_and_validate()

        try:
            ask()
        except FailureGroup as error:
            wrong.append(f"{operation.label}: {[str(one) for one in error.exceptions]}")
        except Unsatisfiable:
            continue
    return asked, wrong


@pytest.mark.filterwarnings("default")
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize("document", ["told", "known"])
def test_whatever_is_asked_the_answer_is_as_told(
    request: pytest.FixtureRequest, document: str, mode: GenerationMode
) -> None:
    asked, wrong = failures(request.getfixturevalue(document), mode)
    assert not wrong, "\n".join(wrong)
    assert asked > 80
