/**
 * The zones and query files of the benchmark. They are made from a fixed seed, so two runs on two
 * machines ask the same questions of the same data.
 */
import { closeSync, mkdirSync, openSync, writeFileSync, writeSync } from "node:fs";

/** Ten thousand names that every server can load, with what a small hoster has. */
export function writeServingZone(folder: string): { apex: string; names: number } {
  mkdirSync(folder, { recursive: true });
  const apex = "bench.example";
  const lines = [
    `$ORIGIN ${apex}.`,
    "$TTL 3600",
    "@ SOA ns1 hostmaster 1 7200 3600 1209600 3600",
    "@ NS ns1",
    "@ NS ns2",
    "@ MX 10 mail",
    "ns1 A 192.0.2.1",
    "ns2 A 192.0.2.2",
    "mail A 192.0.2.3",
    "mail AAAA 2001:db8::3",
  ];
  for (let i = 0; i < servingNames; i++) {
    lines.push(`h${i} A ${addressV4(i)}`, `h${i} AAAA ${addressV6(i)}`);
    if (i % 10 === 0) lines.push(`m${i} MX 10 mail`, `m${i} MX 20 h${i}`);
    if (i % 10 === 1) lines.push(`c${i} CNAME d${i}`, `d${i} CNAME h${i}`);
    if (i % 100 === 2) {
      lines.push(`z${i} NS ns1.z${i}`, `z${i} NS ns2.z${i}`);
      lines.push(`ns1.z${i} A ${addressV4(i)}`, `ns2.z${i} A ${addressV4(i + 1)}`);
    }
  }
  writeFileSync(`${folder}/${apex}.zone`, `${lines.join("\n")}\n`);
  return { apex, names: servingNames };
}

const servingNames = 7900; // with the c, d, m and z names about 10,000

/** How many in a hundred ask for what. */
const mix: readonly { readonly share: number; readonly line: (pick: Picker) => string }[] = [
  { share: 50, line: (pick) => `h${pick.below(servingNames)} A` },
  { share: 20, line: (pick) => `h${pick.below(servingNames)} AAAA` },
  { share: 8, line: (pick) => `c${pick.below(servingNames / 10 - 1) * 10 + 1} A` },
  { share: 7, line: (pick) => `m${pick.below(servingNames / 10) * 10} MX` },
  { share: 5, line: (pick) => `www.z${pick.below(servingNames / 100 - 1) * 100 + 2} A` },
  { share: 10, line: (pick) => `x${pick.below(1_000_000_000)} A` },
];

/** The everyday mix, in the form that dnsperf reads. */
export function writeQueryMix(path: string, apex: string, count: number): void {
  const pick = new Picker(9_999);
  const lines: string[] = [];
  for (let i = 0; i < count; i++) {
    let ticket = pick.below(100);
    const kind = mix.find((entry) => {
      ticket -= entry.share;
      return ticket < 0;
    });
    if (kind === undefined) throw new Error("the shares of the mix do not sum to 100");
    const [name, type] = kind.line(pick).split(" ");
    lines.push(`${name}.${apex} ${type}`);
  }
  writeFileSync(path, `${lines.join("\n")}\n`);
}

/** Names of each kind in the steered zone; so many tables do not fit the processor's caches. */
const steeredNames = 1000;

/**
 * A zone whose names are answered with one A record each: plain ones as they are, steered ones
 * chosen among three. No target is probed. Returns the apex; `queries` says where the questions go.
 */
export function writeSteeredZone<Kind extends string>(
  folder: string,
  kinds: readonly Kind[],
  queries: (kind: Kind) => string,
): string {
  const apex = "steered.example";
  const lines = [`$ORIGIN ${apex}.`, "$TTL 300", "@ SOA ns1 hostmaster 1 2 3 4 5", "@ NS ns1"];
  lines.push("ns1 A 192.0.2.1");
  const steering = ["steer:"];
  for (const kind of kinds) {
    // Names of one length, whatever the kind.
    const names = Array.from(
      { length: steeredNames },
      (_, i) => `${kind.padEnd(8, "-")}x${10_000 + i}`,
    );
    for (const [i, name] of names.entries()) {
      const values = kind === "plain" ? [i] : [i, i + 1, i + 2];
      for (const value of values) lines.push(`${name} A ${addressV4(value)}`);
      if (kind !== "plain") steering.push(...steeredName(kind, name, values.map(addressV4)));
    }
    const pick = new Picker(77);
    const asked = Array.from(
      { length: 100_000 },
      () => `${names[pick.below(steeredNames)]}.${apex} A`,
    );
    writeFileSync(queries(kind), `${asked.join("\n")}\n`);
  }
  writeFileSync(`${folder}/${apex}.zone`, `${lines.join("\n")}\n`);
  writeFileSync(`${folder}/${apex}.steering.yaml`, `${steering.join("\n")}\n`);
  return apex;
}

function steeredName(policy: string, name: string, values: readonly string[]): string[] {
  const head = [`  - name: ${name}`, "    types: [A]", `    policy: ${policy}`, "    pools:"];
  const pool = (n: number, members: readonly string[], more = "") => {
    const targets = members.map((value, weight) => `{ value: ${value}, weight: ${weight + 1} }`);
    return `      - { name: p${n}, targets: [${targets.join(", ")}]${more} }`;
  };
  if (policy === "weighted" || policy === "sticky") return [...head, pool(0, values)];
  const networks = ["127.0.0.0/8", "10.0.0.0/8"];
  return [
    ...head,
    ...values.map((value, n) => {
      const network = policy === "geo" ? networks[n] : undefined;
      return pool(n, [value], network && `, for: { networks: ["${network}"] }`);
    }),
  ];
}

