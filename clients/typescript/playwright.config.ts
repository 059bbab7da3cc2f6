import { defineConfig } from "@playwright/test";

export default defineConfig({ testDir: "example", testMatch: "*.playwright.ts", reporter: "line", outputDir: "node_modules/.playwright" });
