/**
 * What the nameserver runs with: defaults, then the configuration file, then flags. This file must
 * not load zod or yaml: without a configuration file they are never needed, and loading them would
 * take a tenth of the time to the first answer.
 */
import { resolve } from "node:path";
import { limits } from "../base/limits.js";
import type { Endpoint } from "./endpoint.js";
import type { Config } from "./schema.js";

export interface Settings {
  /** Absolute path of the folder of zone files. */
  readonly zones: string;
  readonly listen: readonly Endpoint[];
  /** Nobody asked for these addresses: one that this machine lacks is left out. */
  readonly listenIsDefault: boolean;
  readonly admin: { readonly listen: Endpoint; readonly token: string | null };
  /** Absolute path of the state folder. */
  readonly state: string;
  /** UDP worker threads; null is one for each core. */
  readonly workers: number | null;
  readonly udp: { readonly mode: UdpMode; readonly receiveBufferBytes: number };
  readonly tcp: {
    readonly connectionsMax: number;
    readonly connectionsPerClientMax: number;
    readonly idleMs: number;
  };
  readonly answers: {
    readonly udpPayloadBytesMax: number;
    readonly nsid: string | null;
    readonly version: string | null;
    readonly hostname: string | null;
    readonly id: string | null;
    readonly cookies: boolean;
    /** Hexadecimal; empty makes a random one. */
    readonly cookieSecrets: readonly string[];
  };
  readonly reload: { readonly watch: boolean; readonly removalDelayMs: number };
  readonly probes: {
    readonly allow: readonly string[];
    readonly commands: Readonly<Record<string, readonly string[]>>;
    /** Absolute path of a file of certificates; null for none. */
    readonly authorities: string | null;
    readonly concurrencyMax: number;
  };
  readonly steering: {
    /** Absolute path of the file of overrides. */
    readonly overrides: string;
    readonly stateMaxAgeMs: number;
    /** Absolute path of a MaxMind database; null for none. */
    readonly geoDatabase: string | null;
    readonly clientSubnet: boolean;
  };
  readonly user: string | null;
  readonly group: string | null;
  readonly log: { readonly level: LogLevel; readonly format: "auto" | "json" | "text" };
}

export type UdpMode = "auto" | "batch" | "portable";
export type LogLevel = "debug" | "info" | "warn" | "error";

/** What the command line may set; absent keys leave the file's word. */
export interface Flags {
  readonly zones?: string;
  readonly listen?: readonly Endpoint[];
  readonly admin?: Endpoint;
  readonly state?: string;
  readonly workers?: number;
  readonly udp?: UdpMode;
  readonly user?: string;
  readonly group?: string;
  readonly logLevel?: LogLevel;
  readonly logFormat?: "auto" | "json" | "text";
}

export interface Folders {
  /** What relative paths on the command line start from. */
  readonly working: string;
  /** What relative paths in the configuration file start from: its own folder. */
  readonly config: string;
}

export function resolveSettings(config: Config, flags: Flags, folders: Folders): Settings {
  const folder = (flag: string | undefined, key: string | undefined, otherwise: string) => {
    if (flag !== undefined) return resolve(folders.working, flag);
    return key === undefined ? resolve(folders.working, otherwise) : resolve(folders.config, key);
  };
  const file = (key: string | undefined) =>
    key === undefined ? null : resolve(folders.config, key);
  const { admin, udp, tcp, answers, reload, probes, steering, log } = config;
  return {
    zones: folder(flags.zones, config.zones, "zones"),
    state: folder(flags.state, config.state, "state"),
    listen: flags.listen ?? config.listen ?? defaultListen,
    listenIsDefault: flags.listen === undefined && config.listen === undefined,
    admin: {
      listen: flags.admin ?? admin?.listen ?? defaultAdmin,
      token: admin?.token ?? null,
    },
    workers: flags.workers ?? config.workers ?? null,
    udp: {
      mode: flags.udp ?? udp?.mode ?? "auto",
      receiveBufferBytes: udp?.receiveBuffer ?? 4 * 1024 * 1024,
    },
    tcp: {
      connectionsMax: tcp?.connections ?? 1000,
      connectionsPerClientMax: tcp?.connectionsPerClient ?? 64,
      idleMs: tcp?.idle ?? 10_000,
    },
    answers: {
      udpPayloadBytesMax: answers?.udpPayload ?? limits.udpPayloadDefaultBytes,
      nsid: answers?.nsid ?? null,
      version: answers?.version ?? null,
      hostname: answers?.hostname ?? null,
      id: answers?.id ?? null,
      cookies: answers?.cookies?.enabled ?? true,
      cookieSecrets: answers?.cookies?.secrets ?? [],
    },
    reload: {
      watch: reload?.watch ?? true,
      removalDelayMs: reload?.removalDelay ?? 60_000,
    },
    probes: {
      allow: probes?.allow ?? [],
      commands: probes?.commands ?? {},
      authorities: file(probes?.authorities),
      concurrencyMax: probes?.concurrency ?? 1000,
    },
    steering: {
      overrides: folder(undefined, steering?.overrides, "steering-overrides"),
      stateMaxAgeMs: steering?.stateMaxAge ?? 900_000,
      geoDatabase: file(steering?.geoDatabase),
      clientSubnet: steering?.clientSubnet ?? true,
    },
    user: flags.user ?? config.user ?? null,
    group: flags.group ?? config.group ?? null,
    log: {
      level: flags.logLevel ?? log?.level ?? "info",
      format: flags.logFormat ?? log?.format ?? "auto",
    },
  };
}

const defaultListen: readonly Endpoint[] = [
  { address: "127.0.0.1", port: 5300 },
  { address: "::1", port: 5300 },
];
export const defaultAdmin: Endpoint = { address: "127.0.0.1", port: 5380 };
