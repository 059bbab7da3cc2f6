"""In a user's suite no misspelt member passes: of records, answers and fixtures; what is meant to be there is let through."""

from __future__ import annotations

import json

import pytest
from suites import Suite

DEPOTS = """
openapi: 3.0.3
info: {title: Depots, version: "1"}
paths:
  /depots:
    get:
      operationId: listDepots
      responses:
        "200":
          description: All
          content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Depot'}}}}
    post:
      operationId: addDepot
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/NewDepot'}}}
      responses:
        "201": {description: It, content: {application/json: {schema: {$ref: '#/components/schemas/Depot'}}}}
        "400": {description: No, content: {application/json: {schema: {$ref: '#/components/schemas/Refusal'}}}}
  /depots/{depotId}:
    parameters: [{name: depotId, in: path, required: true, schema: {type: integer}}]
    get:
      operationId: getDepot
      responses:
        "200":
          description: It
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Depot'}
              example: {id: 7, name: From the example, gatse: 3}
  /depots/{depotId}/shelves:
    parameters: [{name: depotId, in: path, required: true, schema: {type: integer}}]
    get:
      operationId: listShelves
      responses:
        "200":
          description: All
          content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Shelf'}}}}
    post:
      operationId: addShelf
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Shelf'}}}}
      responses: {"201": {description: It, content: {application/json: {schema: {$ref: '#/components/schemas/Shelf'}}}}}
  /gates:
    post:
      operationId: addGate
      requestBody:
        required: true
        content:
          application/json:
            schema:
              allOf: [{$ref: '#/components/schemas/Refusal'}]
              type: object
              properties: {message: {type: string}}
      responses:
        "201": {description: It}
        "400": {description: No, content: {application/json: {schema: {$ref: '#/components/schemas/Refusal'}}}}
components:
  schemas:
    NewDepot: {type: object, required: [name], properties: {name: {type: string}, names: {type: string}}}
    Refusal: {type: object, additionalProperties: false, properties: {message: {type: string}}}
    Depot:
      type: object
      required: [id, name]
      properties:
        id: {type: integer}
        name: {type: string}
        gates: {type: integer}
        address: {type: object, properties: {street: {type: string}, city: {type: string}}}
        ramps: {type: array, items: {oneOf: [{$ref: '#/components/schemas/Ramp'}, {type: string}]}}
        tags: {type: object, additionalProperties: true, properties: {colour: {type: string}}}
        codes: {type: object, additionalProperties: {type: integer}, properties: {primary: {type: integer}}}
    Shelf: {type: object, required: [id], properties: {id: {type: integer}, width: {type: integer}}}
    Ramp: {type: object, properties: {height: {type: number}}}
"""
TESTS = """
import httpx
import pytest

from mockserver.client import ControlError

LETS = "is not in the document; undocumented allows it all the same; did you mean "


def refused(make, *arguments, **members):
    with pytest.raises(ControlError) as error:
        make(*arguments, **members)
    assert error.value.status == 422
    return dict(error.value.violations)


def test_added(mock_depots):
    assert refused(mock_depots.add, "depots", nmae="x") == {"/members/nmae": LETS + "name?"}
    inside = {"address": {"stret": "Quay"}, "ramps": ["low", {"heigth": 3}]}
    assert refused(mock_depots.add, "depots", **inside) == {
        "/members/address/stret": LETS + "street?",
        "/members/ramps/1/heigth": LETS + "height?",
    }
    assert list(refused(mock_depots.add, "depots", nmae="x", gates="three")) == ["/members/gates", "/members/nmae"]
    assert mock_depots.state["depots"].all() == [{"id": 7, "name": "From the example", "gatse": 3}]


def test_replaced_and_merged(mock_depots):
    depots = mock_depots.state["depots"]
    assert refused(depots.replace, [{"name": "a"}, {"name": "b", "gate": 1}]) == {"/1/gate": LETS + "gates?"}
    assert refused(depots.merge, {"7": {"gate": 3}, "8": {"naem": "x"}}) == {
        "/7/gate": LETS + "gates?",
        "/8/naem": LETS + "name?",
    }
    assert [each["id"] for each in depots] == [7]


def test_what_is_there_already_may_stay_and_go(mock_depots):
    depots = mock_depots.state["depots"]
    assert depots.replace(depots.all()) == [{"id": 7, "name": "From the example", "gatse": 3}]
    assert depots.merge({"7": {"gatse": 4}}) == [{"id": 7, "name": "From the example", "gatse": 4}]
    assert depots.merge({"7": {"gatse": None, "gates": 4}}) == [{"id": 7, "name": "From the example", "gates": 4}]


def test_meant_as_it_is(mock_depots):
    (made,) = mock_depots.add("depots", name="x", names="y", weather="fine", gates2=1)
    assert (made["names"], made["weather"], made["gates2"]) == ("y", "fine", 1)
    (made,) = mock_depots.add("depots", tags={"color": "red"}, codes={"primry": 1})
    assert (made["tags"], made["codes"]) == ({"color": "red"}, {"primry": 1})


def test_on_purpose(mock_depots):
    (made,) = mock_depots.add("depots", undocumented=True, nmae="x")
    assert made["nmae"] == "x"
    depots = mock_depots.state["depots"]
    assert depots.merge({"8": {"gate": 1}}, undocumented=True)[-1]["gate"] == 1
    assert [each["gate"] for each in depots.replace([{"gate": 2}], undocumented=True)] == [2]


def test_over_http(mock_world, mock_depots):
    url = f"{mock_world.admin.url}/__admin/worlds/{mock_world.name}/state/depots/depots"
    answer = httpx.post(url, json={"members": {"nmae": "x"}})
    assert answer.status_code == 422
    assert answer.json()["violations"] == [{"pointer": "/members/nmae", "what": LETS + "name?"}]
    assert httpx.post(url, params={"undocumented": "true"}, json={"members": {"nmae": "x"}}).status_code == 201


def test_answers(mock_depots):
    right = {"id": 1, "name": "x"}
    found = refused(mock_depots.respond, "getDepot", body={**right, "adress": {}, "address": {"ctiy": "Oslo"}})
    assert found == {"/respond/0/body/address/ctiy": LETS + "city?"}
    mock_depots.respond("getDepot", body={**right, "gate": 1}, undocumented=True, unused_ok=True)
    mock_depots.respond("getDepot", body={**right, "weather": "fine"}, unused_ok=True)


@pytest.mark.mockserver(data={"depots": {"undocumented": True, "collections": {"depots": [{"nmae": "x"}]}}})
def test_begun_with_on_purpose(mock_depots):
    assert mock_depots.state["depots"].all()[0]["nmae"] == "x"


@pytest.mark.mockserver(data={"depots": {"collections": {"depots": [{"name": "x"}, {"nmae": "x"}]}}})
def test_begun_with(mock_depots):
    raise AssertionError("it begins all the same")
"""


