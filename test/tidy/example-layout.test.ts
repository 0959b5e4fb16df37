import { describe, expect, it } from "vitest";
import { formatText } from "../../src/format/format-text.js";
import { projectFiles, readProjectFile } from "./project-files.js";

describe("example zones", () => {
  it.each(projectFiles("", /^(zones|examples)\/.*\.(zone|inc)$/))(
    "%s is laid out by fivenines fmt",
    (path) => {
      const text = readProjectFile(path);
      expect(Buffer.from(formatText(Buffer.from(text)) as Uint8Array).toString()).toBe(text);
    },
  );
});
