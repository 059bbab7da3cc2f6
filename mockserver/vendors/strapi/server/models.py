"""The content types that a query of the real server can reach: their columns and relations; knows no query."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

TEXT, REAL, INTEGER, NUMERIC = "text", "real", "integer", "numeric"
"""What a column of SQLite makes of a value that is compared with it."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: how its texts of a query are cast (nothing: they are not), and what SQLite takes it for."""

    cast: str
    affinity: str


STRING = Column("", TEXT)
FLOAT = Column("number", REAL)
BOOLEAN = Column("boolean", NUMERIC)
DATE = Column("date", NUMERIC)
LINK = Column("", INTEGER)
"""An id, and what refers to one."""


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation to another content type: to one, by the link of that name here, or to many, by the link there.

    A to-many relation over a table of its own has no link: nobody is related that way here.
    """

    model: str
    via: str = ""


@dataclass(frozen=True, slots=True)
class Model:
    """A content type: its columns by name, links included, its relations, and whether it has drafts."""

    columns: Mapping[str, Column]
    relations: Mapping[str, Relation] = field(default_factory=dict)
    drafts: bool = False


AUTHORS = {"created_by": Relation("administrators"), "updated_by": Relation("administrators")}
AUTHOR_LINKS = dict.fromkeys(AUTHORS, LINK)
STAMPS = {"created_at": DATE, "updated_at": DATE}
MODELS: Mapping[str, Model] = {
    "reports": Model(
        {
            "id": LINK, "uuid": STRING, "referenceId": STRING, "type": STRING, "processed": BOOLEAN, "users_permissions_user": LINK,
            "score": FLOAT, "scoreProbability": FLOAT, "scoreConfidence": FLOAT, "scoreVersion": STRING, "published_at": DATE,
            **AUTHOR_LINKS, **STAMPS,
        },
        {"users_permissions_user": Relation("users"), **AUTHORS},
        drafts=True,
    ),
    "users": Model(
        {
            "id": LINK, "username": STRING, "email": STRING, "provider": STRING, "password": STRING,
            "resetPasswordToken": STRING, "confirmationToken": STRING, "confirmed": BOOLEAN, "blocked": BOOLEAN, "role": LINK,
            **AUTHOR_LINKS, **STAMPS,
        },
        {"role": Relation("roles"), "reports": Relation("reports", "users_permissions_user"), **AUTHORS},
    ),
    "roles": Model(
        {"id": LINK, "name": STRING, "description": STRING, "type": STRING, **AUTHOR_LINKS},
        {"permissions": Relation("permissions", "role"), "users": Relation("users", "role"), **AUTHORS},
    ),
    "permissions": Model(
        {
            "id": LINK, "type": STRING, "controller": STRING, "action": STRING, "enabled": BOOLEAN, "policy": STRING,
            "role": LINK, **AUTHOR_LINKS,
        },
        {"role": Relation("roles"), **AUTHORS},
    ),
    "administrators": Model(
        {
            "id": LINK, "firstname": STRING, "lastname": STRING, "username": STRING, "email": STRING, "password": STRING,
            "resetPasswordToken": STRING, "registrationToken": STRING, "isActive": BOOLEAN, "blocked": BOOLEAN,
            "preferedLanguage": STRING,
        }
    ),
}  # fmt: skip
"""By name; nobody of this world administers, and nobody's permissions have rows, so the last two are empty."""


def resolve(model: str, path: str) -> tuple[tuple[str, ...], Model, str] | None:
    """Follow a path of relations and one attribute: the relations, the last content type, and the attribute's name.

    A path that ends with a relation means the id of what is related. None where a part of it does not exist.
    """
    at, followed = MODELS[model], []
    *parts, last = path.split(".")
    for part in parts:
        if part not in at.relations:
            return None
        followed.append(part)
        at = MODELS[at.relations[part].model]
    if last in at.relations:
        return (*followed, last), MODELS[at.relations[last].model], "id"
    return (tuple(followed), at, last) if last in at.columns else None
