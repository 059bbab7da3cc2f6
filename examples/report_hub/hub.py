"""The hub's own JSON API: GET and POST /reports, GET /reports/VENDOR/ID, POST /reports/grafana/ID/send."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import requests
from flask import Flask, request

from .calls import Clock, VendorError
from .vendors import Account, Grafana, Vendor, Wish, connect

ADDRESSES = {
    "grafana": "http://localhost:3000",
    "thousandeyes": "https://api.thousandeyes.com",
    "strapi": "http://localhost:1337",
    "checkcentral": "https://api.checkcentral.cc",
}


def accounts_from(environ: Mapping[str, str]) -> dict[str, Account]:
    """Accounts as the environment has them, such as GRAFANA_URL, GRAFANA_TOKEN and THOUSANDEYES_USER.

    MOCKSRV_GRAFANA_URL and its sisters, which `mockserver run` sets, come first.
    """
    accounts = {}
    for vendor, address in ADDRESSES.items():
        own = vendor.upper()
        url = environ.get(f"MOCKSRV_{own}_URL") or environ.get(f"{own}_URL") or address
        accounts[vendor] = Account(url, environ.get(f"{own}_TOKEN", ""), environ.get(f"{own}_USER", ""))
    return accounts


def create_app(
    accounts: Mapping[str, Account] | None = None,
    *,
    session: requests.Session | None = None,
    clock: Clock | None = None,
) -> Flask:
    """The application.

    Args:
        accounts: by vendor; what the environment says if None.
        session: the connections to use.
        clock: the time to go by.
    """
    app = Flask(__name__)
    vendors = connect(accounts or accounts_from(os.environ), session or requests.Session(), clock or Clock())

    @app.errorhandler(VendorError)
    def refuse(error: VendorError) -> tuple[dict[str, str], int]:
        return error.json, error.status

    @app.get("/reports")
    def all_reports() -> dict[str, Any]:
        reports, problems = [], []
        for vendor in vendors.values():
            try:
                reports += vendor.list()
            except VendorError as error:  # one vendor's trouble must not hide the reports of the others
                problems.append(error.json)
        return {"reports": reports, "problems": problems}

    @app.post("/reports")
    def create_report() -> tuple[dict[str, Any], int]:
        sent = request.get_json()
        if not isinstance(sent, dict) or not sent.get("name"):
            raise VendorError("hub", "refused", "a JSON object with vendor and name is expected")
        wish = Wish(sent["name"], tuple(sent.get("recipients", ())), sent.get("dashboard", ""))
        return {"report": _named(vendors, sent.get("vendor", "")).create(wish)}, 201

    @app.get("/reports/<vendor>/<id>")
    def read_report(vendor: str, id: str) -> dict[str, Any]:
        return {"report": _named(vendors, vendor).read(id)}

    @app.post("/reports/<vendor>/<id>/send")
    def send_report(vendor: str, id: str) -> tuple[str, int]:
        found = _named(vendors, vendor)
        if not isinstance(found, Grafana):
            raise VendorError(vendor, "refused", "cannot mail a report on demand")
        found.send(id)
        return "", 204

    return app


def _named(vendors: Mapping[str, Vendor], name: str) -> Vendor:
    if name not in vendors:
        raise VendorError("hub", "not-found", f"there is no vendor {name!r}; there are {', '.join(vendors)}")
    return vendors[name]