/** A random-subdomain attack: names that do not exist, no two alike. */
export function writeRandomSubdomains(path: string, apex: string, count: number): void {
  const pick = new Picker(5);
  const lines: string[] = [];
  for (let i = 0; i < count; i++) {
    lines.push(
      `${pick.below(2 ** 31).toString(36)}${i.toString(36)}.h${pick.below(servingNames)}.${apex} A`,
    );
  }
  writeFileSync(path, `${lines.join("\n")}\n`);
}

/**
 * One big zone; at its full size a million records on 560,000 owners, about 36 MB: 140,000 groups
 * of four owners that hold addresses, texts, an alias, a mail host or a delegation.
 */
export function writeBigZone(
  folder: string,
  groups = 140_000,
): { apex: string; records: number; lastName: string } {
  mkdirSync(folder, { recursive: true });
  const apex = "big.example";
  const file = openSync(`${folder}/${apex}.zone`, "w");
  let records = 0;
  let buffer = "";
  const put = (line: string) => {
    buffer += `${line}\n`;
    records++;
    if (buffer.length < 1 << 20) return;
    writeSync(file, buffer);
    buffer = "";
  };
  buffer = `$ORIGIN ${apex}.\n$TTL 3600\n`;
  put("@\tSOA\tns1 hostmaster 1 7200 3600 1209600 3600");
  put("@\tNS\tns1");
  put("ns1\tA\t192.0.2.1");
  for (let i = 0; i < groups; i++) {
    put(`host-${i}\t300\tIN\tA\t${addressV4(i)}`);
    put(`host-${i}\tIN\tAAAA\t${addressV6(i)}`);
    // Four records of the million are the apex, its server and the last name.
    if (i >= 4) put(`host-${i}\tTXT\t"owner=team-${i % 90}"`);
    put(`srv-${i}.dc${i % 50}\tA\t${addressV4(i + 7)}`);
    put(`srv-${i}.dc${i % 50}\tTXT\t"v=1; os=linux-6.12; rack=${i % 400}; id=${i}"`);
    put(`www-${i}\tCNAME\thost-${i}`);
    if (i % 7 === 0) put(`cust-${i}\tMX\t20 host-${i + 1}`);
    put(i % 7 < 5 ? `cust-${i}\tMX\t10 host-${i}` : `cust-${i}\tNS\tns1`);
  }
  put("last\tA\t192.0.2.99");
  writeSync(file, buffer);
  closeSync(file);
  return { apex, records, lastName: `last.${apex}` };
}

/** Many small zones of eleven records each. */
export function writeManyZones(folder: string, count: number): string[] {
  mkdirSync(folder, { recursive: true });
  const apexes: string[] = [];
  for (let i = 0; i < count; i++) {
    const apex = `customer-${i}.example`;
    const lines = [
      `$ORIGIN ${apex}.`,
      "$TTL 3600",
      "@ IN SOA ns1.hoster.test. hostmaster.hoster.test. 1 7200 3600 1209600 3600",
      "@ IN NS ns1.hoster.test.",
      "@ IN NS ns2.hoster.test.",
      `@ IN A ${addressV4(i)}`,
      `@ IN AAAA ${addressV6(i)}`,
      "@ IN MX 10 mail",
      '@ IN TXT "v=spf1 mx -all"',
      `www IN A ${addressV4(i)}`,
      `www IN AAAA ${addressV6(i)}`,
      `mail IN A ${addressV4(i + 1)}`,
      "ftp IN CNAME www",
    ];
    writeFileSync(`${folder}/${apex}.zone`, `${lines.join("\n")}\n`);
    apexes.push(apex);
  }
  return apexes;
}

/** Customer zones of a hundred records each, as they stand in a repository. */
export function writeHookZones(folder: string, count: number): string[] {
  mkdirSync(folder, { recursive: true });
  const apexes: string[] = [];
  for (let i = 0; i < count; i++) {
    const apex = `shop-${i}.example`;
    writeFileSync(`${folder}/${apex}.zone`, hookZone(apex, 2026112201, i));
    apexes.push(apex);
  }
  return apexes;
}

/** 100 records: the apex, its mail, and hosts with both families and an alias. */
export function hookZone(apex: string, serial: number, seed: number): string {
  const lines = [
    `$ORIGIN ${apex}.`,
    "$TTL 3600",
    `@ IN SOA ns1.hoster.test. hostmaster.hoster.test. ${serial} 14400 3600 1209600 3600`,
    "@ IN NS ns1.hoster.test.",
    "@ IN NS ns2.hoster.test.",
    "@ IN MX 10 mail",
    '@ IN TXT "v=spf1 mx -all"',
    '_dmarc IN TXT "v=DMARC1; p=reject"',
    '@ IN CAA 0 issue "letsencrypt.org"',
    '@ IN CAA 0 issue "digicert.com"',
    "mail IN A 192.0.2.25",
    "mail IN AAAA 2001:db8::25",
  ];
  for (let host = 0; host < 30; host++) {
    lines.push(`host-${host} IN A 198.51.100.${(seed + host) % 256}`);
    lines.push(`host-${host} IN AAAA 2001:db8::${(seed + host).toString(16)}`);
    lines.push(`www-${host} IN CNAME host-${host}`);
  }
  return `${lines.join("\n")}\n`;
}

/** Addresses for private use: there are more names here than documentation addresses. */
function addressV4(i: number): string {
  return `10.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}`;
}

function addressV6(i: number): string {
  return `2001:db8:${((i >> 16) & 0xffff).toString(16)}::${(i & 0xffff).toString(16)}`;
}

/** A seeded source of chance (mulberry32). */
class Picker {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * limit);
  }
}
