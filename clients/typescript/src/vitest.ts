/** For Vitest: one server for each worker, one world for each test. */

import { test as base } from "vitest";
import { Mockserver } from "./server.js";
import type { World } from "./world.js";

const server = await Mockserver.here(); // while the file is read, since what a fixture waits for counts against the first test

export const test = base.extend<{ mockserver: Mockserver; world: World }>({
  mockserver: [
    async ({}, use) => {
      await use(server);
      await server.stop();
    },
    { scope: "worker" },
  ],
  world: async ({ mockserver, task }, use) => {
    await mockserver.withWorld(task.name, use);
  },
});
