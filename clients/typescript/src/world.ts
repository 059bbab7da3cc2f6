/** One world of a server: its time, what goes wrong in it, and what was asked; each test has its own. */

import { type Control, type Schemas, wanted } from "./control.js";
import { Vendor } from "./vendor.js";

/** What a world needs to know of its server. */
export interface Steered {
  readonly url: string;
  readonly control: Control;
}

export class World {
  constructor(
    readonly server: Steered,
    readonly name: string,
  ) {}

  private get path() {
    return { world: this.name };
  }

  /** A vendor, or a document, as it is in this world. */
  vendor(name: string): Vendor {
    return new Vendor(this.server, this.name, name);
  }

  /** Let everything be as it was when the world was made. */
  async reset(): Promise<void> {
    await wanted(this.server.control.POST("/__admin/worlds/{world}/reset", { params: { path: this.path } }));
  }

  /** Let it go with everything in it. */
  async delete(): Promise<void> {
    await wanted(this.server.control.DELETE("/__admin/worlds/{world}", { params: { path: this.path } }));
  }

  /** Stop the clock, here or at an instant (ISO 8601). */
  async freeze(at?: string): Promise<Schemas["Clock"]> {
    const body = at === undefined ? {} : { at };
    return wanted(this.server.control.POST("/__admin/worlds/{world}/clock/freeze", { params: { path: this.path }, body }));
  }

  /** Move the clock on. */
  async advance(seconds: number): Promise<Schemas["Clock"]> {
    const call = { params: { path: this.path }, body: { seconds } };
    return wanted(this.server.control.POST("/__admin/worlds/{world}/clock/advance", call));
  }

  /** Make something go wrong. */
  async addFault(fault: Schemas["NewFault"]): Promise<Schemas["Fault"]> {
    const call = { params: { path: this.path }, body: fault };
    return wanted(this.server.control.POST("/__admin/worlds/{world}/faults", call));
  }

  /** What came in and went out, oldest first. */
  async requests(query: { vendor?: string; operation?: string; status?: number; violated?: boolean } = {}) {
    const call = { params: { path: this.path, query } };
    return wanted(this.server.control.GET("/__admin/worlds/{world}/requests", call));
  }
}
