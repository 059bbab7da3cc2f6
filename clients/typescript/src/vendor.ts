/** A vendor in a world: where it is, how to sign in, what it has, what goes wrong with it. */

import { type Schemas, wanted } from "./control.js";
import type { Steered } from "./world.js";

export type Data = Record<string, unknown>;

/** What presents a credential. */
export interface SignIn {
  headers: Record<string, string>;
  /** Query parameters, for a vendor that wants its key there. */
  query: Record<string, string>;
}

export class Vendor {
  constructor(
    private readonly server: Steered,
    readonly world: string,
    readonly name: string,
  ) {}

  /** Its address in this world, to be followed by the path as the vendor documents it. */
  get url(): string {
    return `${this.server.url}/w/${this.world}/${this.name}`;
  }

  /**
   * What presents one of its credentials.
   *
   * @param credential its id; the documented one by default.
   */
  async signIn(credential = "documented"): Promise<SignIn> {
    const path = { vendor: this.name };
    const about = await wanted(this.server.control.GET("/__admin/vendors/{vendor}", { params: { path } }));
    const found = about.credentials.find((each) => each.id === credential);
    if (found === undefined) {
      throw new Error(`${this.name} has no credential ${credential}; it has ${about.credentials.map((each) => each.id)}`);
    }
    if (found.scheme === "bearer") return { headers: { Authorization: `Bearer ${found.secret}` }, query: {} };
    if (found.scheme === "basic") return { headers: { Authorization: `Basic ${btoa(`${found.user}:${found.secret}`)}` }, query: {} };
    const document = await wanted(this.server.control.GET("/__admin/vendors/{vendor}/document", { params: { path } }));
    const { securitySchemes = {} } = (document["components"] ?? {}) as { securitySchemes?: Record<string, Data> };
    const place = Object.values(securitySchemes).find((each) => each["type"] === "apiKey");
    if (place === undefined) throw new Error(`the document of ${this.name} has no security scheme for a key`);
    const sent = { [String(place["name"])]: found.secret };
    return place["in"] === "query" ? { headers: {}, query: sent } : { headers: sent, query: {} };
  }

  /** Let it fail: with a status, so often, at one operation or at all. */
  async fail(status: number, fault: Omit<Schemas["NewFault"], "vendor" | "status"> = {}): Promise<void> {
    const call = { params: { path: { world: this.world } }, body: { ...fault, vendor: this.name, status } };
    await wanted(this.server.control.POST("/__admin/worlds/{world}/faults", call));
  }

  /** The records of a collection. */
  async records(collection: string): Promise<Data[]> {
    const path = { world: this.world, vendor: this.name, collection };
    return wanted(this.server.control.GET("/__admin/worlds/{world}/state/{vendor}/{collection}", { params: { path } }));
  }

  /** Replace the records of a collection; `undocumented` lets members pass that are called nearly as some of the document. */
  async replace(collection: string, records: Data[], query: { undocumented?: boolean } = {}): Promise<void> {
    const path = { world: this.world, vendor: this.name, collection };
    const call = { params: { path, query }, body: records };
    await wanted(this.server.control.PUT("/__admin/worlds/{world}/state/{vendor}/{collection}", call));
  }

  /** What came in and went out, oldest first. */
  async requests(query: { operation?: string; status?: number; violated?: boolean } = {}) {
    const call = { params: { path: { world: this.world }, query: { ...query, vendor: this.name } } };
    return wanted(this.server.control.GET("/__admin/worlds/{world}/requests", call));
  }
}
