"""A world as a test sees it: vendors with address, credentials, requests and faults; built on the control plane's client."""

from mockserver.testing.journal import Violations, cut, line
from mockserver.testing.matching import ExpectedCall, Matching
from mockserver.testing.received import ReceivedCall
from mockserver.testing.vendors import MockVendor
from mockserver.testing.worlds import MockWorld, claim, create, discard, world, world_name

__all__ = [
    "ExpectedCall",
    "Matching",
    "MockVendor",
    "MockWorld",
    "ReceivedCall",
    "Violations",
    "claim",
    "create",
    "cut",
    "discard",
    "line",
    "world",
    "world_name",
]
