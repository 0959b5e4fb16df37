/** What checks need besides their aim; the thread's entry makes it. */
import type { SecureContext } from "node:tls";
import type { Pinger } from "./icmp-check.js";

export interface CheckEnvironment {
  /** `fivenines-health/0.1.0` */
  readonly userAgent: string;
  /** Roots that certificates are held against; made once, it takes milliseconds. */
  readonly secureContext: SecureContext;
  /** Below 2^16, and nobody can guess it. */
  readonly randomId: () => number;
  /** Unix time, milliseconds. */
  readonly unixMs: () => number;
  /** Made when it is first asked for; why there is none otherwise. */
  readonly pinger: () => Promise<Pinger | string>;
  /** Programs of `exec` checks, with their arguments, by name. */
  readonly commands: Readonly<Record<string, readonly string[]>>;
  /** Variables that such a program gets besides its own. */
  readonly programVariables: Readonly<Record<string, string>>;
}
