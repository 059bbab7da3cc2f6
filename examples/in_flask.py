"""The hub in development, with the vendors' mocks inside the same application: no vendor and no second process needed.

`flask --app examples/in_flask run`, then open http://127.0.0.1:5000/reports; the mocks themselves are below /mocks.
"""

from __future__ import annotations

import requests
from report_hub import create_app
from report_hub.vendors import Account

import mockserver
from mockserver.flask import Mockserver

# The credentials that the vendors document; the mocks accept them in every world.
CREDENTIALS = {
    "grafana": ("eyJrIjoiT0tTcG1pUlY2RnVKZTFVaDFsNFZXdE9ZWmNrMkZYbk", ""),
    "thousandeyes": ("g351mw5xqhvkmh1vq6zfm51c62wyzib2", "noreply@thousandeyes.com"),
    "strapi": (
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpZCI6IjEiLCJpYXQiOjE1NjY2NTYxMjJ9.nfpZma925GNauzMAkBVOHClRIbB1FWK01KSaPhtCaR0",
        "",
    ),
    "checkcentral": ("00000000000000000000000000000002", ""),
}

mocks = mockserver.in_process()

# The hub reaches the mocks without a socket, so that it works on any port and with any number of threads.
session = requests.Session()
session.mount("http://mocks.localhost/", mockserver.requests_adapter(mocks))
accounts = {name: Account(f"http://mocks.localhost/{name}", *who) for name, who in CREDENTIALS.items()}

app = create_app(accounts, session=session)
Mockserver(app, url_prefix="/mocks", server=mocks)  # and everybody else, the control plane included, at /mocks
