import type { Rule } from "../rule.js";
import type { ZoneIndex } from "../zone-index.js";
import { tellGiveaways } from "./giveaways.js";

/** Forms whose check digits tell them from other numbers. */
const forms: readonly {
  readonly what: string;
  readonly pattern: RegExp;
  readonly isRight: (digits: string) => boolean;
}[] = [
  {
    what: "the number of a payment card",
    // As printed on the card: networks 3 to 6, in groups. Without them it may be any token.
    pattern: /(?<![\w-])[3-6]\d{3}([ -])\d{4}\1\d{4}\1\d{1,7}(?![\w-])/,
    isRight: hasCheckDigit,
  },
  {
    what: "the number of a bank account (IBAN)",
    // Some countries have letters further behind, as random tokens do, which are not to be told.
    pattern: /(?<!\w)[A-Z]{2}\d{2} ?[A-Z0-9]{4}(?: ?\d{4}){2,6}(?: ?\d{1,3})?(?!\w)/,
    isRight: isIban,
  },
];

/** Digits that each form has at least. */
const digitsMin = 10;

export const textPersonal: Rule = {
  id: "text-personal",
  severity: "warning",
  sets: ["best-practice"],
  reference: "CWE-359",
  summary: "A TXT record holds what looks like the number of a payment card or a bank account.",
  why: "The DNS is public, and what was in it once is kept by those who collect it.",
  hint: "remove the record, and tell those whose number it is",
  judges: "records",
  check: (context) => tellGiveaways(context, mayHoldNumber, whatIs),
};

function whatIs(text: string): string | undefined {
  const form = forms.find(({ pattern, isRight }) => {
    const number = pattern.exec(text)?.[0].replace(/[ -]/g, "");
    return number !== undefined && isRight(number);
  });
  return form?.what;
}

/** Quick and generous: enough digits, with nothing between but what numbers are grouped by. */
function mayHoldNumber({ zone }: ZoneIndex, record: number): boolean {
  const { rdata, rdataStart } = zone;
  const end = rdataStart[record + 1]!;
  let digits = 0;
  for (let at = rdataStart[record]! + 1; at < end; at++) {
    const octet = rdata[at]!;
    if (octet >= 0x30 && octet <= 0x39) {
      if (++digits === digitsMin) return true;
    } else if (!isBetween(octet)) digits = 0;
  }
  return false;
}

/** A blank, a hyphen, or the letter of a bank. */
function isBetween(octet: number): boolean {
  return octet === 0x20 || octet === 0x2d || (octet >= 0x41 && octet <= 0x5a);
}

/** ISO/IEC 7812: every second digit from the right counts twice, and the sum ends in 0 (Luhn). */
function hasCheckDigit(number: string): boolean {
  let sum = 0;
  for (let place = 0; place < number.length; place++) {
    const digit = Number(number[number.length - 1 - place]);
    const value = place % 2 === 1 ? 2 * digit : digit;
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}

/** ISO 13616: the first four behind the rest, letters as 10 to 35, and 1 is left over of 97. */
function isIban(number: string): boolean {
  let rest = 0;
  for (const character of number.slice(4) + number.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}
