import { describe, expect, test } from "vitest";
import { recordTypeOf, typeCodeFromText } from "../../../src/dns/rr/registry.js";
import { answerCounts } from "../../../src/image/steering-block.js";
import { slotBaseOf } from "../../../src/image/steering-section.js";
import type { Selection } from "../../../src/steering/selection.js";
import { answererOver, ask, type Exchange, readZone } from "../../answerer.js";
import type { DecodedMessage, DecodedRecord } from "../../message-decoder.js";
import type { QueryOptions } from "../../query.js";
import { answer, select, steeredImage, steeringOfSketches } from "../../steered-image.js";

const zone = readZone(`$ORIGIN example.
$TTL 3600
@        SOA ns hostmaster 7 3600 600 86400 900
@        NS ns
ns       A 192.0.2.1
www      A 192.0.2.10
www      A 192.0.2.11
www      A 192.0.2.12
www      TXT "beside"
alias    CNAME www
far      CNAME alias
*.wild   A 192.0.2.10
*.wild   A 192.0.2.11
*.to     CNAME www
@        MX 10 www
app      CNAME blue
other    CNAME green
onapp    CNAME app
blue     A 192.0.2.20
green    A 192.0.2.21
`);
const other = readZone(`$ORIGIN other.test.
$TTL 60
@   SOA ns.example. hostmaster 1 1 1 1 1
@   NS ns.example.
to  CNAME www.example.
d   DNAME example.
`);
const steering = steeringOfSketches("example.", [
  { owner: "www.example.", type: "A", values: ["192.0.2.10", "192.0.2.11", "192.0.2.12"] },
  { owner: "*.wild.example.", type: "A", values: ["192.0.2.10", "192.0.2.11"] },
  { owner: "app.example.", type: "CNAME", values: ["blue.example.", "green.example."] },
]);
const www = 0;
const wild = 1;
const app = 2;

function setUp() {
  const store = steeredImage([{ zone, steering }, { zone: other }]);
  const answerer = answererOver(store);
  const to = (place: number, ttl: number, selection: Selection): void =>
    select(store, steering, place, { selection, ttl });
  return {
    store,
    to,
    answers: (place: number, ttl: number, ...targets: number[]) =>
      to(place, ttl, answer(...targets)),
    ask: (qname: string, qtype: string | number = "A", options: QueryOptions & Exchange = {}) =>
      ask(answerer, qname, qtype, options),
  };
}

function lines({ answer: records }: DecodedMessage): string[] {
  return records.map((record) => `${record.owner} ${record.ttl} ${record.type} ${text(record)}`);
}

function text({ type, rdata }: DecodedRecord): string {
  const bytes = Uint8Array.from(Buffer.from(rdata, "hex"));
  return recordTypeOf(typeCodeFromText(type)).print(bytes, 0, bytes.length);
}

function soaTtl(message: DecodedMessage): number | undefined {
  expect(message.authority.map(({ type }) => type)).toEqual(["SOA"]);
  return message.authority[0]?.ttl;
}

