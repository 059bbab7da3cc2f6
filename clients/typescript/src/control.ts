/** The control plane of a server: every call of its document with its types, and what it answers where it refuses; knows no world. */

import createClient, { type Client } from "openapi-fetch";
import type { components, paths } from "./control-plane.js";

export type Schemas = components["schemas"];
export type Control = Client<paths>;

/** A refusal of the control plane. */
export class ControlError extends Error {
  constructor(
    readonly call: string,
    readonly status: number,
    /** The stable word at the end of the problem's type, such as `conflict`. */
    readonly kind: string,
    /** What to do about it. */
    readonly detail: string,
  ) {
    super(`${call}: ${status} ${detail}`);
    this.name = "ControlError";
  }
}

/**
 * The calls of the control plane.
 *
 * @param url where the server is.
 * @param token what its control plane asks for, if it does.
 */
export function control(url: string, token = ""): Control {
  const headers = token === "" ? {} : { Authorization: `Bearer ${token}` };
  return createClient<paths>({ baseUrl: url, headers });
}

/** What a call answered; throws a `ControlError` where it was refused. */
export async function wanted<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  const { data, error, response } = await call;
  if (!response.ok) {
    const problem = (error ?? {}) as { type?: string; detail?: string };
    const kind = problem.type?.split(":").pop() ?? "";
    throw new ControlError(new URL(response.url).pathname, response.status, kind, problem.detail ?? String(error));
  }
  return data as T;
}
