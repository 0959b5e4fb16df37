/** International labels between their letters and their form in the DNS (RFC 3492). */

/** The parameters of RFC 3492 §5. */
const base = 36;
const thresholdMin = 1;
const thresholdMax = 26;
const skew = 38;
const damp = 700;
const biasFirst = 72;
const codeFirst = 0x80;
const codeMax = 0x10ffff;

/** The text of which `encoded` is the form behind `xn--`, or undefined if it is of none. */
export function fromPunycode(encoded: string): string | undefined {
  const hyphen = encoded.lastIndexOf("-");
  const codes = [...encoded.slice(0, Math.max(hyphen, 0))].map((character) =>
    character.charCodeAt(0),
  );
  let code = codeFirst;
  let bias = biasFirst;
  let place = 0;
  let isFirst = true;
  for (let at = hyphen + 1; at < encoded.length; ) {
    const before = place;
    let weight = 1;
    for (let k = base; ; k += base) {
      const digit = digitOf(encoded.charCodeAt(at++));
      if (digit === -1) return undefined;
      place += digit * weight;
      const threshold = thresholdAt(k, bias);
      if (digit < threshold) break;
      weight *= base - threshold;
      // 63 octets of label cannot say more than this; it keeps the numbers exact.
      if (weight > 2 ** 40 || place > 2 ** 40) return undefined;
    }
    const count = codes.length + 1;
    bias = adapt(place - before, count, isFirst);
    isFirst = false;
    code += Math.floor(place / count);
    place %= count;
    if (code > codeMax || (code >= 0xd800 && code <= 0xdfff)) return undefined;
    codes.splice(place++, 0, code);
  }
  return String.fromCodePoint(...codes);
}

/** The form of a text behind `xn--`; what is ASCII in it stays as it is. */
export function toPunycode(text: string): string {
  const codes = [...text].map((character) => character.codePointAt(0)!);
  const basic = codes.filter((code) => code < codeFirst);
  let encoded = String.fromCharCode(...basic);
  let done = basic.length;
  if (done > 0) encoded += "-";
  let code = codeFirst;
  let delta = 0;
  let bias = biasFirst;
  while (done < codes.length) {
    const next = Math.min(...codes.filter((other) => other >= code));
    delta += (next - code) * (done + 1);
    code = next;
    for (const other of codes) {
      if (other < code) delta++;
      if (other !== code) continue;
      encoded += number(delta, bias);
      bias = adapt(delta, done + 1, done === basic.length);
      delta = 0;
      done++;
    }
    delta++;
    code++;
  }
  return encoded;
}

/** A number in digits of growing weight (RFC 3492 §3.3). */
function number(value: number, bias: number): string {
  let digits = "";
  for (let k = base; ; k += base) {
    const threshold = thresholdAt(k, bias);
    if (value < threshold) return digits + digitText(value);
    digits += digitText(threshold + ((value - threshold) % (base - threshold)));
    value = Math.floor((value - threshold) / (base - threshold));
  }
}

function thresholdAt(k: number, bias: number): number {
  return Math.min(Math.max(k - bias, thresholdMin), thresholdMax);
}

/** RFC 3492 §6.1: the next number will be about as large as this one. */
function adapt(delta: number, count: number, isFirst: boolean): number {
  let rest = Math.floor(delta / (isFirst ? damp : 2));
  rest += Math.floor(rest / count);
  let k = 0;
  for (; rest > ((base - thresholdMin) * thresholdMax) / 2; k += base) {
    rest = Math.floor(rest / (base - thresholdMin));
  }
  return k + Math.floor(((base - thresholdMin + 1) * rest) / (rest + skew));
}

/** a to z are 0 to 25, 0 to 9 are 26 to 35. */
function digitOf(character: number): number {
  if (character >= 0x30 && character <= 0x39) return character - 0x30 + 26;
  const letter = (character | 0x20) - 0x61;
  return letter >= 0 && letter < 26 ? letter : -1;
}

function digitText(value: number): string {
  return String.fromCharCode(value < 26 ? 0x61 + value : 0x30 + value - 26);
}
