"""The check that holds document and evidence together bites: every kind of gap is named by its place."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

from mockserver.conformance import documents
from mockserver.engine.discovery import present
from mockserver.evidence import vendor_spec
from mockserver.evidence.evidence import Label, load, strongest, weakest
from mockserver.evidence.labels import Labels
from mockserver.openapi import pointers
from mockserver.openapi.sources import SourceError, read_yaml

ITEMS = "/paths/~1items"
POST = f"{ITEMS}/post"
FAILED = "/components/responses/Failed"
ITEM = "/components/schemas/Item"
STATEMENTS = "/pages/0/sections/0/statements"

DOCUMENT = """
openapi: 3.0.3
info: {title: Things, version: '1'}
servers: [{url: 'https://things.example'}]
security: [{token: []}]
paths:
  /items:
    get:
      operationId: listItems
      summary: Lists.
      description: Lists all.
      parameters:
        - {name: limit, in: query, required: true, schema: {type: integer, minimum: 1, default: 5},
           examples: {documented: {value: 2}}}
        - $ref: '#/components/parameters/Sort'
      responses:
        '200':
          description: All.
          headers: {X-Total: {schema: {type: integer}}}
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Item'}}
              examples: {documented: {value: [{id: 1, name: a, state: open, at: '2020-01-01T00:00:00Z', size: {w: 1}}]}}
          links: {next: {operationId: listItems, parameters: {limit: 1}}}
        default: {$ref: '#/components/responses/Failed'}
    post:
      operationId: createItem
      summary: Creates.
      description: Creates one.
      requestBody:
        required: true
        content:
          application/json:
            schema: {$ref: '#/components/schemas/Item'}
            examples: {documented: {value: {name: a, state: open, size: {w: 1}}}}
      responses:
        '204': {description: Done.}
        default: {$ref: '#/components/responses/Failed'}
components:
  securitySchemes: {token: {type: http, scheme: bearer}}
  parameters:
    Sort: {name: sort, in: query, schema: {type: array, items: {type: string, enum: [up, down]}}}
  responses:
    Failed:
      description: No.
      headers: {Retry-After: {schema: {type: string}}}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/Error'}
          examples: {failed: {value: {message: no}}}
  schemas:
    Item:
      type: object
      required: [id, name]
      properties:
        id: {type: integer, format: int32, readOnly: true}
        name: {type: string, maxLength: 9}
        state: {type: string, nullable: true, enum: [open, closed, null]}
        at: {type: string, format: date-time}
        size:
          type: object
          additionalProperties: false
          properties: {w: {type: number, default: 1}, parts: {type: array, items: {$ref: '#/components/schemas/Item'}}}
    Error:
      type: object
      minProperties: 1
      properties: {message: {type: string}}
"""

EVIDENCE = """
vendor: things
title: Things
about: Things.
pages:
  - page: manual
    title: Manual
    url: https://things.example/manual
    label: documented
    sections:
      - section: Lists
        statements:
          - operation: listItems
            request: GET /items
            parameters: {limit: {required: true, minimum: 1, default: 5}, sort: {}, 'sort[]': {enum: [up, down]}}
            statuses: [200, default]
            headers: {200: [X-Total]}
            examples: [documented]
          - operation: createItem
            request: POST /items
            body: {required: true}
            statuses: [204]
            examples: [documented]
          - schema: Item
            fields:
              id:
              name: {maxLength: 9}
              state: {enum: [open, closed], nullable: true}
              at: {format: date-time}
              size: {additionalProperties: false}
              size.w: {default: 1}
              size.parts: {type: array}
            required: [id, name]
          - security: token
          - {behaviour: ids-grow, states: Ids grow.}
  - page: choices
    title: Choices
    label: assumed
    sections:
      - section: Failures
        statements:
          - operation: createItem
            statuses: [default]
          - {schema: Error, fields: [message], facets: {minProperties: 1}, label: inferred}
          - {response: Failed, headers: [Retry-After], examples: [failed]}
          - {operation: listItems, label: vendor, statuses: [200]}
