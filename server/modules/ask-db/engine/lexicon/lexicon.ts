import type { TimeUnit } from './calendar.ts';

export type Aggregate = 'sum' | 'avg' | 'min' | 'max';
export type CompareOp = '>' | '>=' | '<' | '<=' | '=' | '!=';

/** What a function word or phrase does in a question. */
export type Sense =
  | { role: 'count' | 'between' | 'group' | 'by' | 'order' | 'limit' | 'return' | 'wh' | 'and' | 'or' | 'both' | 'all' }
  | {
      role:
        | 'distinct'
        | 'not'
        | 'to'
        | 'than'
        | 'relative'
        | 'with'
        | 'of'
        | 'preposition'
        | 'be'
        | 'have'
        | 'named'
        | 'true'
        | 'false';
    }
  | {
      role:
        | 'ratio'
        | 'percentage'
        | 'out-of'
        | 'filler'
        | 'verb'
        | 'pronoun'
        | 'comma'
        | 'open'
        | 'close'
        | 'end'
        | 'empty'
        | 'or-more'
        | 'or-less'
        | 'same';
    }
  | { role: 'aggregate'; fn: Aggregate }
  | { role: 'direction'; descending: boolean }
  | { role: 'superlative'; descending: boolean; hints: string[]; counts: boolean }
  | { role: 'compare'; op: CompareOp; hints: string[] }
  | { role: 'like'; where: 'contains' | 'starts' | 'ends' }
  | { role: 'bucket' | 'unit'; unit: TimeUnit };

export type Role = Sense['role'];

const plain: Record<string, string> = {
  count:
    'how many|number of|the number of|count of|total number of|total count of|total number|total count|amount of times|how often|numbers of|how much number of|the count|counts of|number|count',
  between: 'between',
  group:
    'for each|in each|of each|at each|on each|per|each|every|for every|grouped by|group by|split by|broken down by|by each|for all|across all|across different|across the different|across|for the different|respective|within each|from each|to each|by every|in every|for their respective',
  by: 'by|in terms of|based on|according to|with respect to|measured by',
  order:
    'order by|ordered by|sorted by|sort by|order the results by|sort the results by|order the result by|order results by|sort results by|order them by|sort them by|ordered from|sorted from|ordered|sorted|ranked by|arranged by|ordered in|sorted in|order in|order from|order it by|starting from|starting with|ranked from|in order of|rank them by|sort the list by',
  limit: 'top|first',
  return:
    'return|showing|list|show|give|get|find|display|provide|tell|please|include|including|show me|give me|find me|list all|as well as|fetch|retrieve|name|identify|list out|select|calculate|compute|determine|report',
  wh: 'what|which|who|whom|whats|what is|what are|what was|what were|who are|who is|which are|which is|where are|where is',
  and: 'and|also|as well as|along with|together with|&|then|plus|and also',
  or: 'or|either',
  both: 'both',
  all: 'all|any|total number of all',
  distinct: 'distinct|unique|different|distinct list of|unique list of|distinct number of',
  not: "not|no|without|never|don't|doesn't|didn't|haven't|hasn't|isn't|aren't|non|excluding|except|neither|nor|do not|does not|did not|have not|has not|are not|is not|were not|was not|have never|has never|had never|no longer|who never|have no|has no|had no|with no|not any|not have any|do not have any|do not have|does not have|that have no|lack|lacks|lacking|other than|apart from|not yet",
  to: 'to|versus|vs|against|compared to|compared with|relative to|over',
  than: 'than',
  relative: 'that|who|whose|where|which|while|they|when|whom',
  with: 'with|having|has|have|had',
  of: 'of|for',
  preposition: 'in|at|from|on|within|into|near|under|through|during|inside|since',
  be: 'is|are|was|were|be|been|being|do|does|did|has been|have been|should be|must be|can be|there|are there|is there|they should be|will be|can|could|would|may|should|must',
  named:
    'named|called|titled|with the name|whose name is|with name|with the title|with the names|by the name of|name is',
  true: 'true|yes',
  false: 'false',
  ratio: 'ratio of|the ratio of|ratio|proportion of|proportion|fraction of',
  percentage: 'percentage of|percent of|percentage|percent|share of|what share of|rate of',
  'out-of': 'out of|out of all|among|amongst',
  empty: 'null|missing|empty|unknown|unspecified|blank|not set|not specified|undefined',
  'or-more': 'or more|or greater|or higher|or above|or later|and above|or over|and over|and up|or older',
  'or-less': 'or less|or fewer|or lower|or below|or earlier|and below|or under|or younger',
  same: 'the same|same|equal|identical',
  pronoun: 'it|its|their|them|these|those|this|his|her|he|she|him|i|we|our|us|me|my|you|your',
  filler:
    'the|a|an|of|list of|the list of|overall|database|in the database|in this database|in the dataset|dataset|currently|current|respectively|corresponding|associated|various|specific|given|ever|details of|information about|details|information|data|records|record|entries|entry|signups|signup|sign ups|sign up|only|just|exactly|whole|entire|results|result|rows|row|column|columns|available|existing|particular|please|in total|altogether|at all|so far|to date|each of|one of|some of|as|if|than|table|tables|in general|respective|certain|such|as well|too|per square kilometer|in square kilometers|in square kilometer|in square miles|in kilometers|in kilometres|in miles|in meters|in metres|in feet|in dollars|in usd|in euros|in kg|in minutes|in hours|in seconds|square kilometers|square kilometer|square miles|kilometers|kilometer|km|meters|dollars|dollar|usd|euros|euro|times|time|in people per square kilometer|case insensitively|kg|minutes|hours|seconds|percent|stars|star|years old|inclusive|corresponding to|related|together|a list of|as a list|so that|how|does|according|combined|separately|in descending|list them|actually|exist|exists|recorded|registered in|number of records|occurrence|occurrences|of the week|kind of|sort of|type of all',
  verb: 'paid|pay|pays|paying|worth|earns|serve|serves|serving|served|located|locate|located in|situated|based in|flow|flows|flowing|flow through|run|runs|occur|occurred|occurs|happen|happened|made|make|makes|making|took|take|taken|takes|post|posted|posting|give|given|gave|live|lives|living|come|comes|came|contain|contains|containing|belong|belongs|belonging|belong to|belongs to|part of|member of|work|works|working|worked|get|got|gotten|go|goes|went|gone|use|uses|used|using|own|owns|owned|offer|offers|offered|offering|provide|provided|provides|provided by|produce|produced|produces|receive|received|receives|receiving|place|placed|hold|holds|held|appear|appears|appeared|lie|lies|reside|resides|residing|involve|involved|involves|involving|carry|carried|carries|keep|kept|assign|assigned|associated with|related to|done|perform|performed|submit|submitted|create|created|issue|issued|record|recorded|play|played|stay|stayed|spend|spent|earn|earned|cover|covers|covering|covered|find|found|see|seen|linked to|linked|connected to|add|added|open to|send|sent|sends|sending|operate|operated|operates|operating|process|processed|handle|handled|attend|attended|attends|attending|enrolled|enroll|taught|teach|teaches|teaching|study|studied|complete|completed|completing|bring|brought|represent|represents|represented|written|write|wrote|writes|vary|varies|change|changed|changes|arrange|arranged',
};

