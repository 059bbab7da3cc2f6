"""The hub's tests in unittest: one server for the class, a world for each test."""

from __future__ import annotations

import unittest

from report_hub import create_app
from report_hub.calls import Clock
from report_hub.vendors import Account

import mockserver


class HubTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.server = cls.enterClassContext(mockserver.running())

    def setUp(self) -> None:
        self.world = self.enterContext(self.server.world(self._testMethodName))
        self.clock = Clock(now=lambda: self.world.clock.now().timestamp(), sleep=self.world.clock.advance)
        mocks = [self.world.vendor(name) for name in self.server.vendors]
        accounts = {each.name: Account(each.url, each.secret, each.user) for each in mocks}
        self.hub = create_app(accounts, clock=self.clock).test_client()

    def test_a_created_report_is_listed(self) -> None:
        for vendor in self.server.vendors:
            with self.subTest(vendor):
                new = {"vendor": vendor, "name": "Weekly", "recipients": ["ann@example.com"]}
                answer = self.hub.post("/reports", json=new)
                self.assertEqual(answer.status_code, 201)
                self.assertIn(answer.json["report"], self.hub.get("/reports").json["reports"])
                self.assertFalse(self.world.vendor(vendor).violations)

    def test_a_world_begins_without_the_reports_of_other_tests(self) -> None:
        reports = self.hub.get("/reports").json["reports"]
        self.assertEqual([each["id"] for each in reports], ["2", "3", "6", "123"])

    def test_a_credential_that_was_taken_back(self) -> None:
        self.world.vendor("strapi").credentials.revoke("documented")
        problems = self.hub.get("/reports").json["problems"]
        self.assertEqual([(each["vendor"], each["error"]) for each in problems], [("strapi", "wrong-credentials")])

    def test_a_used_up_minute_is_waited_out(self) -> None:
        self.world.clock.freeze("2026-03-01T09:00:20Z")
        thousandeyes = self.world.vendor("thousandeyes")
        thousandeyes.quota.spend("organisation")
        self.assertEqual(self.hub.get("/reports").json["problems"], [])
        thousandeyes.assert_called("listReports", status=429, times=1)
        self.assertEqual(self.world.clock.now().isoformat(), "2026-03-01T09:01:00+00:00")

    def test_a_vendor_that_is_down_for_a_moment_is_asked_again(self) -> None:
        self.world.vendor("checkcentral").fail(503, first=2)
        self.assertEqual(self.hub.get("/reports").json["problems"], [])
        self.world.vendor("checkcentral").assert_called("getReports", times=3)

    def test_a_report_that_is_sent_is_mailed(self) -> None:
        self.assertEqual(self.hub.post("/reports/grafana/2/send").status_code, 204)
        (mail,) = self.world.vendor("grafana").outbox
        self.assertEqual(mail["content"]["recipients"], ["example-report@grafana.com"])


if __name__ == "__main__":
    unittest.main()