readings:
  - {id: words, about: Words differ., default: short, label: vendor, alternatives: {long: Long ones.}, built: true}
  - {id: 'no', about: Nobody says., default: 1, label: assumed, alternatives: {}, built: false}
exchanges:
  - {example: documented, operation: listItems, status: 200, volatile: {/0/at: now}}
  - {example: documented, operation: createItem, status: 204, after: [listItems/documented]}
unreachable:
  - {operation: listItems, status: default, reason: Only a fault gives it.}
"""


class Folder:
    """A vendor's folder whose files can be changed, and checked."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir()
        self.write("openapi.yaml", DOCUMENT)
        self.write("evidence.yaml", EVIDENCE)

    def write(self, name: str, content: Any) -> None:
        file = self.path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(content if isinstance(content, str) else json.dumps(content))

    def read(self, name: str) -> Any:
        return read_yaml(self.path / f"{name}.yaml")

    def put(self, name: str, pointer: str, value: Any) -> None:
        content = self.read(name)
        *above, last = pointers.split(pointer)
        owner = pointers.get(content, above)
        if isinstance(owner, list):
            owner[int(last) :] = [value, *owner[int(last) + 1 :]]
        else:
            owner[last] = value
        self.write(f"{name}.yaml", content)

    def drop(self, name: str, pointer: str) -> None:
        content = self.read(name)
        *above, last = pointers.split(pointer)
        owner = pointers.get(content, above)
        del owner[int(last) if isinstance(owner, list) else last]
        self.write(f"{name}.yaml", content)

    def findings(self) -> list[str]:
        return [str(finding).removeprefix(f"{self.path}/") for finding in documents.check(self.path)]

    def refusal(self) -> str:
        with pytest.raises(SourceError) as error:
            load(self.path / "evidence.yaml")
        return str(error.value).removeprefix(f"{self.path}/")

    def labels(self) -> Labels:
        return Labels.of(self.read("openapi"), load(self.path / "evidence.yaml"))


@pytest.fixture
def things(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "things")


def test_a_document_whose_every_node_is_supported_has_no_findings(things: Folder) -> None:
    assert things.findings() == []


@pytest.mark.parametrize(
    ("unsaid", "pointer", "what"),
    [
        ("0/request", f"{ITEMS}/get", "the operation listItems"),
        ("0/parameters/limit/required", f"{ITEMS}/get/parameters/0/required", "that the parameter is required"),
        ("0/parameters/limit/minimum", f"{ITEMS}/get/parameters/0/schema/minimum", "minimum 1 of this schema"),
        ("0/parameters/limit/default", f"{ITEMS}/get/parameters/0/schema/default", "default 5 of this schema"),
        (
            "0/parameters/sort[]/enum/1",
            "/components/parameters/Sort/schema/items/enum/1",
            'the value "down" of this schema',
        ),
        ("0/statuses/1", f"{ITEMS}/get/responses/default", "the status default"),
        ("0/headers", f"{ITEMS}/get/responses/200/headers/X-Total", "the header X-Total"),
        ("1/body", f"{POST}/requestBody/required", "that the request body is required"),
        ("1/statuses", f"{POST}/responses/204", "the status 204"),
        ("1/examples", f"{POST}/requestBody/content/application~1json/examples/documented", "the example documented"),
        ("2/fields/at", f"{ITEM}/properties/at", "the field 'at' of Item"),
        ("2/fields/size.w/default", f"{ITEM}/properties/size/properties/w/default", "default 1 of Item.size.w"),
        ("2/fields/size.parts", f"{ITEM}/properties/size/properties/parts", "the field 'parts' of Item.size"),
        ("2/fields/name/maxLength", f"{ITEM}/properties/name/maxLength", "maxLength 9 of Item.name"),
        ("2/fields/state/enum/1", f"{ITEM}/properties/state/enum/1", 'the value "closed" of Item.state'),
        ("2/required/0", f"{ITEM}/required/0", "that 'id' is required in Item"),
        ("3", "/components/securitySchemes/token", "the security scheme token"),
    ],
)
def test_what_no_statement_supports_is_named_by_its_pointer(
    things: Folder, unsaid: str, pointer: str, what: str
) -> None:
    things.drop("evidence", f"{STATEMENTS}/{unsaid}")
    assert f"openapi.yaml#{pointer}: no statement supports {what}" in things.findings()
    assert len(things.findings()) == 1


