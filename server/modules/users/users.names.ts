/**
 * What usernames and e-mail addresses are compared by: compatibility forms and case are gone, so `Ångström`, `ÅNGSTRÖM`
 * and their decomposed spellings are one name. Upper-casing first joins what lower-casing alone keeps apart (ß and ss, σ and ς).
 */
export function foldName(name: string): string {
  return name.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC');
}

/** Letters that Unicode doesn't take apart although people type them without the stroke. */
const strokes: Record<string, string> = { ł: 'l', ø: 'o', đ: 'd', ð: 'd', ħ: 'h', ŧ: 't', þ: 'th', æ: 'ae', œ: 'oe' };

/** What the search compares: as `foldName`, and without accents, strokes and points. */
export function foldForSearch(text: string): string {
  return foldName(text)
    .normalize('NFKD')
    .replace(/\p{Mn}+/gu, '')
    .replace(/[łøđðħŧþæœ]/g, (letter) => strokes[letter] ?? letter)
    .replace(/\s+/g, ' ')
    .trim();
}

/** The text a user is found by. The space in front makes every word a match of ` word…`. */
export function searchText({ username, fullName }: { username: string; fullName: string | null }): string {
  return ` ${foldForSearch(username)} ${foldForSearch(fullName ?? '')}`;
}

/** A full name as it is kept: one line, composed, without blanks around it; nothing left of it is null. */
export function tidyFullName(name: string | null | undefined): string | null {
  const tidy = (name ?? '')
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim();
  return tidy === '' ? null : tidy;
}