describe("a steered RRset", () => {
  test("is answered as the plain zone until something is selected", () => {
    const { ask } = setUp();
    expect(lines(ask("www.example."))).toHaveLength(3);
    expect(lines(ask("app.example."))).toEqual([
      "app.example. 3600 CNAME blue.example.",
      "blue.example. 3600 A 192.0.2.20",
    ]);
  });

  test("answers what is selected, with its TTL and in the case that was asked", () => {
    const { ask, answers } = setUp();
    answers(www, 42, 1);
    expect(lines(ask("wWw.example."))).toEqual(["wWw.example. 42 A 192.0.2.11"]);
    answers(www, 43, 2, 0);
    expect(lines(ask("www.example."))).toEqual([
      "www.example. 43 A 192.0.2.12",
      "www.example. 43 A 192.0.2.10",
    ]);
  });

  // Owners of a length that is a multiple of four lost the first two octets of their records.
  test("answers at owners of every length", () => {
    const owners = ["a", "ab", "abc", "abcd", "abcde"].map((label) => `${label}.example.`);
    const text = owners
      .map((owner) => `${owner} 60 A 192.0.2.1\n${owner} 60 A 192.0.2.2\n`)
      .join("");
    const zone = readZone(`example. 60 SOA ns.example. h.example. 1 2 3 4 5
example. 60 NS ns.example.
${text}`);
    const values = ["192.0.2.1", "192.0.2.2"];
    const steering = steeringOfSketches(
      "example.",
      owners.map((owner) => ({ owner, type: "A", values })),
    );
    const store = steeredImage([{ zone, steering }]);
    const answerer = answererOver(store);
    owners.forEach((owner, place) => {
      select(store, steering, place, { selection: answer(1, 0), ttl: 42 });
      expect(lines(ask(answerer, owner, "A"))).toEqual([
        `${owner} 42 A 192.0.2.2`,
        `${owner} 42 A 192.0.2.1`,
      ]);
    });
  });

  test("leaves the other types of its owner alone", () => {
    const { ask, answers } = setUp();
    answers(www, 42, 1);
    expect(lines(ask("www.example.", "TXT"))).toEqual(['www.example. 3600 TXT "beside"']);
    expect(soaTtl(ask("www.example.", "AAAA"))).toBe(900);
  });

  test("is answered at a wildcard, for names of any length", () => {
    const { ask, answers } = setUp();
    answers(wild, 42, 1);
    for (const label of ["a", "ab", "abc", "abcd", "a.b.c"])
      expect(lines(ask(`${label}.wild.example.`))).toEqual([
        `${label}.wild.example. 42 A 192.0.2.11`,
      ]);
    expect(lines(ask("*.wild.example."))).toEqual(["*.wild.example. 42 A 192.0.2.11"]);
  });

  test("is where an alias, a chain of aliases and a wildcard alias lead", () => {
    const { ask, answers } = setUp();
    answers(www, 42, 1, 2);
    const leaf = ["www.example. 42 A 192.0.2.11", "www.example. 42 A 192.0.2.12"];
    const aliased = "alias.example. 3600 CNAME www.example.";
    expect(lines(ask("alias.example."))).toEqual([aliased, ...leaf]);
    expect(lines(ask("far.example."))).toEqual([
      "far.example. 3600 CNAME alias.example.",
      aliased,
      ...leaf,
    ]);
    expect(lines(ask("x.y.to.example."))).toEqual([
      "x.y.to.example. 3600 CNAME www.example.",
      ...leaf,
    ]);
  });

  test("is where an alias or a DNAME of another zone leads", () => {
    const { ask, answers } = setUp();
    answers(www, 42, 1);
    const leaf = "www.example. 42 A 192.0.2.11";
    expect(lines(ask("to.other.test."))).toEqual(["to.other.test. 60 CNAME www.example.", leaf]);
    expect(lines(ask("www.d.other.test."))).toEqual([
      "d.other.test. 60 DNAME example.",
      "www.d.other.test. 60 CNAME www.example.",
      leaf,
    ]);
  });

  test("is what ANY, class ANY and TCP get too", () => {
    const { ask, answers } = setUp();
    answers(www, 42, 1);
    const chosen = ["www.example. 42 A 192.0.2.11"];
    expect(lines(ask("www.example.", "ANY"))).toEqual(chosen);
    expect(lines(ask("www.example.", "A", { qclass: 255 }))).toEqual(chosen);
    expect(lines(ask("www.example.", "A", { via: "tcp" }))).toEqual(chosen);
  });

  test("is no additional data: that would tell targets which are not selected", () => {
    const { ask, answers } = setUp();
    answers(www, 42, 1);
    expect(ask("example.", "MX").additional).toEqual([]);
    expect(ask("example.", "NS").additional).toHaveLength(1);
  });

  test("is truncated where it does not fit, and whole over TCP", () => {
    const values = Array.from({ length: 60 }, (_, i) => `198.51.100.${i}`);
    const big = readZone(
      `$ORIGIN big.\n$TTL 60\n@ SOA ns h 1 1 1 1 1\n@ NS ns.example.\na CNAME many\n${values.map((value) => `many A ${value}\n`).join("")}`,
    );
    const config = steeringOfSketches("big.", [{ owner: "many.big.", type: "A", values }]);
    const store = steeredImage([{ zone: big, steering: config }]);
    const answerer = answererOver(store);
    select(store, config, 0, { selection: answer(...values.keys()), ttl: 5 });
    for (const name of ["many.big.", "a.big."]) {
      const cut = ask(answerer, name, "A");
      expect(cut.flags.tc).toBe(true);
      expect(cut.answer).toEqual([]);
      const aliases = name === "a.big." ? 1 : 0;
      expect(ask(answerer, name, "A", { via: "tcp" }).answer).toHaveLength(60 + aliases);
    }
    expect(answerCounts(store.block(slotBaseOf(store.segment(big.apex)!.bytes))!)).toEqual([2]);
    select(store, config, 0, { selection: answer(3), ttl: 5 });
    expect(ask(answerer, "a.big.", "A").answer).toHaveLength(2);
  });
});