def test_a_parameter_needs_support_at_every_operation_that_has_it(things: Folder) -> None:
    things.put("openapi", f"{POST}/parameters", [{"$ref": "#/components/parameters/Sort"}])
    assert things.findings() == [f"openapi.yaml#{POST}/parameters/0: no statement supports the parameter sort"]


def test_a_nullable_field_needs_support_for_being_so_and_for_the_value_null(things: Folder) -> None:
    things.drop("evidence", f"{STATEMENTS}/2/fields/state/nullable")
    assert things.findings() == [
        f"openapi.yaml#{ITEM}/properties/state/enum/2: no statement supports the value null of Item.state",
        f"openapi.yaml#{ITEM}/properties/state/nullable: no statement supports nullable true of Item.state",
    ]


def test_the_refusal_of_further_members_needs_support(things: Folder) -> None:
    things.drop("evidence", f"{STATEMENTS}/2/fields/size/additionalProperties")
    place = f"{ITEM}/properties/size/additionalProperties"
    assert things.findings() == [f"openapi.yaml#{place}: no statement supports that Item.size has no further members"]


def test_a_pointer_supports_everything_below_it(things: Folder) -> None:
    things.drop("evidence", f"{STATEMENTS}/2")
    assert len(things.findings()) > 10
    things.put("evidence", f"{STATEMENTS}/2", {"pointers": [ITEM]})
    things.put("evidence", f"{STATEMENTS}/3", {"security": "token"})
    assert things.findings() == []


@pytest.mark.parametrize(
    ("member", "value", "what"),
    [
        ("0/request", "GET /things", "operation listItems (manual, Lists): the request is GET /items, not GET /things"),
        ("0/parameters/page", {}, "there is no parameter 'page'"),
        ("0/parameters/limit/minimum", 2, "'minimum' is 1, not 2"),
        ("0/parameters/limit/default", True, "'default' is 5, not true"),
        ("0/parameters/limit/maximum", 9, "there is no 'maximum'"),
        ("0/parameters/sort/required", True, "there is no 'required'"),
        ("0/statuses/1", 500, "there is no status 500"),
        ("0/headers/200", ["X-Pages"], "there is no header X-Pages"),
        ("0/headers/400", ["X-Total"], "there is no status 400"),
        ("0/examples", ["documented", "other"], "there is no example 'other'"),
        ("0/body", {"required": True}, "there is no request body"),
        ("2/fields/colour", {}, "there is no field 'colour'"),
        ("2/fields/size.h", {}, "there is no field 'size.h'"),
        ("2/fields/state/enum", ["open", "closed", "lost"], "'enum' of 'state' does not hold \"lost\""),
        ("2/fields/name/maxLength", 10, "'maxLength' of 'name' is 9, not 10"),
        ("2/fields/name/nullable", True, "there is no 'nullable' of 'name'"),
        ("2/fields/state/nullable", False, "'nullable' of 'state' is true, not false"),
        ("2/fields/at/required", True, "'at' is not required"),
        ("2/fields/at/format", "date", "'format' of 'at' is \"date-time\", not \"date\""),
        ("2/facets", {"minProperties": 2}, "there is no 'minProperties'"),
        ("0/operation", "listThings", "there is no operation 'listThings'"),
        ("2/schema", ["Item", "Thing"], "there is no schema 'Thing'"),
        ("3", {"security": "key"}, "there is no security 'key'"),
        ("3", {"response": "Gone"}, "there is no response 'Gone'"),
        ("3", {"pointers": ["/components/links"]}, "there is nothing at /components/links"),
    ],
)
def test_what_the_document_does_not_hold_is_named_at_its_statement(
    things: Folder, member: str, value: Any, what: str
) -> None:
    things.put("evidence", f"{STATEMENTS}/{member}", value)
    at = f"evidence.yaml#{STATEMENTS}/{member.split('/', maxsplit=1)[0]}: "
    assert any(finding.startswith(at) and what in finding for finding in things.findings())


