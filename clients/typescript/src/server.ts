/** A server that runs already, or one that is started for as long as somebody needs it. */

import { type ChildProcess, spawn } from "node:child_process";
import { control, type Control, type Schemas, wanted } from "./control.js";
import { World } from "./world.js";

const READY = /ready on (https?:\/\/\S+)/;

export interface StartOptions {
  /** Vendors and OpenAPI documents to serve; every vendor by default. */
  serve?: string[];
  /** Further flags of `mockserver serve`. */
  flags?: string[];
  /** How the program is called; `mockserver` by default. */
  command?: string[];
}

export class Mockserver {
  /** Every call of the control plane, typed by its document. */
  readonly control: Control;

  private constructor(
    readonly url: string,
    token: string,
    private readonly process?: ChildProcess,
  ) {
    this.control = control(url, token);
  }

  /** The server of `mockserver run -- …`, or of an address; nothing is asked. */
  static at(url = process.env.MOCKSRV_URL ?? "", token = process.env.MOCKSRV_ADMIN_TOKEN ?? ""): Mockserver {
    if (url === "") {
      throw new Error("no server: run the tests by `mockserver run -- …`, set MOCKSRV_URL, or start one");
    }
    return new Mockserver(url.replace(/\/$/, ""), token);
  }

  /** The server of `mockserver run -- …` if there is one, else a new one. */
  static async here(options: StartOptions = {}): Promise<Mockserver> {
    return process.env.MOCKSRV_URL === undefined ? Mockserver.start(options) : Mockserver.at();
  }

  /** Start a server on a free port; it ends with `stop()`, and at the latest with this process. */
  static async start({ serve = [], flags = [], command = ["mockserver"] }: StartOptions = {}): Promise<Mockserver> {
    const [program = "mockserver", ...words] = command;
    const line = [...words, "serve", ...serve, "--port=0", "--quiet", "--end-with-stdin", ...flags];
    const child = spawn(program, line, { stdio: ["pipe", "pipe", "pipe"] });
    const address = await new Promise<string>((resolve, reject) => {
      let said = "";
      let errors = "";
      child.stderr.on("data", (text: Buffer) => (errors += text));
      child.stdout.on("data", (text: Buffer) => {
        said += text;
        const found = READY.exec(said);
        if (found?.[1] !== undefined) resolve(found[1]);
      });
      child.on("error", reject);
      child.on("exit", (code) => reject(new Error(errors.trim() || `mockserver ended with exit code ${code}`)));
    });
    child.unref();
    return new Mockserver(address, "", child);
  }

  /** End the server, if it was started here. */
  async stop(): Promise<void> {
    const child = this.process;
    if (child === undefined || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.stdin?.end();
    child.kill();
    await ended;
  }

  /** Make a world; the server chooses a name if none is given. */
  async createWorld(world: Schemas["NewWorld"] = {}): Promise<World> {
    const made = await wanted(this.control.POST("/__admin/worlds", { body: world }));
    return new World(this, made.name);
  }

  /** Make a world for a test and delete it afterwards; its name is made of the test's. */
  async withWorld<T>(test: string, use: (world: World) => Promise<T>, options: Schemas["NewWorld"] = {}): Promise<T> {
    const world = await this.createWorld({ ...options, name: nameOf(test) });
    try {
      return await use(world);
    } finally {
      await world.delete();
    }
  }

  /** A world that may be there or not; nothing is asked and nothing is made. */
  world(name = "default"): World {
    return new World(this, name);
  }
}

/** The name of a world for a test: what can be read of its title, and something that no other has. */
function nameOf(test: string): string {
  const slug = test.replace(/[^A-Za-z0-9._-]+/g, "-").replace(/^-|-$/g, "");
  return `${slug.slice(0, 50)}-${crypto.randomUUID().slice(0, 8)}`;
}
