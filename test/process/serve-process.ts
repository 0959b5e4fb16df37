/** Starts the compiled program as its users do, waits for what it says, asks it questions. */
import { type ChildProcess, spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";

const program = path.resolve("dist/program/main.js");
/** No answer takes this long; a machine under load may stand still for a while. */
const patienceMs = 30_000;

/** A program under test and what it has printed so far. */
export class Running {
  stdout = "";
  stderr = "";
  readonly child: ChildProcess;
  readonly exited: Promise<number | null>;
  readonly #waiting = new Set<() => void>();

  constructor(words: readonly string[], env: Record<string, string>, cwd: string) {
    this.child = spawn(process.execPath, [program, ...words], {
      cwd,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.child.stdout?.on("data", (chunk: Buffer) => {
      this.stdout += chunk.toString("utf8");
      this.#look();
    });
    this.child.stderr?.on("data", (chunk: Buffer) => {
      this.stderr += chunk.toString("utf8");
      this.#look();
    });
    this.exited = new Promise((resolve) => {
      this.child.on("close", (code) => {
        this.#look();
        resolve(code);
      });
    });
  }

  /** Resolves with what `find` finds in the log; fails if the program ends without it. */
  logged(find: (entry: LogEntry) => boolean, from = 0): Promise<LogEntry> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const found = this.entries().slice(from).find(find);
        if (found !== undefined) resolve(found);
        else if (this.child.exitCode === null && this.child.signalCode === null) return;
        else reject(new Error(`ended without the entry:\n${this.stdout}\n${this.stderr}`));
        this.#waiting.delete(look);
      };
      this.#waiting.add(look);
      look();
    });
  }

  entries(): LogEntry[] {
    const lines = this.stdout.split("\n").slice(0, -1);
    return lines.map((line) => JSON.parse(line) as LogEntry);
  }

  #look(): void {
    for (const look of [...this.#waiting]) look();
  }
}

export type LogEntry = Readonly<Record<string, unknown>> & { readonly msg: string };

/** A server on free ports, in a folder of its own. */
export interface TestServer {
  readonly running: Running;
  readonly folder: string;
  readonly port: number;
  readonly admin: string;
}

const started: { running: Running; folder: string }[] = [];

export function makeFolder(): string {
  return mkdtempSync(path.join(tmpdir(), "fivenines-serve-"));
}

export function run(
  words: readonly string[],
  env: Record<string, string> = {},
  cwd = makeFolder(),
): Running {
  const running = new Running(words, env, cwd);
  started.push({ running, folder: cwd });
  return running;
}

export async function startServer(
  zones: Readonly<Record<string, string>>,
  more: readonly string[] = [],
  listen = "127.0.0.1:0",
): Promise<TestServer> {
  const folder = makeFolder();
  for (const [file, text] of Object.entries(zones)) writeFileSync(path.join(folder, file), text);
  const words = ["serve", "--zones", ".", "--listen", listen, "--admin", "127.0.0.1:0"];
  const running = run([...words, "--workers", "1", ...more], {}, folder);
  const entry = await running.logged(({ msg }) => msg === "serving");
  const [first] = entry.listen as string[];
  const admin = entry.admin as string;
  return { running, folder, port: Number(/\d+$/.exec(first ?? "")?.[0]), admin };
}

/** Ends every program of this file's tests that still runs. */
export async function endAll(): Promise<void> {
  for (const { running, folder } of started.splice(0)) {
    if (running.child.exitCode === null) running.child.kill("SIGKILL");
    await running.exited;
    rmSync(folder, { recursive: true, force: true });
  }
}

export function zoneText(apex: string, serial: number, address = "192.0.2.1"): string {
  return `$ORIGIN ${apex}.
@ 3600 IN SOA ns1 hostmaster ${serial} 14400 3600 604800 300
@ 3600 IN NS ns1
ns1 3600 IN A 192.0.2.53
www 60 IN A ${address}
`;
}

/** A question without EDNS; `type` 1 is A, 6 is SOA. */
export function query(name: string, type: number, id: number): Buffer {
  const labels = name.split(".").map((label) => `${String.fromCharCode(label.length)}${label}`);
  return Buffer.concat([
    Buffer.from([id >>> 8, id & 0xff, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]),
    Buffer.from(`${labels.join("")}\0`, "latin1"),
    Buffer.from([0, type, 0, 1]),
  ]);
}

export function askUdp(port: number, message: Buffer, address = "127.0.0.1"): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = createSocket(address.includes(":") ? "udp6" : "udp4");
    const timer = setTimeout(() => {
      socket.close();
      reject(new Error("no answer over UDP"));
    }, patienceMs);
    socket.once("message", (answer) => {
      clearTimeout(timer);
      socket.close();
      resolve(answer);
    });
    socket.send(message, port, address);
  });
}

export function askTcp(port: number, message: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    let received = Buffer.alloc(0);
    socket.setTimeout(patienceMs, () => socket.destroy(new Error("no answer over TCP")));
    socket.on("error", reject);
    socket.on("data", (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (received.length < 2 || received.length < 2 + received.readUInt16BE(0)) return;
      socket.destroy();
      resolve(received.subarray(2));
    });
    socket.write(Buffer.concat([Buffer.from([0, message.length]), message]));
  });
}

/** The last four octets: the address of a response whose last record is an A record. */
export function lastAddress(answer: Buffer): string {
  return [...answer.subarray(-4)].join(".");
}

/** A new folder with a `fivenines.yaml`. */
export function withConfig(text: string): string {
  const folder = makeFolder();
  writeFileSync(path.join(folder, "fivenines.yaml"), text);
  return folder;
}