def test_a_field_is_found_through_references_branches_and_arrays(things: Folder) -> None:
    branches = {"anyOf": [{"type": "object", "properties": {"deep": {"$ref": "#/components/schemas/Item"}}}]}
    things.put("openapi", "/components/schemas/Outer", {"allOf": [branches]})
    claim = {"deep": {}, "deep.name": {"required": True, "maxLength": 9}, "deep.size.parts[].id": {"format": "int32"}}
    things.put("evidence", f"{STATEMENTS}/5", {"schema": "Outer", "fields": claim})
    assert things.findings() == []


@pytest.mark.parametrize(
    ("place", "value", "refusal"),
    [
        ("/vendor", "", "/vendor: must be a text that is not empty"),
        ("/pages", [], "/pages: must be a list that is not empty"),
        ("/extra", 1, "/extra: is not one of vendor, title, about, pages"),
        (
            "/pages/0/label",
            "rumour",
            "/pages/0/label: 'rumour' is none of documented, vendor, observed, inferred, assumed",
        ),
        ("/pages/0/source", "Two.", "/pages/0: must have either 'url' or 'source'"),
        ("/pages/1/page", "manual", "/pages/1: 'manual' is given twice, first at /pages/0"),
        ("/pages/0/sections/0/note", "a", "/pages/0/sections/0/note: is not one of section, statements"),
        (f"{STATEMENTS}/3", {}, f"{STATEMENTS}/3: must have one subject, and has none"),
        (f"{STATEMENTS}/3/schema", "Item", f"{STATEMENTS}/3: must have one subject, and has schema and security"),
        (f"{STATEMENTS}/3/fields", ["a"], f"{STATEMENTS}/3/fields: is not one of security, label, states, reading"),
        (f"{STATEMENTS}/3/label", "sure", f"{STATEMENTS}/3/label: 'sure' is none of"),
        (f"{STATEMENTS}/4", {"behaviour": "a"}, f"{STATEMENTS}/4: member 'states' is missing"),
        (
            f"{STATEMENTS}/4/behaviour",
            "Ids grow",
            f"{STATEMENTS}/4/behaviour: 'Ids grow' is no id: small letters, digits and hyphens",
        ),
        (
            f"{STATEMENTS}/5",
            {"behaviour": "ids-grow", "states": "Again."},
            f"{STATEMENTS}/5: 'ids-grow' is given twice",
        ),
        (f"{STATEMENTS}/0/request", "get /items", f"{STATEMENTS}/0/request: must be a method in capitals"),
        (f"{STATEMENTS}/0/statuses", [200, 200], f"{STATEMENTS}/0/statuses/1: '200' is given twice"),
        (f"{STATEMENTS}/0/statuses", [600], f"{STATEMENTS}/0/statuses/0: 600 is no status"),
        (f"{STATEMENTS}/2/fields/id", {"biggest": 1}, f"{STATEMENTS}/2/fields/id/biggest: is not one of type, format"),
        (f"{STATEMENTS}/2/fields/id", {"minLength": -1}, f"{STATEMENTS}/2/fields/id/minLength: must be a whole number"),
        (f"{STATEMENTS}/2/fields/id", {"nullable": 1}, f"{STATEMENTS}/2/fields/id/nullable: must be true or false"),
        (
            f"{STATEMENTS}/2/facets",
            {"required": True},
            f"{STATEMENTS}/2/facets: the facet 'required' belongs to a field",
        ),
        (f"{STATEMENTS}/3", {"pointers": ["a"]}, f"{STATEMENTS}/3/pointers/0: a JSON pointer starts with a slash"),
        ("/readings/0/default", "long", "/readings/0/alternatives: the default 'long' is no alternative"),
        ("/readings/1/built", True, "/readings/1/alternatives: a built reading has an alternative"),
        ("/readings/1/id", "words", "/readings/1: 'words' is given twice, first at /readings/0"),
        ("/exchanges/0/status", "200", "/exchanges/0/status: must be a status between 100 and 599"),
        (
            "/exchanges/0/contradictory",
            {"": "everything"},
            "/exchanges/0/contradictory/: the whole body cannot be contradictory",
        ),
        (
            "/exchanges/0/volatile",
            {"at": "now"},
            "/exchanges/0/volatile/at: a JSON pointer is empty or starts with a slash",
        ),
        (
            "/exchanges/1/after",
            ["listItems/other"],
            "/exchanges/1: 'after' names 'listItems/other', which is no exchange here",
        ),
        ("/unreachable/0", {"operation": "listItems"}, "/unreachable/0: member 'status' is missing"),
    ],
)
def test_evidence_that_does_not_fit_the_form_is_refused_with_its_place(
    things: Folder, place: str, value: Any, refusal: str
) -> None:
    things.put("evidence", place, value)
    assert things.refusal().startswith(f"evidence.yaml: {refusal}")
    assert things.findings()[0].startswith("evidence.yaml#")


