import { expect, it } from "vitest";
import { RollOutLab } from "../../../support/roll-out-lab.js";
import { apexNs, hosts } from "../plan/plan-sketch.js";

it("lets many zones wait at once without a word from Node about it", async () => {
  const warnings: string[] = [];
  const hear = ({ name }: Error) => void warnings.push(name);
  process.on("warning", hear);
  const lab = new RollOutLab();
  for (let i = 0; i < 20; i++) {
    lab.want(lab.provider(`p${i}`, [apexNs], { settlesMs: 5_000 }), [apexNs, ...hosts(3)]);
  }
  const summary = await lab.sync({ signal: new AbortController().signal });
  await new Promise(setImmediate);
  process.off("warning", hear);
  expect(summary.isComplete).toBe(true);
  expect(warnings).toEqual([]);
});
