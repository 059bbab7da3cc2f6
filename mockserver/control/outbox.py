"""What vendors would have sent out into the world: read, clear."""

from __future__ import annotations

from typing import Any

from mockserver.control.control_call import ControlCall
from mockserver.control.faults import refuse_strange_names
from mockserver.control.times import text
from mockserver.engine.call import NOTHING
from mockserver.state.outbox import Message


def view(message: Message) -> dict[str, Any]:
    """A message as the control plane shows it."""
    return {
        "vendor": message.vendor,
        "operation": message.operation,
        "kind": message.kind,
        "at": text(message.at),
        "content": message.content,
    }


def read_outbox(call: ControlCall) -> Any:
    """Oldest first; all, or those of a vendor or an operation.

    Raises:
        Problem: 404 for a vendor or an operation that there is not.
    """
    refuse_strange_names(call, call.query, "query.")
    wanted = {name: call.query[name] for name in ("vendor", "operation") if name in call.query}
    messages = [view(message) for message in call.world.outbox]
    return [each for each in messages if wanted.items() <= {name: each[name] for name in wanted}.items()]


def clear_outbox(call: ControlCall) -> Any:
    """Forget all messages."""
    call.world.outbox.clear()
    return NOTHING


ACTIONS = {"readOutbox": read_outbox, "clearOutbox": clear_outbox}
