"""The whole server as one ASGI application: whose request it is, which world, and the journal around it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

from mockserver.control import as_vendor
from mockserver.engine.call import NONE, Answer, Arrival, Notes, make_arrival
from mockserver.engine.failures import problem_json
from mockserver.engine.layer import Layer
from mockserver.engine.vendor import Vendor
from mockserver.serving import answers, cors, page, preferences
from mockserver.serving.address import ADMIN, Address, Addresses, BadAddress
from mockserver.serving.control import Control
from mockserver.serving.documents import serve as serve_document
from mockserver.serving.nearest import nearest
from mockserver.serving.preferences import PREFERENCES
from mockserver.serving.routing import CALL, Routes
from mockserver.serving.served import ServedVendor, serve_vendors, start
from mockserver.settings import Settings
from mockserver.state.clock import machine_time, stopwatch
from mockserver.state.journal import Entry
from mockserver.state.verdicts import Verdict, unreadable, verdict
from mockserver.state.world import World
from mockserver.state.worlds import TooManyWorlds, Worlds

UNMATCHED = 200
"""How many requests that nobody was there for are kept."""


class Server:
    """Every vendor, every world, and the control plane, as one ASGI application.

    Args:
        settings: what was decided at start.
        vendors: the vendors present, by name.
        documents: the bare documents, by name; one that is alone is served at the root, too.

    Raises:
        SourceError: a file cannot be used.
        BadSetting: a setting names something that does not exist.
    """

    def __init__(
        self,
        settings: Settings,
        vendors: Mapping[str, Vendor],
        documents: Mapping[str, Path] = NONE,
        layers: Mapping[str, Layer] = NONE,
    ) -> None:
        self.settings = settings
        ready = {name: serve_document(name, file, settings, layers.get(name)) for name, file in documents.items()}
        self.vendors = serve_vendors(settings, vendors, ready)
        self.addresses = addresses(self.vendors)
        self.worlds = Worlds(
            lambda fixture: start(self.vendors, settings, fixture),
            limit=settings.max_worlds, journal_size=settings.journal_size,
            memory=settings.memory, world_memory=settings.world_memory,
            ttl=timedelta(seconds=settings.world_ttl) if settings.world_ttl else None,
        )  # fmt: skip
        self.cors = cors.Cors(settings.cors_origin)
        self.unmatched: deque[Verdict] = deque(maxlen=UNMATCHED)
        self.watcher: Callable[[Verdict], None] | None = None
        self.control = Control(self)
        self.refused = 0
        self.pending: Callable[[], None] | None = None
        """What is to be done before the next request, while no other is looked at."""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve one request."""
        if self.pending is not None:
            change, self.pending = self.pending, None
            change()
        if scope["type"] != "http":
            return await _lifespan(scope, receive, send)
        headers = _headers(scope["headers"])
        raw_path = _raw_path(scope)
        if self.cors.allows(headers.get("origin", "")) and not self.keeps_to_itself(raw_path, headers):
            if cors.is_preflight(scope["method"], headers):
                return await answers.send_answer(204, cors.preflight(headers), b"", send)
            send = cors.opened(send, headers["origin"])
        if raw_path == "/" and self.leads_to_page(scope, headers):
            return await page.lead_there(scope, send)
        try:
            address = self.addresses.read(raw_path, headers.get("host", ""), headers.get("mock-world"))
            if address.vendor == ADMIN:
                return await self.control(scope, receive, send, headers, raw_path)
            arrival, app = self.arrival(scope, headers, address)
        except BadAddress as bad:
            id = self.refuse(scope, raw_path, bad)
            return await _refuse(problem_json(bad.status, bad.kind, bad.detail), id, send)
        wanted = preferences.read_preferences(headers.get("prefer"), arrival.entry.query)
        if wanted is not None:
            scope[PREFERENCES] = wanted
        await self.journaled(arrival, app, scope, receive, send)

    async def journaled(self, arrival: Arrival, app: Any, scope: Any, receive: Any, send: Any) -> None:
        """Serve a request, and write down in its world what came in and went out."""
        scope[CALL] = arrival
        entry, begun = arrival.entry, stopwatch()
        try:
            await app(scope, receive, send)
        finally:
            entry.seconds = stopwatch() - begun
            arrival.world.journal.add(entry)
            if self.watcher is not None or not entry.operation:
                self.tell(arrival.world.name, entry)

    def refuse(self, scope: Any, raw_path: str, bad: BadAddress) -> str:
        """Note a request that belongs to nobody; the id of its answer."""
        self.refused += 1
        entry = Entry(f"refused-{self.refused}", machine_time(), "", scope["method"], raw_path, "", ())
        entry.status, entry.reason = bad.status, f"{bad.kind}: {bad.detail}"
        self.tell("", entry)
        return entry.id

    def refuse_unreadable(self, status: int, why: str) -> None:
        """Note what was answered before it could be read as a request."""
        self.refused += 1
        self._keep(unreadable(machine_time(), f"refused-{self.refused}", status, why))

    def tell(self, world: str, entry: Entry) -> None:
        """Keep in mind what nobody was there for, and tell whoever watches."""
        self._keep(verdict(machine_time(), world, entry))

    def _keep(self, told: Verdict) -> None:
        if told.unmatched:
            self.unmatched.append(told)
        if self.watcher is not None:
            self.watcher(told)

    def nearest(self, request: Verdict) -> str:
        """The address that a request which nobody answers may have meant; empty if there is none like it."""
        if request.unreadable:
            return ""
        documents = {name: each.spec.labelled.document for name, each in self.vendors.items()}
        return nearest(documents, request.method, request.path, request.vendor)

    def arrival(self, scope: Any, headers: Mapping[str, str], address: Address) -> tuple[Arrival, Any]:
        """Say what is known of a request at once, and which application serves it.

        Raises:
            BadAddress: the world does not exist and may not be created.
        """
        world = self.world(address)
        served = self.vendors[address.vendor]
        app, labelled = served.app_for(world.vendor_states[address.vendor].readings)
        entry = Entry(
            world.next_request_id(), world.clock.now(), address.vendor, scope["method"], address.path,
            scope["query_string"].decode("latin-1"), scope["headers"],
        )  # fmt: skip
        host = headers.get("host") or ":".join(map(str, scope.get("server") or ("localhost",)))
        origin = f"{scope.get('scheme', 'http')}://{host}{scope.get('root_path', '')}{address.prefix}"
        accept_any = self.settings.accept_any_credentials
        return make_arrival(address.vendor, world, labelled, entry, origin, headers, accept_any, Notes(), None), app

    def leads_to_page(self, scope: Any, headers: Mapping[str, str]) -> bool:
        """Whether a call of `/` comes from a browser, for which there is the page, and is no vendor's."""
        there = self.control.open and self.addresses.nobody_at("/", headers.get("host", ""))
        return there and page.is_wanted(scope, headers)

    def keeps_to_itself(self, raw_path: str, headers: Mapping[str, str]) -> bool:
        """Whether pages of other origins are told nothing here: the control plane has nothing for them, and some vendors tell them."""
        try:
            address = self.addresses.read(raw_path, headers.get("host", ""), headers.get("mock-world"))
        except BadAddress:
            return False
        if address.vendor == ADMIN:
            return True
        served, world = self.vendors[address.vendor], self.worlds.get(address.world)
        readings = served.readings if world is None else world.vendor_states[address.vendor].readings
        return any(readings.get(id) == value for id, value in served.vendor.dialect.own_cors.items())

    def world(self, address: Address) -> World:
        """The world that an address names; a prefix may create it."""
        world = self.worlds.get(address.world)
        if world is not None:
            return world
        if not address.by_prefix or self.settings.strict_worlds:
            raise BadAddress(404, "unknown-world", f"there is no world {address.world}; create it first")
        try:
            return self.worlds.create(address.world, by_prefix=True)
        except TooManyWorlds as error:
            raise BadAddress(409, "too-many-worlds", str(error)) from None


