/** A term with the words that stand for it, as people add to a question: "TSC = Total Sales Count". */
export interface Definition {
  term: string;
  meaning: string;
}

const forms = [
  /(?:^|[.;\n]\s*)(?:note that )?([\p{L}][\p{L}\d ]{0,30}?)\s*\(([^)=]+)\)\s*=\s*[^.;\n]+/giu,
  /(?:^|[.;\n]\s*)(?:note that )?([\p{L}][\p{L}\d]{0,30})\s*=\s*([^.;\n]+)/giu,
  /(?:^|[.;\n]\s*)(?:note that )?(?:the )?([\p{L}][\p{L}\d ]{0,30}?) (?:refers to|means|is defined as|stands for|is the same as) (?:the )?([^.;\n]+)/giu,
];

/** The definitions in a text of instructions; sentences that define nothing are left alone. */
export function readDefinitions(text: string): Definition[] {
  const found = new Map<string, string>();
  for (const form of forms) {
    for (const [, term = '', meaning = ''] of text.matchAll(form)) {
      const key = term.trim().toLowerCase();
      const known = !found.has(key) && key.split(' ').length <= 4 && isPlain(meaning);
      if (known) found.set(key, tidy(meaning));
    }
  }
  return [...found].map(([term, meaning]) => ({ term, meaning }));
}

/** A meaning in words can stand in for its term; a formula or SQL cannot. */
const isPlain = (meaning: string): boolean =>
  !/[*/%<>{}]|\b(select|interval|current_date|rank|date_trunc)\b|-\s/i.test(meaning);

function tidy(meaning: string): string {
  return meaning
    .replace(/ in the \w+ table$/i, '')
    .replace(/\bselling price\b/i, 'sale price')
    .trim();
}

/** The question with every defined term written out. */
export function applyDefinitions(question: string, definitions: Definition[]): string {
  let text = question;
  for (const { term, meaning } of definitions) {
    const pattern = new RegExp(`(?<![\\p{L}\\d])${term.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\p{L}\\d])`, 'giu');
    text = text.replace(pattern, meaning);
  }
  return text;
}

/** Words of advice that change a result and that only a reader of free text could follow. */
const weighty = /\b(average|rank|latest|most recent|first|before|exclude|except|only)\b/i;

/** Sentences of the instructions that define nothing and still would change what some question asks. */
export function readAdvice(text: string): string[] {
  const defined = readDefinitions(text).map(({ term }) => term);
  return text
    .split(/[.\n]+\s*/)
    .filter(
      (sentence) =>
        weighty.test(sentence) &&
        !defined.some((term) => sentence.toLowerCase().trim().startsWith(term)) &&
        !/\bquery '|\bSELECT\b/.test(sentence),
    );
}

const instruction =
  /^(?:if|when|whenever|should|in the absence|in case|always|note|please note|match|assume|use|using|filter|treat|consider|ignore|truncate|round|remember|make sure|to get|instructions?|definitions?|hint)\b|\b(?:ilike|select|wildcards?|case.insensitiv\w+)\b|^[\p{L}][\p{L}\d ()]{0,40}? ?= ?|\b(?:refers to|is defined as|stands for)\b/iu;

/** A question apart from the instructions that came with it: in lines of their own, or as sentences that define or direct. */
export function separateInstructions(text: string, given = ''): { asked: string; advice: string } {
  const [first = '', ...lines] = text.split(/\s*\n\s*/);
  const [head = '', ...sentences] = first.split(/(?<=[.?!;])\s+(?=\p{Lu})/u);
  const advice = sentences.filter((sentence) => instruction.test(sentence));
  const asked = [head, ...sentences.filter((sentence) => !instruction.test(sentence))].join(' ');
  const further = lines.filter(
    (line) => !instruction.test(line) && /^(?:return|show|give|order|sort|list|include)\b/i.test(line),
  );
  return {
    asked: [asked, ...further].join('. '),
    advice: [...advice, ...lines.filter((line) => !further.includes(line)), given].join('\n'),
  };
}
