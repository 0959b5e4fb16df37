import { expect, it } from "vitest";
import { Progress } from "../../../src/cli/progress.js";
import { quietSurroundings } from "./surroundings.js";

/** What is written while a hundred zones take `msEach` each. */
function shown(msEach: number, isTerminal: boolean, columns = 80): string[] {
  let now = 1000;
  const written: string[] = [];
  const progress = new Progress("checked", 100, {
    ...quietSurroundings,
    errorIsTerminal: isTerminal,
    errorColumns: () => columns,
    now: () => now,
    complain: (text) => void written.push(text),
  });
  for (let zone = 0; zone < 100; zone++) {
    now += msEach;
    progress.advance();
  }
  progress.clear();
  return written;
}

it("shows how far a long run is, ten times a second at most, and leaves the line clean", () => {
  const written = shown(50, true);
  expect(written.length).toBeLessThanOrEqual(47);
  expect(written[0]).toMatch(/^\r[█░]{30} checked 10 of 100 zones/);
  expect(written.at(-2)).toContain("checked 100 of 100 zones");
  expect(written.at(-1)).toBe("\r\x1b[K");
});

it("stays on one line of a narrow terminal", () => {
  expect(shown(50, true, 40)[0]).toBe("\r██░░░░░░░░░░░░░ checked 10 of 100 zones\x1b[K");
  expect(shown(50, true, 28)[0]).toBe("\rchecked 10 of 100 zones\x1b[K");
  expect(shown(50, true, 12)[0]).toBe("\rchecked 10 \x1b[K");
});

it("says nothing of what takes half a second, nor where nobody looks", () => {
  expect(shown(4, true)).toEqual([]);
  expect(shown(50, false)).toEqual([]);
});