def addresses(vendors: Mapping[str, ServedVendor]) -> Addresses:
    """How the vendors are reached; a bare document that is alone also at the root."""
    hosts = {name: each.spec.labelled.document.hosts for name, each in vendors.items()}
    alone = next(iter(vendors)) if len(vendors) == 1 else ""
    document = vendors[alone].spec.labelled.document if alone else None
    if document is None or not document.bare:
        return Addresses(hosts)
    routes = Routes(document)
    if not routes.begins(ADMIN):
        return Addresses(hosts, alone, routes.fits, routes.may_begin(alone))
    control = Routes(as_vendor.labelled().document)
    return Addresses(
        hosts, alone, routes.fits, routes.may_begin(alone), lambda path: control.fits(path) or page.is_ours(path)
    )


async def _refuse(answer: Answer, id: str, send: Any) -> None:
    now = answers.date(int(machine_time().timestamp()))
    await answers.send_alone(answer, send, now, answers.VARY, (b"mock-request-id", id.encode()))


async def _lifespan(scope: Any, receive: Any, send: Any) -> None:
    """Nothing to start or to stop: all state is in memory; a web socket is closed at once."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1000})
    while scope["type"] == "lifespan":
        message = await receive()
        await send({"type": message["type"] + ".complete"})
        if message["type"] == "lifespan.shutdown":
            return


def _headers(raw: list[tuple[bytes, bytes]]) -> dict[str, str]:
    """Header texts by lower-case name; several of one name are joined by commas, as HTTP says."""
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in raw}
    if len(headers) < len(raw):
        texts: dict[str, list[str]] = {name: [] for name in headers}
        for name, value in raw:
            texts[name.decode("latin-1").lower()].append(value.decode("latin-1"))
        headers = {name: ", ".join(several) for name, several in texts.items()}
    return headers


def _raw_path(scope: Any) -> str:
    """The path as sent, percent-encoded, without what a surrounding application has mounted us under."""
    raw = scope.get("raw_path")
    path = quote(scope["path"], safe="/:@!$&'()*+,;=~-._") if raw is None else raw.partition(b"?")[0].decode("latin-1")
    root = scope.get("root_path", "")
    return path[len(root) :] or "/" if root and f"{path}/".startswith(f"{root}/") else path