def test_a_statement_knows_where_it_stands_and_what_it_is_worth(things: Folder) -> None:
    evidence = load(things.path / "evidence.yaml")
    statement = evidence.statements[6]
    assert (statement.page, statement.section, statement.index) == ("choices", "Failures", 1)
    assert statement.place == "/pages/1/sections/0/statements/1"
    assert [str(evidence.statements[index].label) for index in (0, 5, 6)] == ["documented", "assumed", "inferred"]
    assert evidence.readings["no"].default == "1"
    assert evidence.exchanges[1].fixture == "documented"


def test_labels_are_ordered_from_strongest_to_weakest() -> None:
    assert [str(label) for label in sorted(Label)] == ["documented", "vendor", "observed", "inferred", "assumed"]
    assert weakest([Label.VENDOR, Label.ASSUMED]) is Label.ASSUMED
    assert strongest([Label.VENDOR, Label.ASSUMED]) is Label.VENDOR
    assert weakest([]) is Label.DOCUMENTED


def test_the_strongest_of_several_statements_counts(things: Folder) -> None:
    assert things.labels().status["listItems", "200"] is Label.DOCUMENTED


def test_a_response_schema_is_worth_as_much_as_its_weakest_field(things: Folder) -> None:
    assert things.labels().schema["listItems", "200"] is Label.DOCUMENTED
    assert things.labels().schema["listItems", "default"] is Label.INFERRED
    things.drop("evidence", f"{STATEMENTS}/2/fields/size.parts")
    assert things.labels().schema["listItems", "200"] is Label.ASSUMED


def test_an_answer_is_worth_as_much_as_the_weakest_thing_in_it(things: Folder) -> None:
    labels = things.labels()
    assert labels.answer("createItem", 204) is Label.DOCUMENTED
    assert labels.answer("createItem", 204, ["ids-grow"]) is Label.DOCUMENTED
    assert labels.answer("createItem", 204, ["unheard-of"]) is Label.ASSUMED
    assert labels.answer("listItems", 404) is Label.INFERRED, "as its default"
    assert labels.answer("createItem", 404) is Label.ASSUMED, "as its default"


def _set(pointer: str, value: Any) -> Callable[[Folder], None]:
    return lambda folder: folder.put("openapi", pointer, value)