describe("a selection without targets", () => {
  test("is NODATA, and soon asked for again", () => {
    const { ask, answers } = setUp();
    answers(www, 42);
    answers(wild, 7);
    for (const [name, ttl] of [
      ["www.example.", 30],
      ["alias.example.", 30],
      ["to.other.test.", 30],
      ["x.wild.example.", 7],
    ] as const) {
      const message = ask(name, "A");
      expect(message.rcode).toBe(0);
      expect(message.answer.map(({ type }) => type)).not.toContain("A");
      expect(soaTtl(message)).toBe(ttl);
      expect(soaTtl(ask(name, "A", { qclass: 255 }))).toBe(ttl);
    }
  });

  test("leaves ANY to the types that have data", () => {
    const { ask, answers } = setUp();
    answers(www, 42);
    answers(wild, 42);
    expect(lines(ask("www.example.", "ANY"))).toEqual(['www.example. 3600 TXT "beside"']);
    expect(soaTtl(ask("x.wild.example.", "ANY"))).toBe(30);
  });
});

describe("a steered CNAME", () => {
  test("leads to the selected target, and the chain goes on from there", () => {
    const { ask, answers } = setUp();
    answers(app, 20, 1);
    expect(lines(ask("app.example."))).toEqual([
      "app.example. 20 CNAME green.example.",
      "green.example. 3600 A 192.0.2.21",
    ]);
    expect(lines(ask("app.example.", "CNAME"))).toEqual(["app.example. 20 CNAME green.example."]);
    expect(lines(ask("app.example.", "ANY"))).toEqual(["app.example. 20 CNAME green.example."]);
    expect(lines(ask("onapp.example."))).toEqual([
      "onapp.example. 3600 CNAME app.example.",
      "app.example. 20 CNAME green.example.",
      "green.example. 3600 A 192.0.2.21",
    ]);
  });

  test("is never several: of many one is drawn for each answer, and both are drawn", () => {
    const { ask, answers, store } = setUp();
    answers(app, 20, 0, 1);
    const seen = new Set<string>();
    for (let i = 0; i < 64; i++) {
      const records = ask("app.example.").answer;
      expect(records.map(({ type }) => type)).toEqual(["CNAME", "A"]);
      seen.add(lines(ask("app.example.", "CNAME")).join());
    }
    expect(seen.size).toBe(2);
    expect(store.block(slotBaseOf(store.segment(zone.apex)!.bytes) + app)).not.toBeNull();
  });

  test("without a target is NODATA for every type", () => {
    const { ask, answers } = setUp();
    answers(app, 20);
    for (const type of ["A", "CNAME", "ANY", "TXT"]) {
      const message = ask("app.example.", type);
      expect(message.answer).toEqual([]);
      expect(soaTtl(message)).toBe(20);
    }
  });
});

describe("what depends on the client or on chance", () => {
  test("is one choice in one response, however often it is looked at", () => {
    const { ask, to } = setUp();
    to(app, 20, {
      kind: "weighted",
      branches: [
        { share: 1, selection: answer(0) },
        { share: 1, selection: answer(1) },
      ],
    });
    const address: Record<string, string> = { "blue.example.": "20", "green.example.": "21" };
    for (let i = 0; i < 32; i++) {
      const [cname, a] = lines(ask("app.example.")) as [string, string];
      const target = cname.split(" ").pop()!;
      expect(a).toBe(`${target} 3600 A 192.0.2.${address[target]}`);
    }
  });

  test("sticks to the network of a client, by the prefix of its family", () => {
    const { ask, to } = setUp();
    to(www, 20, {
      kind: "sticky",
      prefix4: 24,
      prefix6: 56,
      branches: [0, 1, 2].map((place) => ({
        key: `${place}`,
        share: 1,
        selection: answer(place),
      })),
    });
    const answersOf = (net: number) =>
      [1, 77, 254].map((host) =>
        lines(ask("www.example.", "A", { client: `10.0.${net}.${host}` })),
      );
    const all = Array.from({ length: 64 }, (_, net) => answersOf(net));
    for (const [first, ...rest] of all) for (const each of rest) expect(each).toEqual(first);
    expect(new Set(all.map(([first]) => first!.join())).size).toBe(3);
  });
});
