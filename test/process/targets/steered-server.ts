/** The bundled program with steered zones, a zone a name, and a client that watches its answers. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { setTimeout as wait } from "node:timers/promises";
import type { SteeringList } from "../../../src/admin/steering-view.js";
import { makeFolder, type Running, run } from "../serve-process.js";
import { AnswerWatch } from "./answer-watch.js";
import type { Target } from "./target.js";

/** One steered RRset at the apex's `www`. */
export interface Scene {
  /** Without the final dot, as `death-1.example`. */
  readonly apex: string;
  readonly type?: "A" | "AAAA";
  readonly values: readonly string[];
  /** What the file beside the zone says. */
  readonly steering: object;
}

export interface Surrounding {
  /** PEM; trusted by probes. */
  readonly authority?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Nothing that is waited for takes this long; a machine under load may stand still for a while. */
const patienceMs = 30_000;

export const ttl = { min: 1, max: 20 };

/** What the guard, the damping and the hold-down would add is off. */
export const unguarded = {
  guard: { maxRemoved: "100%", maxRemovedOfZone: "100%", window: "1s", release: "1s" },
};
export const undamped = { ttl, damping: false, holdDown: "0s", slowStart: "0s" };

export function ownerOf({ apex }: Pick<Scene, "apex">): string {
  return `www.${apex}.`;
}

/** As a target of a steering file: by its own port. */
export function listed({ place }: Target): { value: string; port: number } {
  return { value: place.address, port: place.port };
}

export class SteeredServer {
  running!: Running;
  port = 0;
  admin = "";

  private constructor(
    readonly folder: string,
    readonly address: string,
    private readonly environment: Readonly<Record<string, string>>,
  ) {}

  /** `address`: of this server alone, so that its port is free when it is started again. */
  static async start(
    address: string,
    scenes: readonly Scene[],
    { authority, environment = {} }: Surrounding = {},
  ): Promise<SteeredServer> {
    const folder = makeFolder();
    for (const scene of scenes) writeScene(folder, scene);
    if (authority !== undefined) writeFileSync(join(folder, "authority.pem"), authority);
    const configuration = {
      probes: {
        allow: ["127.0.0.0/8", "::1/128"],
        ...(authority !== undefined && { authorities: "./authority.pem" }),
      },
    };
    writeFileSync(join(folder, "fivenines.yaml"), JSON.stringify(configuration));
    const server = new SteeredServer(folder, address, environment);
    await server.#serve();
    return server;
  }

  /** SIGKILL, then the same again at the same address and port. */
  async restart(): Promise<void> {
    this.running.child.kill("SIGKILL");
    await this.running.exited;
    await this.#serve();
  }

  watch(scenes: readonly Scene[]): AnswerWatch {
    const names = scenes.map((scene) => {
      const { type = "A", values } = scene;
      return { name: ownerOf(scene), type, values, ttl };
    });
    return new AnswerWatch(this, names);
  }

  /** Runs a command against it. */
  async command(...words: readonly string[]): Promise<string> {
    const running = run([...words, "--admin", this.admin], {}, this.folder);
    const code = await running.exited;
    if (code !== 0) throw new Error(`${words.join(" ")}: ${code}\n${running.stderr}`);
    return running.stdout;
  }

  /** Every target has been probed and found well. */
  async allKnown(): Promise<void> {
    const deadline = performance.now() + patienceMs;
    for (;;) {
      const open = await this.notWell();
      if (open.length === 0) return;
      if (performance.now() > deadline) throw new Error(`not well:\n${open.join("\n")}`);
      await wait(50);
    }
  }

  /** Every target that is not served or not known to be well, and why. */
  async notWell(): Promise<string[]> {
    const answer = await fetch(`http://${this.admin}/steering?limit=1000`);
    const { rrsets } = (await answer.json()) as SteeringList;
    return rrsets.flatMap(({ targets }) =>
      targets
        .filter(({ standing, health }) => standing !== "serving" || health !== "up")
        .map(({ id, standing, health, because }) => `${id} ${standing} ${health}: ${because}`),
    );
  }

  async #serve(): Promise<void> {
    const words = ["serve", "--config", "fivenines.yaml", "--zones", ".", "--workers", "1"];
    const listen = ["--listen", `${this.address}:${this.port}`, "--admin", "127.0.0.1:0"];
    this.running = run([...words, ...listen], this.environment, this.folder);
    const entry = await this.running.logged(({ msg }) => msg === "serving");
    this.port = Number(/\d+$/.exec((entry.listen as string[])[0]!)![0]);
    this.admin = entry.admin as string;
  }
}

export function writeScene(folder: string, { apex, type = "A", values, steering }: Scene): void {
  const lines = [
    `$ORIGIN ${apex}.`,
    "$TTL 300",
    "@ SOA ns1 hostmaster 1 14400 3600 604800 300",
    "@ NS ns1",
    "ns1 A 192.0.2.53",
    ...values.map((value) => `www ${type} ${value}`),
  ];
  writeFileSync(join(folder, `${apex}.zone`), `${lines.join("\n")}\n`);
  writeFileSync(join(folder, `${apex}.steering.yaml`), JSON.stringify(steering));
}
