/** Ways of saying a thing that are brought into one before a question is cut into words. */
const rewrites: [RegExp, string][] = [
  [/\bfirst (?:and|&) last names?\b/giu, 'first name and last name'],
  [/\b(min)(?:imum)? and (max)(?:imum)? /giu, 'minimum and maximum '],
  // How to write the SQL is our business: the tables named there are in the question anyway.
  [
    /,?\s*(?:based on|by|using) (?:doing |performing )?(?:an? )?(?:left |inner |right |outer )*join(?:ing|s)?\b[^.?!]*/giu,
    '',
  ],
  [/\b(?:signed|signs?|signing)[ -]?up\b/giu, 'registered'],
  [/\b(?:he|she)\/(?:she|he)\b/giu, 'they'],
];

/** The question with common ellipses written out and directions about joins left out. */
export function normalizeQuestion(question: string): string {
  return rewrites.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), question);
}
