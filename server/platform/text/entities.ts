/** What a message names, each as it stands there, in order and once. */
export interface MessageEntities {
  people: string[];
  dates: string[];
  numbers: number[];
  quotes: string[];
  files: string[];
}

/** As much of a message as is looked at, in UTF-16 units. */
const sample = 8_000;
const most = 50;

const month =
  '(?:jan(?:uary|uar)?|feb(?:ruary|ruar)?|mar(?:ch)?|märz|apr(?:il)?|may|mai|june?|juni?|july?|juli?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?|okt(?:ober)?|nov(?:ember)?|dec(?:ember)?|dez(?:ember)?)\\.?';
const weekday =
  '(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)';
const unit = '(?:days?|weeks?|months?|quarters?|years?|tage?n?|wochen?|monate?n?|quartale?n?|jahre?n?)';
const point = `\\d{4}-\\d{2}(?:-\\d{2})?|\\d{1,2}\\.\\d{1,2}\\.(?:\\d{4}|\\d{2})?|\\d{1,2}/\\d{1,2}/\\d{2,4}|\\d{1,2}(?:st|nd|rd|th|\\.)?\\s+(?:of\\s+)?${month}(?:\\s+\\d{4})?|${month}\\s+\\d{1,2}(?:st|nd|rd|th)?(?:,?\\s+\\d{4})?(?!\\d)|${month}\\s+\\d{4}|q[1-4](?:\\s+\\d{4})?|(?:19|20)\\d\\d`;
const relative = `yesterday|today|tomorrow|gestern|heute|vorgestern|übermorgen|(?:(?:last|next|this|past|previous|letzten?|letztes|nächsten?|nächstes|diesen?|diese|dieses|vergangenen?)\\s+(?:\\d+\\s+)?(?:${unit}|${weekday}|${month}))|${weekday}|\\d+\\s+${unit}\\s+ago|vor\\s+\\d+\\s+${unit}`;
const either = `(?:${relative}|${point})`;
const dates = new RegExp(
  `(?<![\\p{L}\\p{N}.])(?:(?:between|from|zwischen|von|vom)\\s+${either}\\s+(?:and|to|until|und|bis(?: zum)?)\\s+${either}|(?:since|seit|until|bis)\\s+${either}|${either})(?![\\p{L}\\p{N}])`,
  'giu',
);

const quotes = /"([^"\n]{1,300})"|“([^”\n]{1,300})”|„([^“”\n]{1,300})[“”]|«([^»\n]{1,300})»/gu;
const files =
  /(?<![\p{L}\p{N}/])[\p{L}\p{N}_][\p{L}\p{N}_.()-]{0,80}\.(?:pdf|docx?|pptx?|xlsx?|csv|tsv|txt|md|html?|json|png|jpe?g|svg|zip)(?![\p{L}\p{N}])/giu;
const numbers = /(?<![\p{L}\p{N}.,/:-])[-−]?\d{1,15}(?:,\d{3})*(?:\.\d+)?(?![\p{L}\p{N}:/]|\.\d|,\d)/gu;
const mentions = /(?<![\p{L}\p{N}@.])@([\p{L}\p{N}][\p{L}\p{N}._-]{0,60})/gu;
/** Names behind words that speak of someone. */
const spokenOf =
  /(?<![\p{L}])(?:[Dd]id|[Hh]as|[Dd]oes|from|with|by|[Aa]sk|[Tt]ell|told|to|about|that|between|and|[Hh]at|von|mit|fragte|sagte|hatte|bei|an|und|zwischen)\s+(?=\p{Lu})((?:\p{Lu}[\p{Ll}'’-]+)(?:\s+\p{Lu}[\p{Ll}'’-]+)?)/gu;
const speaks =
  /(?:^|(?<=[.?!,]\s))((?:\p{Lu}[\p{Ll}'’-]+)(?:\s+\p{Lu}[\p{Ll}'’-]+)?)\s+(?:said|says|wrote|mentioned|asked|sent|told|sagte|schrieb|meinte|fragte|schickte|hat|erwähnte)(?![\p{L}])/gu;
const noName =
  /^(?:The|This|That|These|Those|What|When|Where|Who|Why|How|It|I|You|We|They|My|Our|Your|A|An|In|On|At|Please|Can|Could|Der|Die|Das|Den|Dem|Ein|Eine|Ich|Du|Wir|Sie|Er|Es|Was|Wann|Wo|Wer|Wie|Bitte|Jan|Feb|Mar|Apr|Mai|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonntag|January|February|March|April|May|June|July|August|September|October|November|December|Januar|Februar|März|Juni|Juli|Oktober|Dezember|English|German|French|Spanish|Englisch|Deutsch)$/u;
/** German writes every noun with a capital: these are things. */
const germanThing =
  /(?:ung|heit|keit|schaft|tion|ment|nis|tum|rechnung|vertrag|bericht|datei|termin|umsatz|preis)(?:en|e|s|es)?$/iu;

/** Finds people, dates and ranges of dates, numbers, quoted text and file names in a message. */
export function findEntities(message: string): MessageEntities {
  const text = message.slice(0, sample);
  const foundDates = Array.from(text.matchAll(dates), ([match]) => match.trim());
  const withoutDates = text.replace(dates, ' ').replace(files, ' ');
  return {
    people: once([
      ...groups(text, mentions),
      ...groups(text, speaks).filter(isName),
      ...groups(text, spokenOf).filter(isName),
    ]),
    dates: once(foundDates),
    numbers: once(
      Array.from(withoutDates.matchAll(numbers), ([match]) => Number(match.replaceAll(',', '').replace('−', '-'))),
    ),
    quotes: once(groups(text, quotes)),
    files: once(Array.from(text.matchAll(files), ([match]) => match)),
  };
}

const isName = (text: string): boolean =>
  text.split(/\s+/).every((word) => !noName.test(word) && !germanThing.test(word));

const groups = (text: string, pattern: RegExp): string[] =>
  Array.from(text.matchAll(pattern), (match) => match.slice(1).find((group) => group !== undefined) ?? '').map(
    (found) => found.replace(/['’]s$/, ''),
  );

const once = <T>(found: T[]): T[] => [...new Set(found)].slice(0, most);
