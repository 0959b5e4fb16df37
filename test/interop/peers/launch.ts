/**
 * Starts a server as a child process on a free loopback port, waits until it answers for its zones,
 * and stops it by its process id. Nothing that this file did not start is ever signalled.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { rcodes, typeCodes } from "../wire/codes.js";
import { decodeMessage } from "../wire/decode.js";
import { encodeQuery } from "../wire/query.js";
import { loopback, type Peer, type PeerSetup } from "./peer.js";

export interface RunningPeer {
  readonly peer: Peer;
  readonly version: string;
  readonly port: number;
  readonly pid: number;
  /** Milliseconds from the start of the process to the first right answer. */
  readonly firstAnswerMs: number;
  /** The last of what the server printed. */
  log(): string;
  stop(): Promise<void>;
}

export interface LaunchOptions extends Omit<PeerSetup, "folder" | "threads"> {
  readonly threads?: number;
  /** Kept between two launches, to measure a warm start; otherwise a new temporary folder. */
  readonly folder?: string;
  readonly readyTimeoutMs?: number;
  /** Zones that must answer before the server counts as ready; all, unless there are too many. */
  readonly waitFor?: readonly string[];
}

const logBytesMax = 64 * 1024;
const startAttempts = 3;
/** Between two questions to a server that is starting; small, as start-up time is measured so. */
const pollMs = 3;

export async function launchPeer(peer: Peer, options: LaunchOptions): Promise<RunningPeer> {
  const missing = whyMissing(peer);
  if (missing !== undefined) throw new Error(missing);
  for (let attempt = 1; ; attempt++) {
    try {
      return await launchOnce(peer, options);
    } catch (error) {
      // The port was free a moment ago; another process may have taken it since.
      const taken = error instanceof Error && /in use|could not bind/i.test(error.message);
      if (!taken || attempt === startAttempts) throw error;
    }
  }
}

/** The reason why a peer cannot take part, or undefined when it can. */
export function whyMissing(peer: Peer): string | undefined {
  return programPath(peer.binary) === undefined
    ? `${peer.name}: program "${peer.binary}" is not installed`
    : undefined;
}

/** Where a program is, or undefined. */
export function programPath(name: string): string | undefined {
  if (name.startsWith("/")) return existsSync(name) ? name : undefined;
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/sbin", "/sbin"];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

export function versionOf(peer: Peer): string {
  const path = programPath(peer.binary) ?? peer.binary;
  // Some print their version to stderr, and some end with 1 after it.
  const output = execFileSync("sh", ["-c", '"$@" 2>&1 || true', "sh", path, ...peer.versionArgs], {
    encoding: "utf8",
  });
  return peer.versionPattern.exec(output)?.[1] ?? "unknown";
}

/** A port of the loopback address that is free for UDP and for TCP. */
export async function freePort(): Promise<number> {
  for (;;) {
    const server = createServer();
    await new Promise<void>((done, fail) => {
      server.once("error", fail).listen(0, loopback, done);
    });
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const datagram = createSocket("udp4");
    const free = await new Promise<boolean>((done) => {
      datagram.once("error", () => done(false)).bind(port, loopback, () => done(true));
    });
    datagram.close();
    await new Promise((done) => server.close(done));
    if (free) return port;
  }
}

async function launchOnce(peer: Peer, options: LaunchOptions): Promise<RunningPeer> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), `fivenines-${peer.name}-`));
  const port = await freePort();
  const launch = peer.prepare({ ...options, threads: options.threads ?? 1, folder }, port);
  const program = programPath(launch.command) ?? launch.command;
  const pinned = options.cpu === undefined ? [] : ["taskset", "-c", String(options.cpu)];
  const [command = program, ...args] = [...pinned, program, ...launch.args];
  const started = performance.now();
  const child = spawn(command, args, {
    cwd: launch.cwd ?? folder,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${peer.name}: ${command} could not be started`);
  const log = collectLog(child);
  const killAtExit = () => child.kill("SIGKILL");
  process.once("exit", killAtExit);

  const stop = async () => {
    process.off("exit", killAtExit);
    await stopChild(child);
    if (options.folder === undefined) rmSync(folder, { recursive: true, force: true });
  };
  try {
    for (const apex of options.waitFor ?? options.apexes) {
      await waitForAnswer(peer, child, port, apex, log, options.readyTimeoutMs ?? 20_000);
    }
  } catch (error) {
    await stop();
    throw error;
  }
  const firstAnswerMs = performance.now() - started;
  return { peer, version: versionOf(peer), port, pid, firstAnswerMs, log, stop };
}

function collectLog(child: ChildProcess): () => string {
  let text = "";
  const add = (chunk: Buffer) => {
    text = (text + chunk.toString("utf8")).slice(-logBytesMax);
  };
  child.stdout?.on("data", add);
  child.stderr?.on("data", add);
  return () => text;
}

/** Asks for the SOA until an authoritative answer comes. */
async function waitForAnswer(
  peer: Peer,
  child: ChildProcess,
  port: number,
  apex: string,
  log: () => string,
  timeoutMs: number,
): Promise<void> {
  const socket = createSocket("udp4");
  const query = encodeQuery({ id: 1, name: apex, type: typeCodes.SOA });
  const deadline = performance.now() + timeoutMs;
  let answered = false;
  socket.on("error", () => undefined); // refused while nothing listens yet
  socket.on("message", (bytes) => {
    const message = decodeMessage(bytes);
    answered ||= message.aa && message.rcode === rcodes.NOERROR && message.answer.length > 0;
  });
  try {
    while (!answered) {
      if (child.exitCode !== null || child.signalCode !== null) {
        throw new Error(`${peer.name} ended before it answered:\n${log().slice(-4000)}`);
      }
      if (performance.now() > deadline) {
        throw new Error(`${peer.name} does not answer for ${apex}:\n${log().slice(-4000)}`);
      }
      socket.send(query, port, loopback);
      await new Promise((done) => setTimeout(done, pollMs));
    }
  } finally {
    socket.close();
  }
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((done) => child.once("exit", () => done()));
  child.kill("SIGTERM");
  const force = setTimeout(() => child.kill("SIGKILL"), 10_000);
  await ended;
  clearTimeout(force);
}
