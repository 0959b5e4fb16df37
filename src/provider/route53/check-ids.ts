/** Health checks of a zone by our names and by Route 53's ids. */
import { z } from "zod";
import type { Resource, RrsetChange } from "../contract/change.js";
import { extraOfRrset, type HealthCheckNames } from "./record-sets.js";

const rawSchema = z.object({ id: z.string() });

export class CheckIds implements HealthCheckNames {
  private readonly ids = new Map<string, string>();
  private readonly names = new Map<string, string>();

  static of(resources: readonly Resource[]): CheckIds {
    const found = new CheckIds();
    for (const { name, raw } of resources) found.set(name, rawSchema.parse(raw).id);
    return found;
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

  nameOf(id: string): string | undefined {
    return this.names.get(id);
  }

  idOf(name: string): string | undefined {
    return this.ids.get(name);
  }

  /** Whether each check that these RRsets are to name is known. */
  haveAll(changes: readonly RrsetChange[]): boolean {
    return changes.every(({ after }) => {
      const name = after === null ? undefined : extraOfRrset(after).healthCheck;
      return name === undefined || name.startsWith("foreign ") || this.ids.has(name);
    });
  }
}