@pytest.fixture
def depots(suite: Suite) -> Suite:
    """A suite with a document that forbids no other members."""
    suite.write(DEPOTS, "depots.yaml")
    suite.write("[pytest]\nmockserver_documents = depots.yaml\n", "pytest.ini")
    return suite


def test_a_misspelt_member_is_refused_and_what_is_meant_is_let_through(depots: Suite) -> None:
    depots.write(TESTS)
    result = depots.run()
    result.assert_outcomes(passed=8, errors=1)
    result.stdout.fnmatch_lines(
        [
            "*@pytest.mark.mockserver: /data/depots/collections/depots/1/nmae: is not in the document; undocumented allows it *; did you mean name[?]*"
        ]
    )


def test_a_fixture_of_ones_own_is_held_to_the_same(depots: Suite) -> None:
    records: dict[str, object] = {"collections": {"depots": [{"id": 1, "name": "x", "gaets": 2}]}}
    file = depots.write(json.dumps(records), "own/fixtures/depots/mine.json")
    depots.write("""
        import pytest

        @pytest.mark.mockserver(fixture={"depots": "mine"})
        def test_it(mock_depots):
            assert mock_depots.state["depots"].all()[0]["gaets"] == 2
    """)
    depots.write("[pytest]\nmockserver_documents = depots.yaml\nmockserver_own = own\n", "pytest.ini")
    result = depots.run()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        ["*mine.json: /collections/depots/0/gaets: is not in the document; *did you mean gates[?]*"]
    )
    file.write_text(json.dumps({"undocumented": True, **records}))
    depots.run().assert_outcomes(passed=1)


