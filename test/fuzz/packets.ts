/**
 * Fuzzes the answer engine with random, structured and mutated messages. What must hold of every
 * one: no exception, silence for what is short or a response, otherwise one well-formed response
 * within its bounds that has the query's ID, opcode and question, and memory outside the frame is
 * left alone.
 */
import type { ImageStore } from "../../src/image/store.js";
import type { Selection } from "../../src/steering/selection.js";
import { answererOver, exchange, readZone } from "../answerer.js";
import { type DecodedMessage, decodeMessage } from "../message-decoder.js";
import { answer, select, steeredImage, steeringOfSketches } from "../steered-image.js";
import { randomMessage } from "./packet-making.js";
import { SeededRandom } from "./zone-random.js";

const label50 = "l".repeat(50);
const zones = [
  `x. 60 SOA ns.x. h.x. 1 2 3 4 5
x. 60 NS ns.x.
ns.x. 60 A 192.0.2.1
www.x. 60 A 192.0.2.2
www.x. 60 AAAA 2001:db8::2
x. 60 MX 10 many.x.
alias.x. 60 CNAME www.x.
loop.x. 60 CNAME loop.x.
chain.x. 60 CNAME to.y.
b.c.deep.x. 60 TXT "t"
*.wild.x. 60 A 192.0.2.3
*.wild.x. 60 MX 5 www.x.
*.w.x. 60 CNAME www.x.
old.x. 60 DNAME wild.x.
long.x. 60 DNAME ${label50}.${label50}.${label50}.x.
cut.x. 60 NS ns.cut.x.
cut.x. 60 NS ns.child.x.
cut.x. 60 DS 1 8 2 ${"ab".repeat(32)}
ns.cut.x. 60 A 192.0.2.4
child.x. 60 NS ns.child.x.
ns.child.x. 60 A 192.0.2.5
${Array.from({ length: 60 }, (_, i) => `many.x. 60 A 192.0.2.${i}`).join("\n")}
${Array.from({ length: 150 }, (_, i) => `huge.x. 60 TXT "${i}${"t".repeat(240)}"`).join("\n")}
svc.x. 60 HTTPS 1 . alpn=h2
svc.x. 60 A 192.0.2.6
`,
  "child.x. 60 SOA ns.child.x. h.child.x. 1 2 3 4 5\nchild.x. 60 NS ns.child.x.\n",
  "y. 60 SOA ns.y. h.y. 1 2 3 4 5\ny. 60 NS ns.y.\nto.y. 60 CNAME huge.x.\n",
];

export interface FuzzCounts {
  silent: number;
  answered: number;
  readonly rcodes: Map<number, number>;
}

const steering = steeringOfSketches("x.", [
  { owner: "www.x.", type: "A", values: ["192.0.2.2", "192.0.2.20"] },
  { owner: "*.wild.x.", type: "A", values: ["192.0.2.3", "192.0.2.30"] },
  { owner: "many.x.", type: "A", values: Array.from({ length: 60 }, (_, i) => `192.0.2.${i}`) },
  { owner: "loop.x.", type: "CNAME", values: ["loop.x.", "chain.x.", "www.x."] },
  { owner: "svc.x.", type: "A", values: ["192.0.2.6"] },
]);
const everyPlace = [...Array(60).keys()];
/** What the steered RRsets answer: by chance, by client, more than fits, a loop, nothing. */
const selections: readonly Selection[] = [
  { kind: "weighted", branches: [0, 1].map((n) => ({ share: 1, selection: answer(n) })) },
  {
    kind: "sticky",
    prefix4: 30,
    prefix6: 56,
    branches: [0, 1].map((n) => ({ key: `${n}`, share: 1, selection: answer(n) })),
  },
  answer(...everyPlace),
  answer(0, 1, 2),
  answer(),
];

function steeredZones(): ImageStore {
  const store = steeredImage(
    zones.map((text, n) => ({ zone: readZone(text), steering: n === 0 ? steering : null })),
  );
  for (const [place, selection] of selections.entries())
    select(store, steering, place, { selection, ttl: 60 });
  return store;
}

/** Throws at the first message that breaks a rule, and says which. */
export function run(iterations: number, seed: number): FuzzCounts {
  const random = new SeededRandom(seed);
  const answerer = answererOver(steeredZones(), {
    nsid: new Uint8Array(30),
    cookieSecrets: [new Uint8Array(16).fill(1), new Uint8Array(16).fill(2)],
    chaos: { version: "v", hostname: null, id: "i" },
  });
  const counts: FuzzCounts = { silent: 0, answered: 0, rcodes: new Map() };
  for (let i = 0; i < iterations; i++) {
    const message = randomMessage(random);
    const via = random.below(4) ? "udp" : "tcp";
    try {
      const response = exchange(answerer, message, { via, client: `192.0.2.${random.below(256)}` });
      if (response === null) counts.silent++;
      else counts.answered++;
      const decoded = response === null ? null : decodeMessage(response);
      const fault = broken(message, response, decoded, via);
      if (fault !== undefined) throw new Error(fault);
      if (decoded !== null) {
        counts.rcodes.set(decoded.rcode, (counts.rcodes.get(decoded.rcode) ?? 0) + 1);
      }
    } catch (error) {
      const text = Buffer.from(message).toString("hex");
      const why = error instanceof Error ? error.message : String(error);
      throw new Error(`iteration ${i} of seed ${seed}, ${via} ${text}: ${why}`, { cause: error });
    }
  }
  return counts;
}

/** Which rule is broken, or undefined. */
function broken(
  query: Uint8Array,
  response: Uint8Array | null,
  decoded: DecodedMessage | null,
  via: "udp" | "tcp",
): string | undefined {
  const mustBeSilent = query.length < 12 || (query[2]! & 0x80) !== 0;
  if (response === null || decoded === null) return mustBeSilent ? undefined : "no response";
  if (mustBeSilent) return "a response to what must be met with silence";
  if (response[0] !== query[0] || response[1] !== query[1]) return "another ID";
  if (!decoded.flags.qr || decoded.flags.ra || decoded.flags.ad || decoded.flags.cd) return "flags";
  if ((query[2]! & 0x79) !== (response[2]! & 0x79)) return "another opcode or RD";
  if (via === "udp" && response.length > (decoded.opt === null ? 512 : 1232)) return "too long";
  if (decoded.question !== null) {
    const end = questionEnd(response);
    if (Buffer.compare(query.subarray(12, end), response.subarray(12, end)) !== 0) {
      return "another question";
    }
  }
  const records = decoded.answer.length + decoded.authority.length + decoded.additional.length;
  if (records > 0 && ![0, 3, 6].includes(decoded.rcode)) return "records beside an error";
  if (records > 0 && decoded.question === null) return "records without a question";
  return undefined;
}

function questionEnd(bytes: Uint8Array): number {
  let at = 12;
  while (bytes[at] !== 0) at += bytes[at]! + 1;
  return at + 5;
}
