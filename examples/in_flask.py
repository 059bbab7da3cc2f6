"""The hub in development, with its vendors inside the same application: no account and no second process is needed.

`flask --app examples/in_flask run`, then open http://127.0.0.1:5000/reports.
"""

from __future__ import annotations

import requests
from report_hub import create_app
from report_hub.hub import ADDRESSES
from report_hub.vendors import Account

import mockserver
from mockserver.flask import Mockserver

session = requests.Session()
app = create_app({name: Account(f"http://mocks.localhost/{name}", "any", "any") for name in ADDRESSES}, session=session)

# At /mocks are the vendors and the control plane, for a browser, curl, or a front end in development.
mocks = Mockserver(app, url_prefix="/mocks", accept_any_credentials=True)

# The hub itself reaches them without a socket, so that it works on any port and with a single thread.
session.mount("http://mocks.localhost/", mockserver.requests_adapter(mocks.server))