REFUSALS = """
import httpx
import pytest

from mockserver.client import ControlError


def said(make, *arguments, **members):
    with pytest.raises(ControlError) as error:
        make(*arguments, **members)
    return [what for _, what in error.value.violations]


def test_who_is_nearest_is_named(mock_grafana, mock_thousandeyes, mock_depots):
    asked = [
        (mock_depots.respond, "getDepot", {"status": 200, "boddy": {}}, "did you mean body?"),
        (mock_depots.respond, "addDepot", {"status": 400, "body": {"mesage": ""}}, "did you mean message?"),
    ]
    for make, operation, answer, meant in asked:
        (what,) = said(make, operation, answer)
        assert what.endswith(f"was unexpected); {meant}")
    (what,) = said(mock_grafana.add, "reports", nmae="x")
    assert what == "Additional properties are not allowed ('nmae' was unexpected); did you mean name?"
    (what,) = said(mock_thousandeyes.add, "reports", titel="x")
    assert what.endswith("did you mean title?")
    (what,) = said(mock_depots.state["depots"].calls.call, "POST", json={"membres": {}})
    assert what.endswith("did you mean members?")


def test_a_client_is_told_in_a_header(mock_depots):
    answer = httpx.post(f"{mock_depots.url}/gates", json={"mesage": "open"})
    assert answer.headers["Mock-Violation"].endswith("('mesage' was unexpected); did you mean message?")
    assert "did you mean" not in answer.text
    (broken,) = mock_depots.violations
    assert broken["violations"][0]["what"].endswith("did you mean message?")


def test_what_no_record_would_keep_is_refused(mock_grafana):
    with pytest.raises(ControlError, match="/members/schedule/freqency: .* would not be kept; did you mean frequency"):
        mock_grafana.add("reports", schedule={"freqency": "daily"})
"""


def test_a_refusal_of_other_members_names_the_nearest(depots: Suite) -> None:
    depots.write(REFUSALS)
    depots.write(
        "[pytest]\nmockserver_documents = depots.yaml\nmockserver_vendors = grafana thousandeyes\n", "pytest.ini"
    )
    depots.run().assert_outcomes(passed=3)


ARGUMENTS = """
import httpx
import pytest

from mockserver.client import ControlError
from mockserver.testing import world


def test_begun_otherwise(mock_world):
    for data, said in [
        ({"colections": {}}, "/data/depots/colections: is not one of .*; did you mean collections"),
        ({"next": {"depot": 7}}, "/data/depots/next/depot: there is no counter of depots 'depot' .did you mean 'depots'"),
    ]:
        with pytest.raises(ControlError, match=said):
            mock_world.admin.worlds.create(data={"depots": data})
    with pytest.raises(TypeError, match="there is no option of a world 'fixtrue' .did you mean 'fixture'"):
        world(mock_world.admin, "other", fixtrue="empty").__enter__()


def test_answered_otherwise(mock_depots):
    mock_depots.respond("addDepot", body={"id": 1, "name": "x"})
    assert httpx.post(mock_depots.url + "/depots", json={"name": "y"}).status_code == 201
    with pytest.raises(TypeError, match="an answer is a status, or an object with status, body and headers: 'x'"):
        mock_depots.respond("addDepot", [201, "x"])


def test_below_an_owner_that_is_not_there(mock_depots):
    for change in (
        lambda shelves: shelves.add(width=2),
        lambda shelves: shelves.replace([{"width": 2}]),
        lambda shelves: shelves.merge({"1": {"width": 2}}),
    ):
        with pytest.raises(ControlError, match="404 there is no record of depots '8'; there are 7; add it first"):
            change(mock_depots.state["depots/8/shelves"])
    mock_depots.add("depots/7/shelves", 2, width=2)
    shown = httpx.get(mock_depots.url + "/depots/7/shelves").json()
    assert [each["width"] for each in shown] == [2, 2]
    assert mock_depots.state["depots/8/shelves"].all() == []


def test_asserted_of_nothing(mock_depots):
    with pytest.raises(TypeError, match="assert_order needs calls"):
        mock_depots.assert_order()
    with pytest.raises(ValueError, match="comes at least once"):
        mock_depots.wait_for("getDepot", times=0)
"""


def test_arguments_that_say_nothing_are_refused(depots: Suite) -> None:
    depots.write(ARGUMENTS)
    depots.run().assert_outcomes(passed=4)
