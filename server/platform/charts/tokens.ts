import { type DecimalMark, quantityPattern, readQuantity } from './numbers.ts';

/** A piece of a chart message. */
export type Token =
  | { type: 'word'; text: string }
  | { type: 'number'; text: string; value: number; unit: string }
  | { type: 'list'; values: number[] }
  | { type: 'comma' | 'break' | 'bind' | 'open' | 'close' };

const monthNames =
  '(?:jan(?:uary|uar)?|jänner|feb(?:ruary|ruar)?|mar(?:ch)?|märz|apr(?:il)?|may|mai|june?|juni|july?|juli|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|okt(?:ober)?|nov(?:ember)?|dec(?:ember)?|dez(?:ember)?)\\.?';
/** With a year, or with the dot of a German day: `10 Mar` alone may as well be ten of them. */
const wordDatePattern = `\\d{1,2}\\.\\s*${monthNames}(?:\\s+(?:19|20|21)\\d\\d)?(?![\\p{L}\\d])|\\d{1,2}(?:st|nd|rd|th)?\\s+${monthNames}\\s+(?:19|20|21)\\d\\d(?=\\s*[:=]?\\s*[-+−–]?[$€£¥]?\\d)|(?<![\\p{L}])${monthNames}\\s+\\d{1,2}(?:st|nd|rd|th)?,\\s+(?:19|20|21)\\d\\d(?=\\s*[:=]?\\s*[-+−–]?[$€£¥]?\\d)`;
const datePattern =
  '\\d{4}-\\d{1,2}(?:-\\d{1,2}(?:[T ]\\d{2}:\\d{2}(?::\\d{2})?Z?)?)?(?![\\d.-])|\\d{1,2}\\.\\d{1,2}\\.\\d{4}(?!\\d)|\\d{1,2}/\\d{1,2}/\\d{4}(?!\\d)|\\d{1,2}:[0-5]\\d(?![\\d:])';
const wordPattern =
  "[\\p{L}_#@&*\\p{Extended_Pictographic}][\\p{L}\\p{M}\\p{N}_'’.&/+*#@\\u200d\\ufe0f-]*|\\d+(?:st|nd|rd|th|er|-|/)[\\p{L}\\p{N}/-]*|\\d+[\\p{L}][\\p{L}\\p{N}]*";
const quoted = '"[^"\\n]{1,200}"|„[^“”\\n]{1,200}[“”]|“[^”\\n]{1,200}”|«[^»\\n]{1,200}»';
const lexer = new RegExp(
  `(?<date>${datePattern}|${wordDatePattern})|(?<quoted>${quoted})|(?<![\\p{L}\\p{N}])(?<quantity>${quantityPattern})(?![\\p{L}\\p{N}_])|(?<word>${wordPattern})|(?<comma>,)|(?<break>[;\\n|]+)|(?<bind>[:=→]|->)|(?<open>[([])|(?<close>[)\\]])|(?<other>[^\\s])`,
  'giu',
);

/** Cuts a chart message into words, numbers and separators; what is none of them is left out. */
export function tokenize(text: string, mark: DecimalMark): Token[] {
  const alone = (text.match(/(?<!\d)\d+(?:[.,]\d+)*/g) ?? []).length === 1;
  return Array.from(text.matchAll(lexer), (match) => readToken(match, mark, alone)).filter(
    (token) => token !== undefined,
  );
}

function readToken(match: RegExpExecArray, mark: DecimalMark, alone: boolean): Token | undefined {
  const { date, quoted, quantity, word, comma, break: broken, bind, open, close } = match.groups ?? {};
  if (date) return { type: 'word', text: date };
  if (quoted) return { type: 'word', text: quoted.slice(1, -1) };
  if (quantity) return readNumber(match, quantity, { mark, alone });
  if (word) return { type: 'word', text: word.replace(/\.$/, '') };
  if (comma) return { type: 'comma' };
  if (broken) return { type: 'break' };
  if (bind) return { type: 'bind' };
  if (open) return { type: 'open' };
  return close ? { type: 'close' } : undefined;
}

function readNumber(
  match: RegExpExecArray,
  text: string,
  { mark, alone }: { mark: DecimalMark; alone: boolean },
): Token {
  const run = match.groups?.digits ?? '';
  const quantity = isList(run, alone) ? undefined : readQuantity(match, mark);
  if (quantity) return { type: 'number', text: text.trim(), ...quantity };
  const values = run.split(',').map(Number);
  return values.length > 1 && values.every(Number.isFinite)
    ? { type: 'list', values }
    : { type: 'word', text: text.trim() };
}

/** `12,15,11` lacks its spaces, and so does `100,200,300` where it is all there is: one number makes no chart. */
const isList = (run: string, alone: boolean): boolean =>
  alone
    ? /^\d+(?:,\d+)+$/.test(run)
    : /^\d+(?:\.\d+)?(?:,\d+(?:\.\d+)?){2,}$/.test(run) && !/^[1-9]\d{0,2}(?:,\d{3}){2,}$/.test(run);
