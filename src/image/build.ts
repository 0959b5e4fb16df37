/**
 * Compiles a zone into a segment of the image: nodes, a hash table over their names, and for each
 * RRset the answer that a query for it gets. One builder serves many zones, one after the other.
 */
import { assert } from "../base/assert.js";
import type { Diagnostic } from "../base/diagnostic.js";
import { typeName } from "../dns/rr/registry.js";
import type { ZoneSteering } from "../steering/config.js";
import type { Zone } from "../zone/zone.js";
import {
  isWildcard,
  NodeCollector,
  ownerTrait,
  rrsetOf,
  typeCname,
  typeDs,
} from "./build-nodes.js";
import { steeredRrsets, writeSteeringHead } from "./build-steering.js";
import { TemplateBuilder } from "./build-templates.js";
import {
  anyOtherType,
  apexSteered,
  entryChain,
  entryKind,
  entryKindMask,
  entrySteered,
  entryWords,
  header,
  headerWords,
  nodeFlag,
  nodeWords,
  segmentLayoutVersion,
  segmentMagic,
} from "./layout.js";
import { nameLength } from "./message-builder.js";
import { mixHash } from "./name-hash.js";
import { SegmentWriter } from "./segment-writer.js";
import type { BuiltTemplate } from "./template-writer.js";

export interface BuiltSegment {
  /** The segment; for a small one borrowed until the next build. Empty if there are errors. */
  readonly bytes: Uint8Array;
  /** Set if `bytes` has this shared memory for itself, from its start on. */
  readonly shared: SharedArrayBuffer | null;
  readonly diagnostics: readonly Diagnostic[];
}

const noneSteered: ReadonlyMap<number, number> = new Map();

export class SegmentBuilder {
  private readonly nodes = new NodeCollector();
  private readonly out = new SegmentWriter();
  private readonly templates = new TemplateBuilder(this.out);
  /** Type entries and nodes, gathered while names and templates are written. */
  private entries = new Int32Array(256);
  private entryLength = 0;
  private nodeRows = new Int32Array(256);
  private diagnostics: Diagnostic[] = [];
  /** Offset of the template of the CNAME last written. */
  private chainAt = 0;
  /** RRsets of the zone that are steered, and their places in its steering. */
  private steered: ReadonlyMap<number, number> = noneSteered;

  build(zone: Zone, steering: ZoneSteering | null = null): BuiltSegment {
    const { nodes, out, templates } = this;
    this.diagnostics = [];
    nodes.collect(zone);
    out.start(estimateBytes(zone, nodes.count));
    out.length = headerWords;
    this.entryLength = 0;
    if (this.nodeRows.length < nodes.count * nodeWords)
      this.nodeRows = new Int32Array(nodes.count * nodeWords);
    if (steering !== null) writeSteeringHead(out, steering);
    this.steered = steering === null ? noneSteered : steeredRrsets(zone, steering);
    templates.start(zone, nodes, this.steered);
    const apexName = out.copyBytes(zone.names, 0, zone.nameStart[1]!);
    const negative = templates.negative();
    for (let node = 0; node < nodes.count; node++) this.node(zone, node, apexName);
    this.linkWildcards(zone);
    const entries = out.copyWords(this.entries, 0, this.entryLength);
    const rows = out.copyWords(this.nodeRows, 0, nodes.count * nodeWords);
    const table = this.table();
    out.reserve(16);
    while ((out.length & 15) !== 0) out.word(0);
    const { words } = out;
    words[header.magic] = segmentMagic;
    words[header.version] = segmentLayoutVersion;
    words[header.size] = out.length * 4;
    words[header.serial] = zone.serial;
    words[header.apex] =
      zone.nameStart[1]! |
      (nodes.apexLabels << 8) |
      (nodes.labelsMax << 16) |
      (steering === null ? 0 : apexSteered);
    words[header.nodeCount] = nodes.count;
    words[header.tableMask] = nodes.tableMask;
    words[header.table] = table;
    words[header.nodes] = rows;
    words[header.entries] = entries;
    words[header.entryCount] = this.entryLength / entryWords;
    words[header.negative] = negative;
    words[header.apexName] = apexName;
    words[header.ownerCount] = zone.ownerCount;
    words[header.recordCount] = zone.recordCount;
    words[header.rrsetCount] = zone.rrsetCount;
    const bytes = this.diagnostics.length === 0 ? out.finished() : new Uint8Array(0);
    return { bytes, shared: out.shared, diagnostics: this.diagnostics };
  }

  private node(zone: Zone, node: number, apexName: number): void {
    const { nodes, out, nodeRows } = this;
    const owner = nodes.owner[node]!;
    const nameAt = nodes.name[node]!;
    const row = node * nodeWords;
    const wildcard = isWildcard(zone.names, nameAt);
    let flags = (node === 0 ? nodeFlag.apex : 0) | (wildcard ? nodeFlag.wildcard : 0);
    const length =
      owner === -1 ? nameLength(zone.names, nameAt) : zone.nameStart[owner + 1]! - nameAt;
    nodeRows[row] = node === 0 ? apexName : out.copyBytes(zone.names, nameAt, length);
    const firstEntry = this.entryLength / entryWords;
    nodeRows[row + 3] = 0;
    if (owner !== -1) {
      const traits = nodes.traits[owner]!;
      if ((traits & ownerTrait.dname) !== 0) flags |= nodeFlag.dname;
      if ((traits & ownerTrait.cname) !== 0) flags |= nodeFlag.cname;
      if ((traits & ownerTrait.cut) !== 0) {
        flags |= nodeFlag.cut;
        this.cut(zone, owner, row);
      } else this.rrsets(zone, owner, wildcard);
      if ((flags & (nodeFlag.cname | nodeFlag.cut)) === nodeFlag.cname) this.chain(owner, wildcard);
    }
    const count = this.entryLength / entryWords - firstEntry;
    assert(count <= 0xffff, "an owner has at most 65,535 types");
    nodeRows[row + 1] = flags | (nodes.labels[node]! << 8) | (count << 16);
    nodeRows[row + 2] = firstEntry;
  }

