"""The control plane from Python: one handle per thing that can be steered; speaks HTTP, knows no server's inside.

Every call is awaited. Made of `mockserver/client/__init__.py` by `contract_tests/asynchronous_client.py`.
"""

from mockserver.asynchronous.admin import Admin
from mockserver.asynchronous.calls import Calls, Connection
from mockserver.asynchronous.choices import Choices, Profile
from mockserver.asynchronous.clock import Clock
from mockserver.asynchronous.credentials import Credentials
from mockserver.asynchronous.faults import Faults
from mockserver.asynchronous.journal import Outbox, Requests
from mockserver.asynchronous.quotas import Quotas
from mockserver.asynchronous.state import Records, State
from mockserver.asynchronous.worlds import Snapshot, World, Worlds
from mockserver.client.calls import JSON, ControlError

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
