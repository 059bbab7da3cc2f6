"""A vendor of a user's own, as small as one can be: two operations, their evidence, a start state and a module."""

from __future__ import annotations

from pathlib import Path

DOCUMENT = """\
openapi: 3.0.3
info: {title: Parcels, version: '1'}
security: [{token: []}]
paths:
  /parcels:
    get:
      operationId: getParcels
      summary: List the parcels
      description: All of them, oldest first.
      responses:
        '200':
          description: All.
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Parcel'}}
              examples: {documented: {value: [{id: a, weight: 2}]}}
        '401': {$ref: '#/components/responses/Refused'}
        '405': {$ref: '#/components/responses/OtherMethod'}
    post:
      operationId: sendParcel
      summary: Send a parcel
      description: Its id is the sender's choice.
      requestBody:
        required: true
        content:
          application/json:
            schema: {$ref: '#/components/schemas/Parcel'}
            examples: {documented: {value: {id: b, weight: 1.5}}}
      responses:
        '200':
          description: It is on its way.
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Parcel'}
              examples: {documented: {value: {id: b, weight: 1.5}}}
        '400': {$ref: '#/components/responses/Refused'}
        '401': {$ref: '#/components/responses/Refused'}
        '404': {$ref: '#/components/responses/Refused'}
        '405': {$ref: '#/components/responses/OtherMethod'}
        '413': {$ref: '#/components/responses/Refused'}
        '415': {$ref: '#/components/responses/Refused'}
components:
  securitySchemes: {token: {type: http, scheme: bearer}}
  responses:
    Refused:
      description: Refused.
      content:
        application/json:
          schema: {$ref: '#/components/schemas/Refusal'}
          examples: {refused: {value: {message: no}}}
    OtherMethod:
      description: The path has other methods.
      headers: {Allow: {required: true, schema: {type: string}}}
      content:
        application/json:
          schema: {$ref: '#/components/schemas/Refusal'}
          examples: {refused: {value: {message: no}}}
  schemas:
    Parcel:
      type: object
      required: [id, weight]
      additionalProperties: false
      properties: {id: {type: string}, weight: {type: number, minimum: 0}}
    Refusal:
      type: object
      properties: {message: {type: string}}
"""
EVIDENCE = """\
vendor: parcels
title: Parcels
about: A service for parcels.
pages:
  - page: manual
    title: The manual
    url: https://parcels.example/manual
    label: documented
    sections:
      - section: Parcels
        statements:
          - {operation: getParcels, request: GET /parcels, statuses: [200, 401], examples: [documented]}
          - operation: sendParcel
            request: POST /parcels
            body: {required: true}
            statuses: [200, 400, 401]
            examples: [documented]
          - {schema: Parcel, fields: {id: {required: true}, weight: {required: true, minimum: 0}}}
          - {security: token}
  - page: choices
    title: Choices
    source: what nobody says
    label: assumed
    sections:
      - section: Refusals
        statements:
          - {operation: getParcels, statuses: [405]}
          - {operation: sendParcel, statuses: [404, 405, 413, 415]}
          - {schema: Parcel, facets: {additionalProperties: false}}
          - {schema: Refusal, fields: [message]}
          - {response: Refused, examples: [refused]}
          - {response: OtherMethod, headers: [Allow], examples: [refused]}
exchanges:
  - {example: documented, operation: getParcels, status: 200, fixture: documented, credential: clerk}
  - {example: documented, operation: sendParcel, status: 200, fixture: documented, credential: documented}
unreachable:
  - {operation: sendParcel, status: 404, reason: only an unknown path gives it}
"""
FIXTURE = """\
{"about": "One parcel.", "collections": {"parcels": [{"id": "a", "weight": 2}]}, "next": {}, "switches": {},
 "credentials": [{"id": "clerk", "scheme": "bearer", "secret": "clerk-token", "permissions": "*"}]}
"""
MODULE = '''\
"""Parcels."""

from mockserver.engine.actions import Records
from mockserver.engine.problems import ENGINE_KINDS, ErrorResponse, Errors
from mockserver.engine.vendor import Access, Vendor
from mockserver.state.credentials import Credential

DOCUMENTED = Credential("documented", "bearer", "parcel-token")

VENDOR = Vendor(
    name="parcels",
    access=Access(credentials=(DOCUMENTED,)),
    collections=(Records("parcels", "Parcel", path="/parcels"),),
    errors=Errors({kind: ErrorResponse(0, {"message": "no"}) for kind in ENGINE_KINDS}),
)
'''


def write(folder: Path) -> Path:
    """Write the vendor into a folder for `--own`."""
    for name, text in (
        ("specs/parcels/openapi.yaml", DOCUMENT),
        ("specs/parcels/evidence.yaml", EVIDENCE),
        ("fixtures/parcels/documented.json", FIXTURE),
        ("vendors/parcels.py", MODULE),
    ):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder
