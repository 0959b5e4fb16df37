import { describe, expect, it } from "vitest";
import { listedZone } from "../../../src/check/listed-zone.js";
import { RepositoryZones } from "../../../src/check/repository-zones.js";
import { lowerNameFromText } from "../../../src/dns/name-text.js";
import { copyZone, ZoneReader } from "../../../src/zone/reader.js";
import { ZoneFileError, type ZoneFiles } from "../../../src/zone/zone-files.js";
import { ZoneIndex } from "../../../validators/zone-index.js";

const soa = "$TTL 60\n@ SOA ns hostmaster 1 2 3 4 5\n@ NS ns.example.net.\n";

/** A repository in memory: path → text. Remembers what was opened. */
function repository(texts: Readonly<Record<string, string>>) {
  const opened: string[] = [];
  const files: ZoneFiles = {
    realPath: (path) => path,
    open: (path) => {
      opened.push(path);
      const text = texts[path];
      if (text === undefined) throw new ZoneFileError(path, "no such file");
      const bytes = Buffer.from(text);
      let at = 0;
      return {
        fingerprint: { path, sizeBytes: bytes.length, modifiedMs: 0, changedMs: 0, inode: 0 },
        read(into, offset) {
          const count = bytes.copy(into, offset, at);
          at += count;
          return count;
        },
        close() {},
      };
    },
  };
  const listed = Object.keys(texts).map((path) => listedZone(path));
  return { zones: new RepositoryZones(files, listed), files, opened };
}

function indexOf(files: ZoneFiles, path: string, apex: string): ZoneIndex {
  const { zone } = new ZoneReader({ files }).read({ path, root: "/", apex: nameOf(apex) });
  if (zone === null) throw new Error(`${path} cannot be read`);
  return new ZoneIndex(copyZone(zone));
}

function nameOf(text: string): Uint8Array {
  const name = lowerNameFromText(text);
  if (name === undefined) throw new Error(text);
  return name;
}

const tree = {
  "/z/example.com.zone": soa,
  "/z/shop.example.com.zone": soa,
  "/z/example.net.zone": soa,
  "/z/broken.example.zone": "@ NS nothing else\n",
  "/other/example.net.zone": soa,
};

describe("the zones of a repository", () => {
  const { zones, files, opened } = repository(tree);
  const own = indexOf(files, "/z/example.com.zone", "example.com");
  const seen = zones.around("/z/example.com.zone", own);
  const enclosing = (name: string) => {
    const wire = nameOf(name);
    return seen.enclosing(wire, 0, wire.length)?.apexText;
  };

  it("hold a name in the innermost zone, in any case of letters", () => {
    expect(enclosing("www.example.com")).toBe("example.com.");
    expect(enclosing("example.com")).toBe("example.com.");
    expect(enclosing("a.b.shop.example.com")).toBe("shop.example.com.");
    expect(enclosing("notshop.example.com")).toBe("example.com.");
    const upper = nameOf("www.example.net").map((octet) => (octet > 0x60 ? octet - 0x20 : octet));
    expect(seen.enclosing(upper, 0, upper.length)?.apexText).toBe("example.net.");
  });

  it("do not hold names elsewhere, or in a zone that cannot be read", () => {
    expect(enclosing("www.example.org")).toBeUndefined();
    expect(enclosing("com")).toBeUndefined();
    expect(enclosing(".")).toBeUndefined();
    expect(enclosing("www.broken.example")).toBeUndefined();
  });

  it("have the zone that is checked in the version that is checked", () => {
    const wire = nameOf("www.example.com");
    expect(seen.enclosing(wire, 0, wire.length)).toBe(own);
  });

  it("are read once, from the folder of the zone that asks", () => {
    enclosing("one.example.net");
    enclosing("two.example.net");
    expect(opened.filter((path) => path.endsWith("example.net.zone"))).toEqual([
      "/z/example.net.zone",
    ]);
  });

  it("know their other versions by path, or by apex after a move", () => {
    expect(zones.version(listedZone("/z/example.net.zone"))?.apexText).toBe("example.net.");
    expect(zones.version(listedZone("/moved/shop.example.com.zone"))?.apexText).toBe(
      "shop.example.com.",
    );
    expect(zones.version(listedZone("/z/new.example.zone"))).toBeNull();
    expect(zones.version(listedZone("/z/broken.example.zone"))).toBeUndefined();
  });
});

it("looks into the root zone for what is in no other", () => {
  const { zones, files } = repository({ "/z/root.zone": soa, "/z/example.com.zone": soa });
  const own = indexOf(files, "/z/example.com.zone", "example.com");
  const name = nameOf("www.example.org");
  const seen = zones.around("/z/example.com.zone", own);
  expect(seen.enclosing(name, 0, name.length)?.apexText).toBe(".");
});
