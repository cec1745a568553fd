import type { FoundColumn } from './structure.ts';

/** `customerEmail`, `CUSTOMER E-MAIL` and `customer_email` are one name. */
export const plainName = (name: string): string =>
  name
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1_$2')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_|_$/g, '');

const names: [kind: string, pattern: RegExp][] = [
  ['a mail address', /(?:^|_)e?_?mail(?:_?(?:address|adresse|addr))?(?:_|$)/],
  [
    'a telephone number',
    /(?:^|_)(?:phone|telephone|mobile|cell|fax|telefon|handy|tel|msisdn)(?:_?(?:number|no|nr))?(?:_|$)/,
  ],
  [
    'a card or account number',
    /(?:^|_)(?:iban|bic|cvv|cvc|pan|card_?(?:number|no|num|nr)|credit_?card(?:_?(?:number|no))?|account_?(?:number|no)|ccn?)(?:_|$)/,
  ],
  [
    'an identity number',
    /(?:^|_)(?:ssn|social_security(?:_number)?|passport(?:_?(?:number|no))?|tax_?id|national_id|driver_?licen[cs]e)(?:_|$)/,
  ],
  [
    'a secret',
    /(?:^|_)(?:password|passwd|pwd|passphrase|secret|token|api_?key|salt|otp|pin|private_key|password_hash)(?:_|$)/,
  ],
  ['a street address', /(?:^|_)(?:street|street_address|address_?(?:line)?_?\d?|strasse|home_address|postal_address)$/],
  ['a network address', /(?:^|_)(?:ip|ip_?address|mac_?address)$/],
];

const values: [kind: string, test: (value: string) => boolean][] = [
  ['a mail address', (value) => /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/.test(value)],
  ['a telephone number', (value) => /^\+\d[\d\s()./-]{7,20}$/.test(value) || /^\(\d{3}\) ?\d{3}-\d{4}$/.test(value)],
  ['a card or account number', (value) => isCardNumber(value) || /^[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}/.test(value)],
];

const personName =
  /^(?:first|last|given|family|sur|middle|full|maiden|vor|nach|display|person|customer|contact|employee|patient|student)_?names?$|^(?:surname|lastname|firstname|fullname|name)$/;
const contact = /mail|phone|mobile|telefon|birth|dob|street|address|ssn/;

/** What personal or secret thing a column seems to hold, by its name or by most of its values; undefined for none. */
export function sensitiveKind(column: Pick<FoundColumn, 'name' | 'type'>, samples: string[]): string | undefined {
  if (!['text', 'other', 'integer'].includes(column.type)) return undefined;
  const name = plainName(column.name);
  const byName = names.find(([, pattern]) => pattern.test(name))?.[0];
  if (byName && (column.type !== 'integer' || byName !== 'a secret')) return byName;
  if (samples.length === 0 || column.type === 'integer') return undefined;
  return values.find(([, test]) => samples.filter(test).length * 2 > samples.length)?.[0];
}

/**
 * Whether a column names people: it is called so, and its table also keeps how to reach them or when they were born. A list of
 * singers is public, a list of customers is not.
 */
export function namesPeople(
  column: Pick<FoundColumn, 'name' | 'type'>,
  siblings: Pick<FoundColumn, 'name'>[],
): boolean {
  if (column.type !== 'text' || !personName.test(plainName(column.name))) return false;
  return siblings.some((sibling) => sibling.name !== column.name && contact.test(plainName(sibling.name)));
}

/** 13 to 19 digits with the check digit of Luhn (ISO/IEC 7812-1). */
function isCardNumber(value: string): boolean {
  const digits = value.replace(/[ -]/g, '');
  if (!/^\d{13,19}$/.test(digits)) return false;
  const sum = [...digits].reverse().reduce((total, digit, at) => {
    const doubled = Number(digit) * (at % 2 === 1 ? 2 : 1);
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return sum % 10 === 0;
}
