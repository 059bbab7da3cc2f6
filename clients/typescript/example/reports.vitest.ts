import { expect } from "vitest";
import { test } from "../src/vitest.js";
import { listReports } from "./reports.js";

test("the reports are listed", async ({ world }) => {
  const grafana = world.vendor("grafana");
  const { headers } = await grafana.signIn();
  const reports = await listReports(grafana.url, headers);
  expect(reports.map((each) => each.name)).toEqual((await grafana.records("reports")).map((each) => each["name"]));
});

test("a bad moment is waited for", async ({ world }) => {
  const grafana = world.vendor("grafana");
  await grafana.fail(503, { first: 1 });
  const { headers } = await grafana.signIn();
  expect(await listReports(grafana.url, headers)).toHaveLength(3);
  expect((await grafana.requests({ operation: "getReports" })).map((each) => each.status)).toEqual([503, 200]);
});

test("who may not is told so", async ({ world }) => {
  const grafana = world.vendor("grafana");
  const { headers } = await grafana.signIn("nobody");
  await expect(listReports(grafana.url, headers)).rejects.toThrow("403");
});

test("a world of each test's own starts anew, at the time that it likes", async ({ world }) => {
  const grafana = world.vendor("grafana");
  expect(await grafana.requests()).toEqual([]);
  await grafana.replace("reports", []);
  const clock = await world.freeze("2030-01-01T12:00:00Z");
  expect(clock.now).toBe("2030-01-01T12:00:00Z");
  expect((await world.advance(60)).now).toBe("2030-01-01T12:01:00Z");
  const { headers } = await grafana.signIn();
  expect(await listReports(grafana.url, headers)).toEqual([]);
});

test("a refusal of the control plane says what is wrong", async ({ mockserver, world }) => {
  await expect(mockserver.createWorld({ name: world.name })).rejects.toMatchObject({ status: 409, kind: "conflict" });
});
