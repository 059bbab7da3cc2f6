/** For Playwright's test runner: one server for each worker, one world for each test. */

import { test as base } from "@playwright/test";
import { Mockserver } from "./server.js";
import type { World } from "./world.js";

export { expect } from "@playwright/test";

export const test = base.extend<{ world: World }, { mockserver: Mockserver }>({
  mockserver: [
    async ({}, use) => {
      const server = await Mockserver.here();
      await use(server);
      await server.stop();
    },
    { scope: "worker" },
  ],
  world: async ({ mockserver }, use, info) => {
    await mockserver.withWorld(info.title, use);
  },
});
