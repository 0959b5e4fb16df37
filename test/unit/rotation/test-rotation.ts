/**
 * The real rotation over the real image store and the real answerer, with a clock that stands still
 * until it is turned and a probing thread that says what the test lets it say.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import type { Answerer } from "../../../src/answer/answerer.js";
import { printIpv4, printIpv6 } from "../../../src/base/ip.js";
import { nameFromText } from "../../../src/dns/name-text.js";
import { SegmentBuilder } from "../../../src/image/build.js";
import { ImageStore } from "../../../src/image/store.js";
import type {
  PlannedProbe,
  ProbeNews,
  ProbeOrder,
} from "../../../src/probe/probe-thread-messages.js";
import type { ProbeThread } from "../../../src/rotation/probe-crew.js";
import { Rotation, type RotationOptions } from "../../../src/rotation/rotation.js";
import type { RotationEvent } from "../../../src/rotation/rotation-events.js";
import type { Health, ProbeState } from "../../../src/steering/state.js";
import { unknownProbe } from "../../../src/steering/verdict.js";
import { readSteeringFile } from "../../../src/steering-file/steering-file.js";
import { readZoneText } from "../../../src/zone/zone-text.js";
import { answererOver, ask } from "../../answerer.js";
import { ManualClock } from "../control/control-fixture.js";

/** A probing thread by hand. */
export class ScriptedProber implements ProbeThread {
  readonly orders: ProbeOrder[] = [];
  ended = false;
  probes: readonly PlannedProbe[] = [];
  private onNews: (news: ProbeNews) => void = () => {};
  private onEnd: (reason: string) => void = () => {};

  post(order: ProbeOrder): void {
    this.orders.push(order);
    if (order.kind === "probes") this.probes = order.probes;
  }

  listen(onNews: (news: ProbeNews) => void, onEnd: (reason: string) => void): void {
    this.onNews = onNews;
    this.onEnd = onEnd;
    onNews({ kind: "ready" });
  }

  end(): void {
    this.ended = true;
  }

  say(news: ProbeNews): void {
    this.onNews(news);
  }

  die(reason: string): void {
    this.onEnd(reason);
  }
}

export class TestRotation {
  readonly events: RotationEvent[] = [];
  readonly probers: ScriptedProber[] = [];
  readonly store: ImageStore;
  readonly rotation: Rotation;
  private readonly answerer: Answerer;
  private readonly builder = new SegmentBuilder();

  constructor(
    options: Partial<RotationOptions> = {},
    readonly clock = new ManualClock(),
  ) {
    this.store = new ImageStore({
      workerRows: 1,
      onSteered: (segment, base) => this.rotation.onSteered(segment, base),
      onUnsteered: (base) => this.rotation.onUnsteered(base),
    });
    this.rotation = new Rotation({
      image: this.store,
      workerRows: 1,
      clock: this.clock,
      startProber: () => {
        const prober = new ScriptedProber();
        this.probers.push(prober);
        return prober;
      },
      state: null,
      stateMaxAgeMs: 900_000,
      overridesFile: null,
      geoDatabase: null,
      onEvent: (event) => this.events.push(event),
      ...options,
    });
    this.answerer = answererOver(this.store);
    this.rotation.open();
  }

  /** The probing thread that runs now. */
  get prober(): ScriptedProber {
    return this.probers.at(-1)!;
  }

  /** Puts a zone into service as the loader does, with its steering file or, `null`, without. */
  publish(records: string, yaml: string | null, apex = "example.com"): void {
    const text = `$TTL 300\n@ SOA ns.example.net. h 1 1h 10m 7d 5m\n@ NS ns.example.net.\n${records}`;
    const read = readZoneText(text, { apex });
    const steering =
      yaml === null ? null : readSteeringFile(yaml, `${apex}.steering.yaml`, read.zone);
    const faults = [...read.diagnostics, ...(steering?.diagnostics ?? [])].filter(
      ({ severity }) => severity === "error",
    );
    if (read.zone === null || faults.length > 0) throw new Error(JSON.stringify(faults));
    const { bytes } = this.builder.build(read.zone, steering?.steering ?? null);
    this.store.publish([bytes.slice()]);
  }

  /** The same, and what follows has come to rest. */
  serve(records: string, yaml: string | null, apex = "example.com"): void {
    this.publish(records, yaml, apex);
    // What waits for the thread's list of probes to be whole.
    this.clock.advance(60);
  }

  remove(apex = "example.com."): void {
    this.store.remove(nameFromText(apex)!);
    this.clock.advance(60);
  }

  /** Lets the probes of a host say something, all of them at once; the next turn has come. */
  probe(hosts: readonly string[] | string, health: Health, more: Partial<ProbeState> = {}): void {
    const wanted = typeof hosts === "string" ? [hosts] : hosts;
    const now = this.clock.now();
    const state: ProbeState = {
      ...unknownProbe,
      health,
      sinceMs: now,
      lastMs: now,
      reason: health === "up" ? "ok" : "refused",
      ...more,
    };
    const changes = this.prober.probes
      .filter(({ host }) => wanted.includes(host))
      .map(({ key }) => ({ key, state }));
    if (changes.length === 0) throw new Error(`no probe of ${wanted.join()}`);
    this.prober.say({ kind: "states", changes });
    this.clock.advance(1);
  }

  /** What a client gets: addresses in order, and the TTL. */
  answer(
    name = "www.example.com",
    type = "A",
    client = "192.0.2.99",
  ): { values: string[]; ttl: number } {
    const { answer } = ask(this.answerer, name, type, { client });
    const values = answer.map(({ rdata }) => {
      const octets = Uint8Array.from(Buffer.from(rdata, "hex"));
      return octets.length === 4 ? printIpv4(octets) : printIpv6(octets);
    });
    return { values: values.sort(), ttl: answer[0]?.ttl ?? 0 };
  }

  told<K extends RotationEvent["kind"]>(kind: K): Extract<RotationEvent, { kind: K }>[] {
    return this.events.filter(
      (event): event is Extract<RotationEvent, { kind: K }> => event.kind === kind,
    );
  }
}

export function makeFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "fivenines-rotation-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export const threeRecords = "www 60 A 192.0.2.1\nwww 60 A 192.0.2.2\nwww 60 A 192.0.2.3\n";

/** All targets of one pool are answered; two of three may be taken out. */
export const threeTargets = `
monitors:
  web: { type: tcp, port: 80, interval: 1s, timeout: 500ms, jitter: 0% }
guard: { maxRemoved: 67%, maxRemovedOfZone: 67% }
steer:
  - name: www
    holdDown: 0s
    slowStart: 0s
    damping: false
    minHealthy: 30%
    pools:
      - { name: main, monitor: web, targets: [192.0.2.1, 192.0.2.2, 192.0.2.3] }
`;
