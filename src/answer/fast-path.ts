/**
 * Answers that were prepared when the zone was loaded: find the node, find the template, copy it,
 * and say which flags and counts go with it. What no template answers is "not mine", and the slow
 * path's: the two are tested against each other.
 */

import { rcode } from "../dns/header.js";
import {
  anyOtherType,
  entryKind,
  entryKindMask,
  entryPlain,
  entrySteered,
  nodeField,
  nodeFlag,
  templateWords,
} from "../image/layout.js";
import { NameKey } from "../image/name-key.js";
import type { SegmentCursor } from "../image/segment-cursor.js";
import type { ImageView } from "../image/view.js";
import type { FrameMemory } from "./answerer.js";
import { flagTruncated, PreparedResponse } from "./prepared-response.js";
import { deniedTtlMax, type SteeredChoice } from "./steered-choice.js";
import { recordType } from "./types.js";

/** What `answer` returns when the slow path has to. */
export const notMine = -1;

export class FastPath {
  /** What was written by `answer`. */
  readonly response: PreparedResponse;
  private readonly target = new NameKey();

  private readonly zone: SegmentCursor;

  constructor(
    private readonly view: ImageView,
    private readonly key: NameKey,
    private readonly choice: SteeredChoice,
  ) {
    this.zone = view.zone;
    this.response = new PreparedResponse(view.zone, key);
  }

  /**
   * Answers the question for `key`, whose zone the view has found, behind the question in the
   * message at `offset`. `limit` is what the message may have, without OPT. Returns the message's
   * length, or `notMine`, with nothing written.
   */
  answer(memory: FrameMemory, offset: number, qtype: number, limit: number): number {
    const { zone, key } = this;
    this.response.begin(memory, offset, qtype, limit);
    const node = zone.findNode(key, 0);
    if (node === -1) return this.belowEncloser(qtype);
    const shape = zone.words[node + nodeField.shape]!;
    if ((shape & nodeFlag.cut) !== 0 && qtype !== recordType.ds) return this.referral(node, 0);
    // DS of an apex is the parent's to answer, if it is served here (RFC 4035 §3.1.4.1).
    if (qtype === recordType.ds && (shape & nodeFlag.apex) !== 0 && key.labels > 0) return notMine;
    // A wildcard asked for by its own name: its templates float over its parent.
    return this.atNode(node, qtype, 1);
  }

  /** The query name does not exist: its closest encloser decides (RFC 1034 §4.3.2 step 3). */
  private belowEncloser(qtype: number): number {
    const { zone, key } = this;
    const encloser = zone.closestEncloser(key);
    const shape = zone.words[encloser + nodeField.shape]!;
    if ((shape & nodeFlag.cut) !== 0) return this.referral(encloser, zone.encloserLabel);
    if ((shape & nodeFlag.dname) !== 0) return notMine;
    const wildcard = zone.wildcardOf(encloser);
    if (wildcard !== -1) return this.atNode(wildcard, qtype, zone.encloserLabel);
    this.response.rcode = rcode.NXDOMAIN;
    return this.negative();
  }

  /** `base`: label at which the base name of floating templates starts. */
  private atNode(node: number, qtype: number, base: number): number {
    const { zone, response } = this;
    const shape = zone.words[node + nodeField.shape]!;
    let entry = -1;
    if (qtype === recordType.any) {
      // RFC 8482 §4.1: one RRset is answer enough.
      if ((shape & nodeFlag.cname) !== 0) entry = zone.findEntry(node, recordType.cname);
      else if (shape >>> 16 !== 0) entry = zone.entryAt(node, 0);
    } else {
      entry = zone.findEntry(node, qtype);
      if (entry === -1 && (shape & nodeFlag.cname) !== 0)
        entry = zone.findEntry(node, anyOtherType);
    }
    if (entry === -1) return this.negative();
    const row = zone.words[entry]!;
    const template = zone.baseWord + (zone.words[entry + 1]! >> 2);
    if ((row & (entrySteered << 16)) !== 0 && this.choice.choose(zone, template))
      return this.chosen(qtype, (shape & nodeFlag.wildcard) !== 0);
    switch ((row >>> 16) & entryKindMask) {
      case entryKind.simple:
        response.answers = row >>> 24;
        return response.fixed(template + templateWords.simple, zone.words[template]!);
      case entryKind.full:
        return response.full(template);
      case entryKind.floating:
        return response.floating(template, base);
      case entryKind.link:
        return this.linked(template, shape, qtype, base);
      default:
        return notMine;
    }
  }

