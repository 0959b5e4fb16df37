/** TYPE codes inside RDATA: a single one, and the bitmaps of NSEC, NSEC3, CSYNC and NXT. */
import { tokenKind } from "../text/scanner.js";
import { atEnd, type Field, fieldFault } from "./field.js";
import { typeCodeOf, typeName } from "./type-code.js";

const expected = "a record type such as A or TYPE123";

/** One type, 16 bits. */
export function recordTypeCode(label: string): Field {
  return {
    label,
    parse(scanner, _context, out) {
      const code =
        scanner.kind === tokenKind.word
          ? typeCodeOf(scanner.bytes, scanner.start, scanner.end)
          : -1;
      if (code === -1) throw fieldFault(scanner, label, expected);
      out.u16(code);
      scanner.next();
    },
    skip: (_rdata, at, end) => (at + 2 <= end ? at + 2 : -1),
    print: (rdata, at) => typeName((rdata[at]! << 8) | rdata[at + 1]!),
  };
}

/**
 * Windows of 256 types each (RFC 4034 §4.1.2), to the end of the RDATA, perhaps none:
 *
 *   | window | length 1–32 | bitmap, its last octet not zero |
 */
export function typeBitmap(label: string): Field {
  return {
    label,
    parse(scanner, _context, out) {
      const windows = new Map<number, Uint8Array>();
      for (; !atEnd(scanner); scanner.next()) {
        const code =
          scanner.kind === tokenKind.word
            ? typeCodeOf(scanner.bytes, scanner.start, scanner.end)
            : -1;
        if (code === -1) throw fieldFault(scanner, label, expected);
        let bitmap = windows.get(code >>> 8);
        if (bitmap === undefined) {
          bitmap = new Uint8Array(32);
          windows.set(code >>> 8, bitmap);
        }
        bitmap[(code & 0xff) >>> 3]! |= 0x80 >>> (code & 7);
      }
      for (const [window, bitmap] of [...windows].sort(([a], [b]) => a - b)) {
        let length = 32;
        while (bitmap[length - 1] === 0) length--;
        out.u8(window);
        out.u8(length);
        out.copy(bitmap, 0, length);
      }
    },
    skip(rdata, at, end) {
      let last = -1;
      while (at < end) {
        if (at + 2 > end || rdata[at]! <= last) return -1;
        last = rdata[at]!;
        const length = rdata[at + 1]!;
        const next = at + 2 + length;
        if (length === 0 || length > 32 || next > end || rdata[next - 1] === 0) return -1;
        at = next;
      }
      return at;
    },
    print(rdata, at, next) {
      const names: string[] = [];
      while (at < next) {
        const bitmapEnd = at + 2 + rdata[at + 1]!;
        appendNames(rdata, at + 2, bitmapEnd, rdata[at]! << 8, names);
        at = bitmapEnd;
      }
      return names.join(" ");
    },
  };
}

/** The bitmap of NXT (RFC 2535 §5.2): types 1 to 127 in up to 16 octets, no windows. */
export function oldTypeBitmap(label: string): Field {
  return {
    label,
    parse(scanner, _context, out) {
      const bitmap = new Uint8Array(16);
      for (; !atEnd(scanner); scanner.next()) {
        const code =
          scanner.kind === tokenKind.word
            ? typeCodeOf(scanner.bytes, scanner.start, scanner.end)
            : -1;
        if (code < 1 || code > 127) {
          throw fieldFault(scanner, label, "a record type whose code is below 128");
        }
        bitmap[code >>> 3]! |= 0x80 >>> (code & 7);
      }
      let length = 16;
      while (length > 0 && bitmap[length - 1] === 0) length--;
      out.copy(bitmap, 0, length);
    },
    skip(rdata, at, end) {
      if (at === end) return end;
      // Bit 0 set would announce another format (RFC 2535 §5.2).
      return end - at > 16 || rdata[at]! >= 0x80 || rdata[end - 1] === 0 ? -1 : end;
    },
    print(rdata, at, next) {
      const names: string[] = [];
      appendNames(rdata, at, next, 0, names);
      return names.join(" ");
    },
  };
}

function appendNames(
  bitmap: Uint8Array,
  start: number,
  end: number,
  base: number,
  names: string[],
): void {
  for (let i = start; i < end; i++) {
    for (let bit = 0; bit < 8; bit++) {
      if ((bitmap[i]! & (0x80 >>> bit)) !== 0) names.push(typeName(base + (i - start) * 8 + bit));
    }
  }
}
