"""Where a vendor of one world is called, and as whom: its address, its credentials and how they are presented."""

from __future__ import annotations

from mockserver.authorization import Authorization, present, schemes_of, together
from mockserver.client import JSON, Credentials
from mockserver.spelling import nearest
from mockserver.testing.own_worlds import OwnWorld

__tracebackhide__ = True


class VendorAddress:
    """Where a vendor of one world is called, and as whom.

    Attributes:
        name: the vendor.
        url: the base address to give to the client under test; the vendor's documented path follows it.
    """

    def __init__(self, world: OwnWorld, name: str) -> None:
        self.world, self.name, self.url = world, name, world.handle.url(name)
        self._caller = "documented"

    def __repr__(self) -> str:
        return f"<{self.name} in {self.world.name}>"

    @property
    def about(self) -> JSON:
        """Operations with their statuses, collections, readings, fixtures and credentials."""
        return self.world.admin.about(self.name)

    @property
    def credentials(self) -> Credentials:
        """Whom this world accepts: add, change, revoke."""
        return self.world.handle.credentials(self.name)

    @property
    def headers(self) -> dict[str, str]:
        """Request headers that present the documented credential (or the one chosen with `act_as`).

        None for a vendor that wants its key in the query (`params`), or that asks for none.
        """
        return dict(self._presented().headers)

    @property
    def params(self) -> dict[str, str]:
        """Query parameters that do, for a vendor that wants its key there."""
        return dict(self._presented().query)

    @property
    def secret(self) -> str:
        """The token, key or password that they present, for a client that is configured with it."""
        return str(self._credential()["secret"])

    @property
    def user(self) -> str:
        """The user name that goes with the password; empty where the vendor's credential has none."""
        return str(self._credential()["user"])

    def act_as(self, credential: str) -> None:
        """Let `headers`, `params`, `secret` and `user` present another credential with which the vendor starts.

        Raises:
            LookupError: there is none of that id; the text lists those there are.
        """
        known = [each["id"] for each in self.about["credentials"]]
        if credential not in known:
            meant = nearest(credential, known)
            raise LookupError(f"{self.name} starts with no credential {credential!r}; it has {', '.join(known)}{meant}")
        self._caller = credential

    def _credential(self) -> JSON:
        """The one that was chosen; at first the documented one, or that which a bare document takes before any other."""
        found = next(iter(self._callers(self.about["credentials"])), None)
        if found is None:
            raise LookupError(f"{self.name} asks for no credentials")
        return found

    def _callers(self, known: list[JSON]) -> list[JSON]:
        """Those that are presented together: the one that was chosen, or all that stand for any of their kind."""
        chosen = [each for each in known if each["id"] == self._caller]
        return chosen or [each for each in known if each["id"].startswith(ANYBODY)] or known[:1]

    def _presented(self) -> Authorization:
        callers = self._callers(self.about["credentials"])
        keys = any(each["scheme"] == "apiKey" for each in callers)
        schemes = schemes_of(self.world.admin.document(self.name)).values() if keys else ()
        return together(present(each["scheme"], each["secret"], each["user"], schemes) for each in callers)


ANYBODY = "any-"
"""How the id of a credential begins that stands for all of its kind, where a document asks for some and says not which."""
