/**
 * The records of one zone, and the rules that hold between them. Work on several records is a
 * transaction: the first that is refused takes all back.
 */
import { apiErrors } from "./api-error.js";
import type { StoredRecord } from "./stored-record.js";

const combinedContentMax = 8192;

export class RecordStore {
  private readonly records = new Map<string, StoredRecord>();
  private readonly byName = new Map<string, Set<string>>();
  /** How to take back what the transaction under way has done, last first. */
  private undo: (() => void)[] | undefined;

  constructor(
    private readonly zone: string,
    private readonly recordsMax: number,
  ) {}

  get size(): number {
    return this.records.size;
  }

  all(): IterableIterator<StoredRecord> {
    return this.records.values();
  }

  get(id: string): StoredRecord {
    const record = this.records.get(id);
    if (record === undefined) throw apiErrors.noRecord();
    return record;
  }

  at(name: string): readonly StoredRecord[] {
    return [...(this.byName.get(name) ?? [])].map((id) => this.records.get(id)!);
  }

  /** All of `work`, or nothing of it. */
  transaction<T>(work: () => T): T {
    const undo: (() => void)[] = [];
    this.undo = undo;
    try {
      return work();
    } catch (fault) {
      this.undo = undefined;
      for (const step of undo.reverse()) step();
      throw fault;
    } finally {
      this.undo = undefined;
    }
  }

  /** In the place of the record with its id, or as a new one. */
  put(record: StoredRecord): void {
    const was = this.records.get(record.id);
    const beside = this.at(record.name).filter(({ id }) => id !== record.id);
    this.checkBeside(record, beside);
    if (was === undefined && this.records.size >= this.recordsMax) throw apiErrors.quota();
    if (was !== undefined && (was.name !== record.name || was.type !== record.type)) {
      this.checkDsKeepsNs(was);
    }
    this.replace(was, record);
  }

  delete(id: string): StoredRecord {
    const record = this.get(id);
    this.checkDsKeepsNs(record);
    this.replace(record, undefined);
    return record;
  }

  private checkBeside(record: StoredRecord, beside: readonly StoredRecord[]): void {
    const { type } = record;
    if (beside.some((other) => same(record, other))) throw apiErrors.identical();
    const has = (...types: string[]) => beside.some((other) => types.includes(other.type));
    // A/AAAA records cannot exist on the same name as CNAME records (API reference, "Notes").
    if (type === "CNAME" && has("A", "AAAA", "CNAME")) throw apiErrors.hostTaken();
    if ((type === "A" || type === "AAAA") && has("CNAME")) throw apiErrors.cnameTaken();
    // NS records cannot exist on the same name as any other record type (same place), but DS.
    if (record.name !== this.zone) {
      if (type === "NS" && beside.some((other) => other.type !== "NS" && other.type !== "DS")) {
        throw apiErrors.otherTypes();
      }
      if (type !== "NS" && type !== "DS" && has("NS")) throw apiErrors.nsTaken();
      if (type === "DS" && !has("NS")) throw apiErrors.dsWithoutNs();
    } else if (type === "DS") throw apiErrors.dsWithoutNs();
    const combined = beside
      .filter((other) => other.type === type)
      .reduce((sum, other) => sum + other.content.length, record.content.length);
    if (combined > combinedContentMax) throw apiErrors.combinedLength();
  }

  /** DS goes before the last NS. */
  private checkDsKeepsNs(leaving: StoredRecord): void {
    if (leaving.type !== "NS") return;
    const stay = this.at(leaving.name).filter(({ id }) => id !== leaving.id);
    if (stay.some(({ type }) => type === "DS") && !stay.some(({ type }) => type === "NS")) {
      throw apiErrors.dsWithoutNs();
    }
  }

  private replace(was: StoredRecord | undefined, is: StoredRecord | undefined): void {
    if (was !== undefined) {
      this.byName.get(was.name)?.delete(was.id);
      if (this.byName.get(was.name)?.size === 0) this.byName.delete(was.name);
      if (is === undefined) this.records.delete(was.id);
    }
    if (is !== undefined) {
      this.records.set(is.id, is);
      const ids = this.byName.get(is.name) ?? new Set<string>();
      this.byName.set(is.name, ids.add(is.id));
    }
    this.undo?.push(() => this.replace(is, was));
  }
}

function same(a: StoredRecord, b: StoredRecord): boolean {
  return a.type === b.type && Buffer.compare(a.rdata, b.rdata) === 0;
}
