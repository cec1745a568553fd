import type { Reader } from './reader.ts';

/** Prepositions, pronouns and verbs: they change nothing but how the next noun is taken. */
export function readGlue(reader: Reader): void {
  if (reader.is('not')) negateNext(reader);
  else if (reader.is('or')) reader.joinsByOr = true;
  else if (reader.is('distinct')) reader.frame.distinct = true;
  else if (reader.is('return') || reader.is('wh')) startOutputs(reader);
  else if (reader.is('and') && reader.sense('pronoun', 1)) reader.mode = 'output';
  else if (reader.is('relative', 'with', 'of', 'preposition', 'verb', 'have', 'named', 'be')) narrow(reader);
  else if (reader.is('out-of')) reader.frame.beyond.push(textOf(reader));
  else if (reader.is('both')) reader.frame.both = true;
  else if (reader.is('to')) reader.frame.doubts += 1;
  else if (reader.is('same', 'than', 'between', 'percentage', 'like', 'empty', 'true', 'false', 'limit'))
    reader.frame.beyond.push(textOf(reader));
  else if (reader.is('end')) reader.negated = false;
  reader.at += 1;
}

function negateNext(reader: Reader): void {
  reader.negated = true;
  narrow(reader);
}

function textOf(reader: Reader): string {
  const item = reader.item();
  return item?.kind === 'sense' ? item.text : '';
}

/** "which" in the middle of a sentence is a relative pronoun and narrows; at the start it asks. */
function startOutputs(reader: Reader): void {
  const before = reader.item(-1);
  const relative = reader.is('relative') && before !== undefined && before.kind !== 'sense';
  if (relative) narrow(reader);
  else {
    const continues = reader.is('verb') && reader.frame.outputs.length > 0 && before?.kind === 'mention';
    if (continues) narrow(reader);
    else reader.mode = 'output';
  }
}

/** From here on, nouns narrow what was asked instead of adding to it. */
export function narrow(reader: Reader): void {
  if (reader.is('verb')) reader.afterVerb = true;
  reader.owns = reader.is('of');
  if (reader.frame.outputs.length > 0 || reader.frame.limit !== null || reader.frame.groups.length > 0)
    reader.mode = 'filter';
}
