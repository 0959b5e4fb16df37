/**
 * Makes the geo map of a policy: the places of the database become the policy's branches, the
 * networks that the policy names are laid over them, longest last, and equal neighbours are merged.
 */
import { type Prefix, prefixFromText } from "../base/ip.js";
import type { Region } from "../steering/config.js";
import type { GeoDatabase } from "./geo-database.js";
import { leafOf, mapHeaderWords, mapRoot, mapShortcuts, nobody, shortcutBits } from "./geo-map.js";
import type { Place } from "./place-reader.js";
import { PrefixTrie } from "./prefix-trie.js";

export interface CompiledMap {
  /** See `geo-map.ts`. */
  readonly words: SharedArrayBuffer;
  /** Codes of the regions that no network of the database has; all codes without a database. */
  readonly unknownCodes: readonly string[];
}

/** `::ffff:0:0/96`: IPv4 addresses written as IPv6 (RFC 4291 §2.5.5.2). */
const mappedPrefix = Uint8Array.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 0]);
const mappedBits = 96;

/** Short cuts take 256 KiB: smaller maps are better without them. */
const shortcutsNodesMin = 1 << 15;

/** The map for these regions; `database` null: the networks alone decide. */
export function compileMap(database: GeoDatabase | null, regions: readonly Region[]): CompiledMap {
  const codes = new CodeTable(regions);
  const trie = new PrefixTrie(database?.trie.count);
  let root4 = leafOf(nobody);
  let root6 = root4;
  if (database !== null) {
    const branches = database.places.map((place) => leafOf(codes.branchOf(place)));
    const mapped = mapLeaves(database.trie, branches, trie);
    root4 = mapped(database.root4);
    root6 = mapped(database.root6);
  }
  const own = trie.count;
  for (const { prefix, branch } of networksOf(regions)) {
    const { address, bits } = prefix;
    if (address.length === 4) root4 = trie.insert(root4, own, address, bits, leafOf(branch));
    else root6 = trie.insert(root6, own, address, bits, leafOf(branch));
  }
  // An IPv6 client that is a mapped IPv4 address is where that address is.
  root6 = trie.insert(root6, own, mappedPrefix, mappedBits, root4);
  return { words: layOut(trie, root4, root6), unknownCodes: codes.unseen() };
}

/** Which branch each code belongs to. The first region that names a code has it. */
class CodeTable {
  private readonly branches = new Map<string, number>();
  private readonly seen = new Set<string>();

  constructor(regions: readonly Region[]) {
    regions.forEach(({ continents, countries, subdivisions }, branch) => {
      for (const code of continents) this.add(`continent ${code}`, branch);
      for (const code of countries) this.add(`country ${code}`, branch);
      for (const code of subdivisions) this.add(`subdivision ${code}`, branch);
    });
  }

  /** The smallest region that the place is in: subdivision, country, continent. */
  branchOf({ continent, country, subdivisions }: Place): number {
    let branch = this.look(`continent ${continent}`) ?? nobody;
    branch = this.look(`country ${country}`) ?? branch;
    for (const code of subdivisions) branch = this.look(`subdivision ${code}`) ?? branch;
    return branch;
  }

  unseen(): string[] {
    return [...this.branches.keys()].filter((key) => !this.seen.has(key));
  }

  private add(key: string, branch: number): void {
    const upper = key.replace(/ .*/, (code) => code.toUpperCase());
    if (!this.branches.has(upper)) this.branches.set(upper, branch);
  }

  private look(key: string): number | undefined {
    const branch = this.branches.get(key);
    if (branch !== undefined) this.seen.add(key);
    return branch;
  }
}

/** Copies a trie with other leaves. Children come before their parents, so one pass does. */
function mapLeaves(
  from: PrefixTrie,
  leaves: readonly number[],
  to: PrefixTrie,
): (reference: number) => number {
  const made = new Int32Array(from.count);
  const mapped = (reference: number) =>
    reference < 0 ? leaves[-1 - reference]! : made[reference]!;
  for (let node = 0; node < from.count; node++) {
    made[node] = to.join(mapped(from.child(node, 0)), mapped(from.child(node, 1)));
  }
  return mapped;
}

/** Shortest first, so that longer ones are laid over them; of equal ones the first region's. */
function networksOf(regions: readonly Region[]): { prefix: Prefix; branch: number }[] {
  const networks = regions.flatMap(({ networks }, branch) =>
    networks.flatMap((text) => {
      const prefix = prefixFromText(text);
      return prefix === undefined ? [] : [{ prefix: plainPrefix(prefix), branch }];
    }),
  );
  return networks.sort((a, b) => a.prefix.bits - b.prefix.bits || b.branch - a.branch);
}

/** IPv4-mapped networks are IPv4 networks, as IPv4-mapped clients are IPv4 clients. */
function plainPrefix(prefix: Prefix): Prefix {
  const { address, bits } = prefix;
  const isMapped =
    address.length === 16 &&
    bits >= mappedBits &&
    address.subarray(0, 12).every((octet, i) => octet === mappedPrefix[i]);
  return isMapped ? { address: address.subarray(12), bits: bits - mappedBits } : prefix;
}

/** Writes what is reachable, parents before children and close to them, as a query walks. */
function layOut(trie: PrefixTrie, root4: number, root6: number): SharedArrayBuffer {
  const place = new Int32Array(trie.count);
  const order: number[] = [];
  const waiting = [root6, root4];
  let end = mapHeaderWords;
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node < 0 || place[node] !== 0) continue;
    place[node] = end;
    end += 2;
    order.push(node);
    waiting.push(trie.child(node, 1), trie.child(node, 0));
  }
  const hasShortcuts = order.length >= shortcutsNodesMin;
  const shortcuts = hasShortcuts ? end : 0;
  const buffer = new SharedArrayBuffer((end + (hasShortcuts ? 1 << shortcutBits : 0)) * 4);
  const words = new Int32Array(buffer);
  const placed = (reference: number) => (reference < 0 ? reference : place[reference]!);
  words[0] = words.length;
  words[mapRoot.v4] = placed(root4);
  words[mapRoot.v6] = placed(root6);
  words[mapShortcuts] = shortcuts;
  let at = mapHeaderWords;
  for (const node of order) {
    words[at++] = placed(trie.child(node, 0));
    words[at++] = placed(trie.child(node, 1));
  }
  for (let first = 0; hasShortcuts && first < 1 << shortcutBits; first++) {
    let reference = words[mapRoot.v4]!;
    for (let bit = shortcutBits - 1; bit >= 0 && reference >= 0; bit--) {
      reference = words[reference + ((first >>> bit) & 1)]!;
    }
    words[shortcuts + first] = Math.max(-1, reference);
  }
  return buffer;
}
