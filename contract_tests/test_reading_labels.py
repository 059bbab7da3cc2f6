"""What an answer under an alternative reading is worth: what supports that reading, not less and not more."""

from __future__ import annotations

import pytest
from conftest import Api


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("DELETE", "/reports/999", 404), ("PATCH", "/reports", 405), ("GET", "/reports?_limit=x", 500)],
)
def test_what_a_real_strapi_answers_is_observed(strapi: Api, method: str, path: str, status: int) -> None:
    strapi.world.choose("strapi", {"errors": "observed"})
    answer = strapi.send(method, path)
    assert (answer.status_code, answer.headers["Mock-Evidence"]) == (status, "observed")


def test_the_fuller_errors_of_grafana_are_inferred(grafana: Api) -> None:
    grafana.world.choose("grafana", {"error-body": "public-error"})
    answer = grafana.by(Authorization="Bearer nobodys").get("/api/reports")
    assert (answer.status_code, answer.headers["Mock-Evidence"]) == (401, "inferred")


def test_what_thousandeyes_says_of_a_bad_token_is_the_vendors(thousandeyes: Api) -> None:
    stranger = thousandeyes.by(Authorization="Bearer nobodys")
    assert stranger.get("/v7/reports").headers["Mock-Evidence"] == "assumed"
    thousandeyes.world.choose("thousandeyes", {"errors": "problem"})
    answer = stranger.get("/v7/reports")
    assert answer.json() == {"error": "invalid_token", "error_description": "Invalid access token"}
    assert answer.headers["Mock-Evidence"] == "vendor"
    assert thousandeyes.get("/v7/reports/999").headers["Mock-Evidence"] == "assumed", "its text is ours"