  /** A steered RRset: what was chosen of it for now and for this client. */
  private chosen(qtype: number, isWildcard: boolean): number {
    const { choice, response } = this;
    if (choice.records > 0) {
      const end = response.chosen(choice, isWildcard);
      if ((response.flags & flagTruncated) === 0) choice.count();
      return end;
    }
    // Another type may do for ANY.
    if (qtype === recordType.any) return notMine;
    const end = this.negative();
    if (response.authorities === 0) return end;
    choice.count();
    response.limitDenial(12 + this.key.length + 4, Math.min(choice.ttl, deniedTtlMax));
    return end;
  }

  /** CNAMEs, and behind them what the node where they lead has of this type (see the layout). */
  private linked(link: number, shape: number, qtype: number, base: number): number {
    const { zone, response } = this;
    const { words } = zone;
    const head = words[link]!;
    const leaf = words[link + 2]!;
    if (leaf === -1 && this.goesOn(words[link + 3]!)) return notMine;
    if (this.mayLeave(head & 0xff, leaf)) return notMine;
    const entry = leaf === -1 ? -1 : zone.findEntry(zone.nodeRow(leaf), qtype);
    // RDATA with names may have pointers into its own message, and a DS may be the parent's.
    if (entry !== -1 && (words[entry]! & (entryPlain << 16)) === 0) return notMine;
    if (qtype === recordType.ds) return notMine;
    const isSteered = entry !== -1 && this.isSteeredNow(entry);
    const isWildcard = (shape & nodeFlag.wildcard) !== 0;
    const chain = zone.baseWord + (words[link + 1]! >> 2);
    response.answers = head & 0xff;
    const end = isWildcard
      ? response.floating(chain, base)
      : response.fixed(chain + templateWords.simple, words[chain]! & 0xffff);
    if (leaf === -1 || (response.flags & flagTruncated) !== 0) return end;
    if (entry === -1) return response.denial(end);
    const leafAt = (head >>> 16) + (isWildcard ? this.key.labelAt[base]! : 0);
    if (isSteered) return this.chosenLeaf(end, leafAt);
    return response.leaf(end, entry, (head >>> 8) & 0xff, leafAt);
  }

  private isSteeredNow(entry: number): boolean {
    const { words, baseWord } = this.zone;
    if ((words[entry]! & (entrySteered << 16)) === 0) return false;
    return this.choice.choose(this.zone, baseWord + (words[entry + 1]! >> 2));
  }

  /** What was chosen, behind CNAMEs that end at `end`. */
  private chosenLeaf(end: number, leafAt: number): number {
    const { choice, response } = this;
    if (choice.records > 0) {
      const last = response.chosenLeaf(end, choice, leafAt);
      if ((response.flags & flagTruncated) === 0) choice.count();
      return last;
    }
    const last = response.denial(end);
    if (last === end) return end;
    choice.count();
    response.limitDenial(end, Math.min(choice.ttl, deniedTtlMax));
    return last;
  }

  /** Whether the names of a chain that this zone has data for may belong to a zone below it. */
  private mayLeave(links: number, leaf: number): boolean {
    const { view, zone, key, target } = this;
    if (!view.hasZonesBelow(key.labels - zone.apexLabel)) return false;
    if (links > 1) return true;
    if (leaf === -1) return false;
    const at = zone.nameAt(zone.nodeRow(leaf));
    target.read(zone.bytes, at, at + 256);
    return view.apexLabels(target) !== key.labels - zone.apexLabel;
  }

  /** Whether a chain that left its zone for the name at `left` goes on in another served here. */
  private goesOn(left: number): boolean {
    if (left === 0) return false;
    const at = this.zone.baseByte + left;
    this.target.read(this.zone.bytes, at, at + 256);
    return this.view.servesName(this.target);
  }

  private negative(): number {
    const { zone } = this;
    return this.response.floating(zone.negativeTemplate, zone.apexLabel);
  }

  private referral(cut: number, base: number): number {
    const { zone } = this;
    this.response.flags = 0;
    const template = zone.baseWord + (zone.words[cut + nodeField.extra]! >> 2);
    return this.response.floating(template, base);
  }
}