NEEDY = {"type": "object", "properties": {"a": {"type": "string"}}, "anyOf": [{"required": ["a"]}, {"required": ["b"]}]}


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        (_set("/info/title", 3), "/info/title: 3 is not of type 'string'"),
        (_set(f"{ITEM}/properties/name/biggest", 3), f"{ITEM}/properties/name: 'biggest' does not match any"),
        (_set(f"{POST}/operationId", "listItems"), ": Operation ID 'listItems' for 'post' in '/items' is not unique"),
        (_set("/components/schemas/Error/$ref", "#/no"), ": the reference #/no leads nowhere"),
        (_set("/openapi", "3.0.1"), "/openapi: is '3.0.1', must be '3.0.3'"),
        (_set("/servers/0/url", "https://a.example/v1"), "/servers/0/url: 'https://a.example/v1' has a path"),
        (_set("/components/schemas/Item/x-note", 1), f"{ITEM}/x-note: extensions are not used here"),
        (_set("/components/schemas/Item/example", {}), f"{ITEM}/example: 'example' has no name; use 'examples'"),
        (_set("/security/0", {"key": []}), "/security/0/key: there is no security scheme 'key'"),
        (_set(f"{POST}/summary", ""), f"{POST}: the operation has no summary"),
        (_set(f"{FAILED}/content/application~1json", {}), "application~1json: the body has no schema"),
        (_set(f"{FAILED}/content/application~1json/examples", {}), f"{FAILED}: the response has a body and no example"),
        (_set("/components/schemas/Needy", NEEDY), "Needy/anyOf/1/required/0: 'b' is required and not declared"),
        (
            _set(f"{ITEMS}/get/responses/200/links/next/operationId", "go"),
            "/links/next: there is no operation 'go'",
        ),
        (
            _set(f"{ITEMS}/get/responses/200/links/next/parameters", {"path.limit": 1}),
            "/links/next/parameters/path.limit: listItems has no parameter 'path.limit'",
        ),
        (
            _set(f"{ITEMS}/get/parameters/0/examples/documented/value", 0),
            f"{ITEMS}/get/parameters/0/examples/documented/value: as a request: 0 is less than the minimum of 1",
        ),
        (
            _set(f"{POST}/requestBody/content/application~1json/examples/documented/value", {"state": "lost"}),
            "/examples/documented/value/name: as a request: is required",
        ),
        (
            _set(f"{ITEMS}/get/responses/200/content/application~1json/examples/documented/value", [{"name": "a"}]),
            "/examples/documented/value/0/id: as a response: is required",
        ),
        (
            _set(f"{ITEMS}/get/responses/200/content/application~1json/examples/documented/value/0/id", 2**31),
            "/examples/documented/value/0/id: as a response: 2147483648 is greater than the maximum of 2147483647",
        ),
        (
            _set(f"{ITEMS}/get/responses/200/content/application~1json/examples/documented/value/0/at", "today"),
            '/examples/documented/value/0/at: as a response: "today" is not a "date-time"',
        ),
    ],
)
def test_a_document_that_is_not_sound_is_named_by_its_pointer(
    things: Folder, change: Callable[[Folder], None], finding: str
) -> None:
    change(things)
    assert any(finding in each and each.startswith("openapi.yaml#") for each in things.findings()), things.findings()


def test_a_nullable_member_may_be_null_in_an_example(things: Folder) -> None:
    place = f"{ITEMS}/get/responses/200/content/application~1json/examples/documented/value/0/state"
    things.put("openapi", place, None)
    assert things.findings() == []


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ("/a/{x}", "/a/{y}", False),
        ("/a/{x}", "/{y}/b", False),
        ("/a/{x}", "/a/b", True),
        ("/a/{x}", "/b/{x}", True),
        ("/a/{x}", "/a/{x}/b", True),
    ],
)
def test_two_paths_that_fit_one_request_line_are_found(things: Folder, one: str, other: str, told: bool) -> None:
    document = things.read("openapi")
    for index, path in enumerate((one, other)):
        names = [step[1:-1] for step in path.split("/") if step.startswith("{")]
        operation = copy.deepcopy(document["paths"]["/items"]["post"]) | {
            "operationId": f"go{index}",
            "parameters": [{"name": n, "in": "path", "required": True, "schema": {"type": "string"}} for n in names],
        }
        document["paths"][path] = {"post": operation}
    things.write("openapi.yaml", document)
    assert any("cannot be told from" in finding for finding in things.findings()) is not told


