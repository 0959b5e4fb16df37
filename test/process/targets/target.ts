/**
 * Real targets on loopback, in processes of their own: each has an address and a port for itself and
 * behaves as it is told. `endTargets` ends them all, by their process ids.
 */
import { type ChildProcess, fork } from "node:child_process";
import { resolve } from "node:path";

export type TargetKind = "tcp" | "http" | "https" | "dns" | "grpc";

export interface KeyAndCertificate {
  readonly key: string;
  readonly cert: string;
}

/** How a target behaves. */
export type Mode =
  | { readonly is: "healthy" | "refusing" | "stalled" }
  /** 503, or SERVFAIL. */
  | { readonly is: "status" }
  | { readonly is: "wrong-body" | "not-serving" }
  | { readonly is: "slow"; readonly ms: number }
  /** So many of the requests fail. */
  | { readonly is: "lossy"; readonly share: number; readonly seed: number }
  | { readonly is: "healthy"; readonly certificate: KeyAndCertificate };

interface Reply {
  readonly id: number;
  readonly port?: number;
  readonly fault?: string;
}

const program = resolve("test/process/targets/target-host.mjs");
const running = new Set<TargetHost>();

/** A process that holds targets, any number of them. */
export class TargetHost {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, (reply: Reply) => void>();
  readonly ended: Promise<void>;
  #nextId = 1;

  constructor() {
    this.#child = fork(program, [], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
    this.#child.on("message", (reply: Reply) => {
      this.#waiting.get(reply.id)?.(reply);
      this.#waiting.delete(reply.id);
    });
    this.ended = new Promise((done) => {
      this.#child.on("exit", () => {
        running.delete(this);
        for (const [id, wake] of this.#waiting) wake({ id, fault: "its process has ended" });
        done();
      });
    });
    running.add(this);
  }

  /** Starts a target; the kernel chooses its port unless it had one before. */
  async start(place: Place): Promise<Target> {
    const id = this.#nextId++;
    const port = await this.order(id, { ...place, mode: { is: "healthy" } });
    return new Target(this, id, { ...place, port });
  }

  order(id: number, order: object): Promise<number> {
    return new Promise((done, fail) => {
      this.#waiting.set(id, ({ port, fault }) => {
        if (port === undefined) fail(new Error(`target: ${fault}`));
        else done(port);
      });
      this.#child.send({ id, order }, (error) => {
        if (error !== null) fail(error);
      });
    });
  }

  signal(name: "SIGKILL" | "SIGSTOP" | "SIGCONT"): void {
    this.#child.kill(name);
  }
}

export interface Place {
  readonly kind: TargetKind;
  readonly address: string;
  readonly port?: number;
  readonly tls?: KeyAndCertificate | undefined;
}

export class Target {
  constructor(
    readonly host: TargetHost,
    readonly id: number,
    readonly place: Place & { readonly port: number },
  ) {}

  /** Resolves when it behaves so. */
  async behave(mode: Mode): Promise<void> {
    await this.host.order(this.id, { mode });
  }
}

export async function endTargets(): Promise<void> {
  const hosts = [...running];
  for (const host of hosts) host.signal("SIGKILL");
  await Promise.all(hosts.map((host) => host.ended));
}