  /** Of a cut only the DS is this zone's own data (RFC 4035 §3.1.4.1); the rest is a referral. */
  private cut(zone: Zone, owner: number, row: number): void {
    const offset = this.templates.referral(owner);
    if (offset === 0) this.tooLarge(zone, zone.ownerRrsets[owner]!);
    this.nodeRows[row + 3] = offset;
    const ds = rrsetOf(zone, owner, typeDs);
    if (ds !== -1) this.own(zone, owner, ds, false);
  }

  private rrsets(zone: Zone, owner: number, wildcard: boolean): void {
    const last = zone.ownerRrsets[owner + 1]!;
    for (let rrset = zone.ownerRrsets[owner]!; rrset < last; rrset++) {
      const offset = this.own(zone, owner, rrset, wildcard);
      if (zone.rrsetType[rrset] === typeCname) this.chainAt = offset;
    }
  }

  /** Returns the template's offset, or 0 if no message can carry the RRset. */
  private own(zone: Zone, owner: number, rrset: number, wildcard: boolean): number {
    const { steered, out } = this;
    const place = steered.size === 0 ? undefined : steered.get(rrset);
    if (place !== undefined) out.word(place);
    const before = out.length * 4;
    const template = this.templates.own(owner, rrset, wildcard);
    if (template === null) {
      this.tooLarge(zone, rrset);
      return 0;
    }
    assert(place === undefined || template.offset === before, "the place is before the template");
    this.entry(zone.rrsetType[rrset]!, template, place === undefined ? 0 : entrySteered);
    return template.offset;
  }

  /** What a CNAME owner answers to the types that it has not itself. */
  private chain(owner: number, wildcard: boolean): void {
    const { templates } = this;
    const leaf = templates.followChain(owner);
    const template =
      leaf === -2 ? templates.slow() : templates.link(owner, wildcard, leaf, this.chainAt);
    this.entry(anyOtherType, template, entryChain);
  }

  private entry(type: number, template: BuiltTemplate, flag: number): void {
    if (this.entryLength + entryWords > this.entries.length) {
      const larger = new Int32Array(this.entries.length * 2);
      larger.set(this.entries);
      this.entries = larger;
    }
    const isSimple = (template.kind & entryKindMask) === entryKind.simple;
    const answers = isSimple ? template.answers : 0;
    this.entries[this.entryLength++] = type | ((template.kind | flag) << 16) | (answers << 24);
    this.entries[this.entryLength++] = template.offset;
  }

  /** Tells each parent of an asterisk label where its wildcard is (RFC 4592 §3.3.1). */
  private linkWildcards(zone: Zone): void {
    const { nodes, nodeRows } = this;
    for (let node = 0; node < nodes.count; node++) {
      const at = nodes.name[node]!;
      if (node === 0 || !isWildcard(zone.names, at)) continue;
      const parent = nodes.findByName(zone, at + 2);
      assert(parent !== -1, "every node but the apex has a parent node");
      if (((nodeRows[parent * nodeWords + 1] ?? 0) & nodeFlag.cut) !== 0) continue;
      nodeRows[parent * nodeWords + 1]! |= nodeFlag.wildcardChild;
      nodeRows[parent * nodeWords + 3] = node;
    }
  }

  private table(): number {
    const { nodes, out } = this;
    const size = nodes.tableMask + 1;
    out.reserve(size);
    const offset = out.length * 4;
    for (let slot = 0; slot < size; slot++) {
      const entry = nodes.table[slot]!;
      // Eight bits of the hash beside the node spare a look at most names that do not match.
      const tag = entry === 0 ? 0 : mixHash(nodes.hash[entry - 1]!) & 0xff00_0000;
      out.words[out.length++] = entry | tag;
    }
    return offset;
  }

  private tooLarge(zone: Zone, rrset: number): void {
    const record = zone.rrsetRecords[rrset]!;
    const file = zone.files[zone.recordFile[record]!];
    this.diagnostics.push({
      code: "rrset-too-large",
      severity: "error",
      message: `the ${typeName(zone.rrsetType[rrset]!)} RRset does not fit into a DNS message of 65,535 octets`,
      ...(file === undefined ? {} : { file }),
      line: zone.recordLine[record]!,
      hint: "split it over several names",
    });
  }
}

/** More than a zone of ordinary shape needs; a writer that runs out grows. */
function estimateBytes(zone: Zone, nodes: number): number {
  const names = zone.nameStart[zone.ownerCount]!;
  const rdata = zone.rdataStart[zone.recordCount]!;
  return 4096 + names * 2 + rdata * 3 + zone.recordCount * 64 + zone.rrsetCount * 16 + nodes * 48;
}