@pytest.mark.parametrize(
    ("place", "value", "what"),
    [
        ("/exchanges/0/operation", "go", "/exchanges/0: there is no operation 'go'"),
        ("/exchanges/0/status", 201, "/exchanges/0: listItems has no status 201"),
        ("/exchanges/0/example", "other", "/exchanges/0: listItems has no example 'other' for 200"),
        ("/unreachable/0/status", 500, "/unreachable/0: listItems has no status 500"),
        ("/vendor", "others", "/vendor: is 'others' in the folder 'things'"),
    ],
)
def test_an_exchange_that_the_document_does_not_hold_is_found(
    things: Folder, place: str, value: Any, what: str
) -> None:
    if place != "/vendor":
        things.drop("evidence", "/exchanges/1/after")
    things.put("evidence", place, value)
    found = [each for each in things.findings() if not each.endswith("replays the example")]
    assert found == [f"evidence.yaml#{what}"]


def test_a_success_example_that_no_exchange_replays_is_found(things: Folder) -> None:
    for index in (1, 0):
        things.drop("evidence", f"/exchanges/{index}")
    (found,) = things.findings()
    place = "/paths/~1items/get/responses/200/content/application~1json/examples/documented"
    assert found == f"openapi.yaml#{place}: no exchange of evidence.yaml replays the example"


OVERLAY = {"overlay": "1.0.0", "actions": [{"target": "$.info", "update": {"title": "Words"}}]}


@pytest.mark.parametrize(
    ("name", "overlay", "finding"),
    [
        ("words=long.yaml", OVERLAY, None),
        ("words=short.yaml", OVERLAY, "'short' is no alternative of 'words'"),
        ("no=2.yaml", OVERLAY, "there is no built reading 'no'"),
        ("tone=high.yaml", OVERLAY, "there is no built reading 'tone'"),
        ("words.yaml", OVERLAY, "must be called <reading>=<value>.yaml"),
        ("words=long.yaml", {"overlay": "1.0.0"}, "member 'actions' is missing"),
        ("words=long.yaml", {**OVERLAY, "overlay": "2.0.0"}, "'2.0.0' is no version of Overlays that is read; 1.x are"),
        ("words=long.yaml", {**OVERLAY, "actions": [{"target": 1, "update": 1}]}, "#/actions/0/target: must be a text"),
        ("words=long.yaml", "a: [", "line 2, column 1: did not find expected node content"),
    ],
)
def test_an_overlay_belongs_to_an_alternative_that_is_built(
    things: Folder, name: str, overlay: Any, finding: str | None
) -> None:
    things.write(f"readings/{name}", overlay)
    found = things.findings()
    assert found == [] if finding is None else found[0].startswith(f"readings/{name}#") and finding in found[0]


def test_the_document_that_an_overlay_makes_is_looked_at_as_well(things: Folder) -> None:
    wrong = {"target": "$.components.schemas.Error.properties.message", "update": {"type": "integer"}}
    things.write("readings/words=long.yaml", {"overlay": "1.0.0", "actions": [wrong]})
    assert "/examples/failed/value/message: as a response" in things.findings()[0]


RENAMED = [
    {"target": "$.components.schemas.Error.properties.message", "remove": True},
    {
        "target": "$.components.responses.Failed.content['application/json'].examples.failed.value.message",
        "remove": True,
    },
    {
        "target": "$.components.responses.Failed.content['application/json'].examples.failed.value",
        "update": {"text": "no"},
    },
    {
        "target": "$.components.schemas.Error",
        "update": {"required": ["text"], "properties": {"text": {"type": "string", "maxLength": 9}}},
    },
]
LONG = {
    "schema": "Error", "reading": "words=long", "label": "observed",
    "fields": {"text": {"required": True, "maxLength": 9}},
}  # fmt: skip
ERROR = "/components/schemas/Error"
TEXT = f"{ERROR}/properties/text"


@pytest.fixture
def long(things: Folder) -> Folder:
    """A folder with an overlay that puts another member in the place of one."""
    things.write("readings/words=long.yaml", {"overlay": "1.0.0", "actions": RENAMED})
    return things