const aggregates: Record<Aggregate, string> = {
  sum: 'total|sum of|sum|the sum of|total sum of|total amount of|combined|cumulative|overall total|aggregate|total of|how much|summed',
  avg: 'average|mean|avg|average of|the average of|on average|typical',
  min: 'minimum|min|minimal|minimum of',
  max: 'maximum|max|maximal|maximum of',
};

const ups = 'highest|largest|biggest|greatest|most|top|best|maximum|highest number|best performing';
const downs = 'lowest|smallest|least|fewest|worst|minimum|lowest number';
const sizes = 'area|size|population|capacity|volume';

/** Adjectives that name what they measure: the columns they may mean, for ascending and descending order. */
const measured: [descending: boolean, words: string, hints: string][] = [
  [true, 'largest|biggest', sizes],
  [false, 'smallest', sizes],
  [true, 'highest|tallest', 'height|altitude|elevation|rating|score|price|salary'],
  [false, 'lowest', 'height|altitude|elevation|rating|score|price|salary'],
  [true, 'best|top rated|highest rated|best rated|top', 'rating|score|grade|stars'],
  [false, 'worst|lowest rated|worst rated', 'rating|score|grade|stars'],
  [true, 'longest', 'length|duration|runtime|distance'],
  [false, 'shortest', 'length|duration|runtime|distance|height'],
  [true, 'most expensive|priciest|costliest|highest priced', 'price|cost|fare|fee|rate'],
  [false, 'cheapest|least expensive|lowest priced', 'price|cost|fare|fee|rate'],
  [true, 'oldest', 'age'],
  [false, 'youngest', 'age'],
  [false, 'oldest|earliest', 'birthdate|birth date|founded|established|date|year'],
  [true, 'youngest', 'birthdate|birth date'],
  [true, 'newest|latest|most recent|most recently|last', 'date|timestamp|year|day'],
  [false, 'earliest|first', 'date|timestamp|year|day'],
  [true, 'heaviest', 'weight|mass'],
  [false, 'lightest', 'weight|mass'],
  [true, 'fastest', 'speed|velocity'],
  [false, 'slowest', 'speed|velocity'],
  [true, 'deepest', 'depth'],
  [true, 'widest', 'width'],
  [true, 'most populous|most populated', 'population'],
  [false, 'least populous|least populated', 'population'],
  [true, 'most popular', 'popularity'],
  [true, 'richest|highest paid|best paid', 'salary|wealth|income|balance'],
  [true, 'strongest', 'strength|power'],
  [true, 'busiest', 'traffic|passengers'],
];

