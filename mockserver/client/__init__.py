"""The control plane from Python: one handle per thing that can be steered; speaks HTTP, knows no server's inside."""

from mockserver.client.admin import Admin
from mockserver.client.calls import JSON, Calls, Connection, ControlError
from mockserver.client.choices import Choices, Profile
from mockserver.client.clock import Clock
from mockserver.client.credentials import Credentials
from mockserver.client.faults import Faults
from mockserver.client.journal import Outbox, Requests
from mockserver.client.quotas import Quotas
from mockserver.client.state import Records, State
from mockserver.client.worlds import Snapshot, World, Worlds

__all__ = [
    "JSON",
    "Admin",
    "Calls",
    "Choices",
    "Clock",
    "Connection",
    "ControlError",
    "Credentials",
    "Faults",
    "Outbox",
    "Profile",
    "Quotas",
    "Records",
    "Requests",
    "Snapshot",
    "State",
    "World",
    "Worlds",
]
