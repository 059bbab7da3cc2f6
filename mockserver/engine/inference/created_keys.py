"""How a caller learns the key of what it created: what a create answers, names and is sent."""

from __future__ import annotations

from typing import Any

from mockserver.engine.inference import key_names, keys, list_views, record_schemas, shapes, statuses, views
from mockserver.engine.inference.families import Family
from mockserver.engine.inference.paths import letters, singular, words
from mockserver.engine.inference.record_schemas import success
from mockserver.openapi.folding import Folding, Schema

CREATING = frozenset(["create", "add", "insert", "register"])
"""Words of an operation's name, and first words of its summary, that say that it creates something."""


def sent(folding: Folding, family: Family, called: str, demanded: Schema) -> bool:
    """Whether the body of a create has a member that is the key."""
    create = family.whole.get("POST")
    if create is None or create.body is None or create.body.schema is None:
        return False
    return bool(keys.given(folding, create.body.schema, family.parameter, family.noun, called, demanded))


def own(folding: Folding, family: Family, demanded: Schema) -> str:
    """What the key is called in the body of a create, where it is called like the parameter; empty where it is not."""
    create = family.whole.get("POST")
    if create is None or create.body is None or create.body.schema is None:
        return ""
    route, weight = keys.best(folding, create.body.schema, family.parameter, family.noun, demanded)
    return str(route[-1]) if len(route) == 1 and weight >= key_names.RELATED else ""


def made(family: Family) -> bool:
    """Whether a create says itself that it creates a record: by its name, a status, or how its summary begins."""
    create = family.whole.get("POST")
    if create is None:
        return False
    named = {*map(singular, words(create.id))}
    if named & CREATING:  # and not something else: `createRequest` at `/files`
        alike = letters(family.noun) in letters(create.id) or bool(named & {*words(family.noun)})
        return alike or named <= CREATING | set(map(letters, create.path.literals))
    begins = {*map(singular, words(create.summary)[:1])}
    return statuses.success(create, creates=True)[0] == 201 or bool(begins & CREATING)


def creates(folding: Folding, family: Family, node: Any) -> bool:
    """Whether what is sent to the collection is a record, not a question that several records answer."""
    create = family.whole.get("POST")
    if made(family):
        return True
    content = success(create, creates=True)
    if create is None or content is None or create.body is None or create.body.schema is None or node is None:
        return create is not None
    route, _ = views.entity(folding, content.schema, family.parameter, family.noun, (node,))
    if 0 not in route:
        return True
    theirs = shapes.members(folding, node).keys()
    sent = [shapes.members(folding, each).keys() for _, each in shapes.objects(folding, create.body.schema, 2)]
    return any(each & theirs for each in sent)


def sources(folding: Folding, family: Family, client: bool, demanded: Schema, called: str) -> tuple[str, ...]:
    """How a client learns the key of what it created; nothing where it cannot.

    Args:
        called: what the key is called where a record is read; empty where that is not sure.
    """
    create = family.whole.get("POST")
    if create is None:
        return ()
    found: list[str] = []
    content = success(create, creates=True)
    if content is not None:
        for route, node in shapes.objects(folding, content.schema, 2):
            member, weight = keys.best(folding, node, family.parameter, family.noun, demanded)
            if weight >= key_names.LIKELY and key_names.same(str(member[-1]), called, weight):
                found.append(f"the create answers the key at `{shapes.route_text((*route, *member))}`")
                break
        if address := keys.address(folding, content.schema):
            found.append(f"the create answers its address at `{shapes.route_text(address)}`")
        if shapes.kinds(folding, content.schema) and shapes.kinds(folding, content.schema) <= {"string", "integer"}:
            found.append("the create answers the key alone")
        if route := list_views.keys_listed(folding, content.schema, family.parameter, family.noun):
            found.append(f"the create answers the keys at `{shapes.route_text(route)}`")
    for status, response in create.responses.items():
        if status[0] in "23d" and "location" in map(letters, response.headers):
            found.append("the create names it in Location")
        for link in response.links.values() if status[0] == "2" else ():
            if isinstance(link, dict) and family.parameter in (link.get("parameters") or {}):
                found.append("a link of the create names it")
    if client:
        found.append("the create sends the key")
    if not found and _listed(folding, family, demanded):
        found.append("the list shows what was created with its key")
    return tuple(dict.fromkeys(found))


def told(folding: Folding, family: Family, node: Any, demanded: Schema) -> tuple[str, ...]:
    """Why a record is created though nothing in the document tells its key: then `Location` alone does."""
    reading = family.item.get("GET")
    if reading is None or statuses.success(reading)[0] == 0 or _another(folding, family, demanded, node):
        return ()
    if takes(folding, family, node):
        return ("the create takes what a record is like, and `Location` alone tells the key",)
    if made(family):
        return ("the create says that it creates something, and `Location` alone tells the key",)
    return ()


def texts(folding: Folding, family: Family, node: Any) -> tuple[str, ...]:
    """The texts that a create takes of a record: one of them may be its key, where nothing says which."""
    create = family.whole.get("POST")
    if create is None or create.body is None or create.body.schema is None:
        return ()
    route = views.sent(folding, create.body.schema, node, family.noun) if node is not None else ()
    named = shapes.members(folding, shapes.inside(folding, create.body.schema, route) or {})
    return tuple(name for name, inner in named.items() if shapes.kinds(folding, inner) == {"string"})


def _another(folding: Folding, family: Family, demanded: Schema, record: Any) -> bool:
    """Whether a create answers a name of something else than the records, which have none such: a token, a code."""
    known = key_names.NUMBERED | {letters(name) for name in (shapes.members(folding, record) if record else ())}
    content = success(family.whole["POST"], creates=True)
    inside = shapes.objects(folding, content.schema, 2) if content is not None else []
    found = (keys.best(folding, node, family.parameter, family.noun, demanded) for _, node in inside)
    return any(weight >= key_names.LIKELY and letters(str(key[-1])) not in known for key, weight in found)


def takes(folding: Folding, family: Family, item: Any) -> bool:
    """Whether what a create takes is like a record."""
    create = family.whole.get("POST")
    if create is None or create.body is None or create.body.schema is None or item is None:
        return False
    route = views.sent(folding, create.body.schema, item, family.noun)
    part = shapes.inside(folding, create.body.schema, route)
    if part is None:
        return False
    ours = shapes.members(folding, part).keys()
    shared = len(ours & shapes.members(folding, item).keys())
    return shapes.alike(folding, part, item) >= views.ALIKE or (shared > shapes.FEW and 3 * shared >= len(ours))


def _listed(folding: Folding, family: Family, demanded: Schema) -> bool:
    """Whether a caller finds what it created, and its key, in the list, and the create answers no other key."""
    listed, content = success(family.whole.get("GET")), success(family.whole["POST"], creates=True)
    view = (
        list_views.listing(folding, listed.schema, views.Sought(family.parameter, family.noun, None, demanded))
        if listed
        else None
    )
    if listed is None or view is None or not (view.key or view.by_key):
        return False
    if content is not None:
        _, weight = keys.best(folding, content.schema, family.parameter, family.noun, demanded)
        if weight >= key_names.LIKELY or shapes.items(folding, content.schema) is not None:
            return False
    return takes(folding, family, record_schemas.list_item(folding, listed, view))