const comparisons: Record<CompareOp, string> = {
  '>': '>|more than|greater than|higher than|larger than|bigger than|over|above|exceeding|exceeds|exceed|exceeded|longer than|older than|later than|more expensive than|taller than|better than|heavier than|faster than|in excess of|upwards of|more|higher|greater|after|beyond|strictly more than',
  '>=': '>=|≥|at least|no less than|not less than|no fewer than|minimum of|a minimum of|greater than or equal to|more than or equal to|not below|starting at',
  '<': '<|less than|fewer than|lower than|smaller than|under|below|shorter than|younger than|earlier than|cheaper than|lighter than|slower than|worse than|before|less|fewer|lower',
  '<=': '<=|≤|at most|no more than|not more than|up to|maximum of|a maximum of|less than or equal to|not exceeding|not above|fewer than or equal to',
  '=': '=|equal to|equals|exactly|equal|precisely|is equal to',
  '!=': '!=|<>|not equal to|different from|other than exactly',
};

const comparedBy: Record<string, string> = {
  'longer than': 'length|duration|runtime|distance',
  'shorter than': 'length|duration|runtime|distance|height',
  'older than': 'age',
  'younger than': 'age',
  'cheaper than': 'price|cost|fare',
  'more expensive than': 'price|cost|fare',
  'taller than': 'height',
  'larger than': sizes,
  'bigger than': sizes,
  'smaller than': sizes,
  'heavier than': 'weight',
  'lighter than': 'weight',
};

const senses = new Map<string, Sense[]>();
const add = (phrases: string, sense: Sense): void => {
  for (const phrase of phrases.split('|')) senses.set(phrase, [...(senses.get(phrase) ?? []), sense]);
};

for (const [descending, words, hints] of measured)
  add(words, { role: 'superlative', descending, hints: hints.split('|'), counts: false });
add(ups, { role: 'superlative', descending: true, hints: [], counts: true });
add(downs, { role: 'superlative', descending: false, hints: [], counts: true });
for (const op of ['>', '>=', '<', '<=', '=', '!='] as const) {
  for (const phrase of comparisons[op].split('|'))
    add(phrase, { role: 'compare', op, hints: comparedBy[phrase]?.split('|') ?? [] });
}
for (const fn of ['sum', 'avg', 'min', 'max'] as const) add(aggregates[fn], { role: 'aggregate', fn });
add('contains|containing|contain|includes|include the word|contains the word|with the word|contain the word|like', {
  role: 'like',
  where: 'contains',
});
add(
  'starts with|start with|starting with|begins with|begin with|beginning with|starting with the letter|starts with the letter',
  { role: 'like', where: 'starts' },
);
add('ends with|end with|ending with|ends in|ending in|end in', { role: 'like', where: 'ends' });
add(
  'descending|descending order|in descending order|desc|from highest to lowest|highest to lowest|largest to smallest|from largest to smallest|longest to shortest|most to least|from most to least|best to worst|from best to worst|highest first|latest first|newest first|largest first|most recent first|decreasing|in decreasing order|best to lowest|the highest first|descendingly|from longest to shortest|newest to oldest|from latest to earliest',
  { role: 'direction', descending: true },
);
add(
  'ascending|ascending order|in ascending order|asc|from lowest to highest|lowest to highest|smallest to largest|from smallest to largest|least to most|alphabetically|alphabetical order|in alphabetical order|earliest first|lowest first|oldest first|increasing|in increasing order|chronologically|chronological order|in chronological order|shortest to longest|worst to best|oldest to newest|from shortest to longest|from earliest to latest|ascendingly',
  { role: 'direction', descending: false },
);
for (const [words, unit] of [
  ['daily', 'day'],
  ['weekly', 'week'],
  ['monthly', 'month'],
  ['quarterly', 'quarter'],
  ['yearly|annual|annually|over the years|year over year', 'year'],
  ['over the months|month over month', 'month'],
] as const)
  add(words, { role: 'bucket', unit });
for (const unit of ['day', 'week', 'month', 'quarter', 'year'] as const)
  add(`${unit}|${unit}s|calendar ${unit}`, { role: 'unit', unit });
add('date|dates', { role: 'unit', unit: 'day' });
for (const role of Object.keys(plain)) add(plain[role] ?? '', { role } as Sense);
add(',', { role: 'comma' });
add('(', { role: 'open' });
add(')', { role: 'close' });
add(';|?|!|.|:', { role: 'end' });

/** The longest phrase the lexicon knows has this many words. */
export const longestPhrase = Math.max(...[...senses.keys()].map((phrase) => phrase.split(' ').length));

/** What a phrase in lower case may do in a question; undefined where the lexicon does not know it. */
export function sensesOf(phrase: string): Sense[] | undefined {
  return senses.get(phrase);
}
