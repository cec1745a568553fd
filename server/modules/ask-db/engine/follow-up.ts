const opening =
  /^(?:(?:and|but|now|then|ok|okay|so|also|please)[,\s]+)*(?:(?:what|how) about|(?:show )?(?:me )?(?:only|just)(?: (?:those|the ones|these))?|the same|same(?: thing)?|instead|split(?: it| that| them)?|break (?:it|that|them) down|group(?: it| that| them)?|(?:sort|order)(?: it| that| them)?(?= by)|filter(?: it| that| them)?(?: by| to)?)\b[,\s]*/i;
const continued = /^(?:and|but|now|then|also)\b[,\s]*/i;
const fragment =
  /^(?:by|per|for|in|since|before|after|from|top|without|excluding|except|sorted|ordered|this|last|monthly|yearly|daily|weekly|quarterly|\d{4})\b/i;

/**
 * The words of a question that only make sense after another one ("and by month?" → "by month", "what about Berlin?" →
 * "Berlin"); null for a question that stands by itself.
 */
export function readFollowUp(question: string): string | null {
  const text = question.trim().replace(/[?.!\s]+$/, '');
  const opened = opening.exec(text);
  const rest = opened ? text.slice(opened[0].length) : text.replace(continued, '');
  const follows = opened !== null || (fragment.test(rest) && rest.split(/\s+/).length <= 8);
  if (!follows || rest === '') return null;
  const verb = opened && /(sort|order)\b/i.test(opened[0]) ? 'ordered ' : '';
  return verb + rest.replace(/^(?=\d{4}\b)/, 'in ');
}
