import { expect, test } from "../src/playwright.js";
import { listReports } from "./reports.js";

test("the reports are listed", async ({ world }) => {
  const grafana = world.vendor("grafana");
  const { headers } = await grafana.signIn();
  expect(await listReports(grafana.url, headers)).toHaveLength(3);
});

test("what Playwright asks is in the journal of the test's world", async ({ request, world }) => {
  const checkcentral = world.vendor("checkcentral");
  const { query } = await checkcentral.signIn();
  const answer = await request.get(`${checkcentral.url}/getChecks/`, { params: query });
  expect(answer.headers()["mock-world"]).toBe(world.name);
  expect(await checkcentral.requests()).toHaveLength(1);
});
