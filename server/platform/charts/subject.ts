import { parseTimeLabel } from './time-labels.ts';
import { chartKinds } from './wish.ts';

const preposition = /^(?:by|per|of|for|nach|pro|von|je|über|für|over|across)$/iu;
const timeNoun =
  /^(?:days?|weeks?|months?|quarters?|years?|hours?|tage?n?|wochen?|monate?n?|quartale?n?|jahre?n?|stunden?)$/iu;
/** Nouns that name what is counted rather than whom it is counted for. */
const measures =
  /^(?:sales|revenue|turnover|profit|costs?|votes|users|visitors|visits|orders|temperatures?|population|prices?|budget|score|scores|points|umsatz|umsätze|gewinn|kosten|stimmen|nutzer|besucher|bestellungen|temperatur|einwohner|preise?|punkte|ausgaben|einnahmen|expenses|income|spending|distance|weight|height|hours|stunden)$/iu;
const kind = new RegExp(`^(?:${chartKinds.join('|')}|charts?|graph|plot|.*diagramm)$`, 'iu');

/**
 * The words before the first number are the subject and the first label in one: `sales by month Jan`. Tells where the one ends,
 * from the form of the other labels.
 */
export function splitSubject([first = '', ...others]: string[]): { subject: string; label: string } {
  const words = first.split(' ').filter(Boolean);
  const cut = findCut(words, others);
  return { subject: words.slice(0, cut).join(' '), label: words.slice(cut).join(' ') };
}

function findCut(words: string[], others: string[]): number {
  if (words.length === 0) return 0;
  const named = others.filter((label) => label !== '');
  if (others.length > 0 && named.length === 0) return words.length;
  const timeCut = named.every((label) => parseTimeLabel(label)) ? findTime(words) : -1;
  if (timeCut >= 0) return timeCut;
  const last = words.findLastIndex((word) => preposition.test(word));
  if (last >= 0 && last + 2 < words.length) return last + 2;
  if (last >= 0 && last + 2 === words.length && timeNoun.test(words.at(-1) ?? '')) return words.length;
  const longest = Math.max(1, ...named.map((label) => label.split(' ').length));
  const leading = words.length - longest;
  if (leading <= 0) return 0;
  return leadsToSubject(words, leading, named);
}

/** Where the words begin to be a time, three or four words long at most; -1 if they don't end in one. */
function findTime(words: string[]): number {
  const from = Math.max(0, words.length - 4);
  const found = words.slice(from).findIndex((_, index) => parseTimeLabel(words.slice(from + index).join(' ')));
  return found < 0 ? -1 : from + found;
}

/** The words in front are a subject if one of them is known to be, or if small letters set them apart from the names behind. */
function leadsToSubject(words: string[], leading: number, named: string[]): number {
  const known = words.findLastIndex((word) => measures.test(word) || kind.test(word));
  if (known >= 0 && known + 1 < words.length) return known + 1;
  const capitalised = (word: string | undefined) => /^\p{Lu}/u.test(word ?? '');
  const name = words.findIndex(capitalised);
  if (name > 0 && named.every((label) => capitalised(label))) return name;
  if (named.every((label) => !capitalised(label)) && !preposition.test(words[leading] ?? '')) return leading;
  return 0;
}
