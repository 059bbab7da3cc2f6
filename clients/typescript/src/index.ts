/** Steers a running mockserver from TypeScript. */

export { control, ControlError, type Control, type Schemas } from "./control.js";
export type { components, operations, paths } from "./control-plane.js";
export { Mockserver, type StartOptions } from "./server.js";
export { type Data, type SignIn, Vendor } from "./vendor.js";
export { World } from "./world.js";
