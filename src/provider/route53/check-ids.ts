/** Health checks of a zone by our names and by Route 53's ids. */
import { z } from "zod";
import type { Resource, RrsetChange } from "../contract/change.js";
import { extraOfRrset, type HealthCheckNames } from "./record-sets.js";

const rawSchema = z.object({ id: z.string() });

export class CheckIds implements HealthCheckNames {
  private readonly ids = new Map<string, string>();
  private readonly names = new Map<string, string>();
  /** Ids that record sets of the zone name: those that we steer with, and all the others. */
  private readonly ours = new Set<string>();
  private readonly others = new Set<string>();

  /** All checks of the zone, as just listed. */
  learn(resources: readonly Resource[]): void {
    this.ids.clear();
    this.names.clear();
    for (const { name, raw } of resources) this.set(name, rawSchema.parse(raw).id);
  }

  /** Null: it is gone. */
  set(name: string, id: string | null): void {
    const before = this.ids.get(name);
    if (before !== undefined) this.names.delete(before);
    this.ids.delete(name);
    if (id === null) return;
    this.ids.set(name, id);
    this.names.set(id, name);
  }

  usedByUs(id: string | undefined): void {
    if (id !== undefined) this.ours.add(id);
  }

  usedByOthers(id: string | undefined): void {
    if (id !== undefined) this.others.add(id);
  }

  isForOthers(name: string): boolean {
    return this.others.has(this.ids.get(name) ?? "");
  }

  isForOthersOnly(name: string): boolean {
    return this.isForOthers(name) && !this.ours.has(this.ids.get(name) ?? "");
  }

  nameOf(id: string): string | undefined {
    return this.names.get(id);
  }

  idOf(name: string): string | undefined {
    return this.ids.get(name);
  }

  /** Those of these changes that are to name a check which is not known. */
  lacking(changes: readonly RrsetChange[]): RrsetChange[] {
    return changes.filter(({ after }) => {
      const name = after === null ? undefined : extraOfRrset(after).healthCheck;
      return name !== undefined && !name.startsWith("foreign ") && !this.ids.has(name);
    });
  }
}