def test_what_only_an_overlay_adds_needs_support(long: Folder) -> None:
    here = "readings/words=long.yaml#"
    assert sorted(long.findings()) == [
        f"{here}{TEXT}/maxLength: no statement supports maxLength 9 of Error.text",
        f"{here}{TEXT}: no statement supports the field 'text' of Error",
        f"{here}{ERROR}/required/0: no statement supports that 'text' is required in Error",
    ]


def test_a_statement_of_a_reading_speaks_about_the_document_of_that_reading_only(long: Folder) -> None:
    long.put("evidence", f"{STATEMENTS}/5", LONG)
    assert long.findings() == []
    contract = vendor_spec.load(long.path)
    assert contract.labelled.labels.schema["listItems", "default"] is Label.INFERRED
    assert contract.effective((("words", "long"),)).labels.schema["listItems", "default"] is Label.OBSERVED
    assert Labels.of(contract.labelled.document.raw, contract.evidence) == contract.labelled.labels


def test_a_statement_of_a_reading_that_its_document_does_not_hold_is_found(long: Folder) -> None:
    long.put("evidence", f"{STATEMENTS}/5", LONG)
    long.put("evidence", f"{STATEMENTS}/6", {"schema": "Error", "reading": "words=long", "fields": ["message"]})
    assert long.findings() == [
        f"evidence.yaml#{STATEMENTS}/6: schema Error (manual, Lists): there is no field 'message', see {ERROR}"
    ]


def test_what_has_no_support_in_the_default_document_is_told_once(long: Folder) -> None:
    long.put("evidence", f"{STATEMENTS}/5", LONG)
    long.drop("evidence", f"{STATEMENTS}/3")
    assert len(long.findings()) == 1


def test_a_reading_without_an_overlay_has_no_document_to_speak_about(things: Folder) -> None:
    things.put("evidence", f"{STATEMENTS}/5", LONG)
    assert things.findings() == [f"evidence.yaml#{STATEMENTS}/5: the reading words=long has no overlay"]


@pytest.mark.parametrize(
    ("reading", "refusal"),
    [
        ("words", "must be <reading>=<value>"),
        ("words=short", "there is no built reading 'words' with the alternative 'short'"),
        ("tone=high", "there is no built reading 'tone' with the alternative 'high'"),
        ("no=2", "there is no built reading 'no' with the alternative '2'"),
    ],
)
def test_a_statement_of_a_reading_names_an_alternative_that_is_built(
    things: Folder, reading: str, refusal: str
) -> None:
    things.put("evidence", f"{STATEMENTS}/3/reading", reading)
    assert things.refusal() == f"evidence.yaml: {STATEMENTS}/3/reading: {refusal}"


def test_a_behaviour_has_no_reading(things: Folder) -> None:
    things.put("evidence", f"{STATEMENTS}/4/reading", "words=long")
    assert things.refusal() == f"evidence.yaml: {STATEMENTS}/4/reading: is not one of behaviour, label, states"


@pytest.mark.parametrize("vendor", present())
def test_no_overlay_of_a_vendor_brings_a_response_member_that_nobody_states(vendor: str) -> None:
    contract = vendor_spec.load(ROOT / "specs" / vendor)
    default = contract.labelled.labels.schema
    for reading in contract.overlays:
        found = contract.effective((reading,)).labels.schema
        assert [key for key in found if found[key] is Label.ASSUMED is not default.get(key)] == [], reading


def test_a_finding_is_one_line_that_begins_with_its_file_and_place(things: Folder) -> None:
    things.drop("evidence", f"{STATEMENTS}/3")
    (found,) = documents.check(things.path)
    assert str(found).startswith(f"{things.path}/openapi.yaml#/components/securitySchemes/token: ")
    assert "\n" not in str(found)


@pytest.mark.parametrize("vendor", present())
def test_every_vendors_folder_is_without_findings(vendor: str) -> None:
    assert [str(finding) for finding in documents.check(ROOT / "specs" / vendor)] == []
