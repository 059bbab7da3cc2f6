"""The operations of a bare document as inference looks at them: paths, parameters, bodies and answers, nothing compiled."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mockserver.engine.inference import paths, samples
from mockserver.engine.inference.paths import Path
from mockserver.openapi import pointers
from mockserver.openapi.media_types import kind_of, plain, weights
from mockserver.openapi.operation import methods

USUAL = {
    "text": "text/plain",
    "image": "image/png",
    "audio": "audio/mpeg",
    "video": "video/mp4",
    "font": "font/woff2",
    "multipart": "multipart/form-data",
}
"""The media type that is sent of a whole range of them; of any other range, JSON."""
Place = tuple[str, ...]
"""The tokens of a JSON pointer into the document."""


@dataclass(frozen=True, eq=False)
class Content:
    """One media type of a body or an answer; no two are equal, so that what is known of one can be kept by it.

    Attributes:
        media_type: as the document writes it.
        schema: its schema; where that says nothing, what its examples look like.
        place: where the document has the schema.
        examples: by name.
        described: whether the document itself has a schema for it.
    """

    media_type: str
    schema: Any
    place: Place
    examples: Mapping[str, Any]
    described: bool = True

    @property
    def json(self) -> bool:
        """Whether it is some JSON, or several values of it in a row."""
        return kind_of(self.media_type) in ("json", "sequence")

    @property
    def sent(self) -> str:
        """The media type that is sent for what the document lists."""
        if "*" not in self.media_type:
            return self.media_type
        return USUAL.get(self.media_type.partition("/")[0].lower(), "application/json")


@dataclass(frozen=True)
class Response:
    """What the document lists for one status: `200`, `4XX`, `default`."""

    status: str
    contents: tuple[Content, ...]
    headers: Mapping[str, Any]
    links: Mapping[str, Any]

    @property
    def best(self) -> Content | None:
        """The content that is answered when a caller does not mind: JSON before anything else."""
        return min(self.contents, key=_order, default=None)

    def wanted(self, accept: str) -> Content | None:
        """The content that a caller wants most, of several that it wants alike the one that is best; None if it takes none.

        Args:
            accept: the field that says so, as it was sent.
        """
        weighed = weights(accept, tuple(each.sent for each in self.contents))
        most = max(weighed, default=0.0)
        liked = (each for each, weight in zip(self.contents, weighed, strict=True) if weight == most)
        return min(liked, key=_order) if most > 0 else None

    @property
    def form(self) -> Content | None:
        """The JSON content with a schema, if there is one: of the document's own before what its examples look like."""
        found = (each for each in self.contents if each.json and each.schema is not None)
        return min(found, key=lambda each: not each.described, default=None)


@dataclass(frozen=True)
class Outline:
    """One operation.

    Attributes:
        id: its operationId.
        method: in capitals.
        path: its path, read.
        parameters: by place and name, references followed.
        bodies: what it takes.
        responses: by status, in the document's order.
        place: where the document has it.
        summary: what the document says of it in a few words.
    """

    id: str
    method: str
    path: Path
    parameters: Mapping[tuple[str, str], Mapping[str, Any]]
    bodies: tuple[Content, ...]
    responses: Mapping[str, Response]
    place: Place
    summary: str = ""

    @property
    def body(self) -> Content | None:
        """The body that tells most: JSON before forms."""
        return min(self.bodies, key=lambda each: _rank(each.media_type), default=None)

    def lists(self, status: int) -> Response | None:
        """What the document lists for a status: its own, its range, or `default`."""
        text = str(status)
        return self.responses.get(text) or self.responses.get(f"{text[0]}XX") or self.responses.get("default")


_RANKS = ("json", "sequence", "form", "multipart", "xml", "text", "bytes")
"""Kinds of media types, that which tells most first."""


def _order(content: Content) -> tuple[int, bool, bool, bool]:
    return *_rank(content.media_type), content.schema is None, not content.described


def _rank(media_type: str) -> tuple[int, bool]:
    return _RANKS.index(kind_of(media_type)), plain(media_type) != "text/plain"


def read(raw: Mapping[str, Any]) -> list[Outline]:
    """All operations of a document that can be read, in its order."""
    found: list[Outline] = []
    for path, item in (raw.get("paths") or {}).items():
        place, node = _resolved(raw, ("paths", path), item)
        for method in methods(node) if isinstance(node, dict) and path.startswith("/") else ():
            if isinstance(node.get(method), dict):
                outline = _outline(raw, path, method, (*place, method), node)
                found += [outline] if outline is not None else []
    return found


def _outline(raw: Mapping[str, Any], path: str, method: str, place: Place, item: Mapping[str, Any]) -> Outline | None:
    node = item[method]
    parameters: dict[tuple[str, str], Mapping[str, Any]] = {}
    for owner in (item, node):
        for each in owner.get("parameters") or ():
            parameter = _resolved(raw, (), each)[1]
            if isinstance(parameter, dict) and isinstance(parameter.get("name"), str):
                parameters[str(parameter.get("in")), parameter["name"]] = parameter
    where, body = _resolved(raw, (*place, "requestBody"), node.get("requestBody"))
    responses: dict[str, Response] = {}
    listed = node.get("responses")
    for status, each in listed.items() if isinstance(listed, dict) else ():
        if not str(status).startswith("x-"):
            at, response = _resolved(raw, (*place, "responses", status), each)
            if isinstance(response, dict):
                text = str(status)
                responses[text if text == "default" else text.upper()] = Response(
                    text if text == "default" else text.upper(),
                    tuple(_contents(raw, at, response)),
                    _object(response, "headers"),
                    _object(response, "links"),
                )
    name = node.get("operationId")
    if not isinstance(name, str):
        return None
    bodies = tuple(_contents(raw, where, body)) if isinstance(body, dict) else ()
    summary = node.get("summary")
    said = summary if isinstance(summary, str) else ""
    return Outline(name, method.upper(), paths.read(path), parameters, bodies, responses, place, said)


def _contents(raw: Mapping[str, Any], place: Place, owner: Mapping[str, Any]) -> Iterator[Content]:
    for media_type, entry in _object(owner, "content").items():
        at, node = _resolved(raw, (*place, "content", media_type), entry)
        if isinstance(node, dict):
            schema = node.get("schema")
            schema = schema if isinstance(schema, dict | bool) else None
            examples = dict(_examples(raw, node))
            told = samples.schema(schema, examples.values()) if "json" in media_type else schema
            yield Content(media_type, told, (*at, "schema"), examples, schema is not None)


def _examples(raw: Mapping[str, Any], node: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    if "example" in node:
        yield "example", node["example"]
    for name, each in _object(node, "examples").items():
        example = _resolved(raw, (), each)[1]
        if isinstance(example, dict):
            value = next((example[word] for word in ("value", "dataValue") if word in example), example)
            if value is not example:
                yield name, value


def _object(owner: Mapping[str, Any], member: str) -> Mapping[str, Any]:
    value = owner.get(member)
    return value if isinstance(value, dict) else {}


def _resolved(raw: Mapping[str, Any], place: Place, node: Any) -> tuple[Place, Any]:
    """A thing and where it stands, its references followed; nothing where they lead nowhere."""
    for _ in range(20):
        if not (isinstance(node, dict) and isinstance(node.get("$ref"), str)):
            return place, node
        place = tuple(pointers.split(node["$ref"].lstrip("#")))
        try:
            node = pointers.get(raw, place)
        except LookupError:
            return place, None
    return place, None
