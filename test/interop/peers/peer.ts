/**
 * What a nameserver under comparison has to tell about itself. One file a server; everything that
 * they share (ports, child process, waiting, stopping) is in `launch.ts`.
 */
export interface Peer {
  /** As it stands in tables: "Knot", "NSD" … */
  readonly name: string;
  /** Program that must be on the PATH (or an absolute path). */
  readonly binary: string;
  /** Arguments that print the version, and what finds it in the output. */
  readonly versionArgs: readonly string[];
  readonly versionPattern: RegExp;
  /** Writes the configuration into `setup.folder` and says how to start the server in the foreground. */
  prepare(setup: PeerSetup, port: number): Launch;
}

export interface PeerSetup {
  /** A folder of this run only: configuration, sockets, state. */
  readonly folder: string;
  /** Holds `<apex>.zone` for each of `apexes`; $INCLUDE paths are relative to it. */
  readonly zonesFolder: string;
  /** Without the final dot. */
  readonly apexes: readonly string[];
  /** Processor to pin the server to; unset leaves it to the kernel. */
  readonly cpu?: number;
  /** Threads or processes that serve UDP. */
  readonly threads: number;
  /** Server cookie secret, 16 octets in hex, for the servers that have cookies. */
  readonly cookieSecret?: string;
  /** Answer nobody over UDP whose server cookie is not valid, where a server can be told so. */
  readonly requireCookie?: boolean;
}

export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd?: string;
}

/** Where every peer listens. */
export const loopback = "127.0.0.1";

/** The file of a zone inside its folder. */
export function zoneFile(setup: PeerSetup, apex: string): string {
  return `${setup.zonesFolder}/${apex}.zone`;
}
