/** First segments that the older clients address without the version. */
const unversioned = [
  'auth',
  'users',
  'conversations',
  'messages',
  'connections',
  'intelligence',
  'chat',
  'system',
  'ai',
];
const bare = new RegExp(`^/(?:${unversioned.join('|')})(?=[/?]|$)`);
const prefixed = /^\/api(?=\/v1(?:[/?]|$))/;

/** Paths that were renamed, not only moved. */
const renamed: [RegExp, string][] = [
  [/^\/v1\/auth\/register(?=\/?(?:\?|$))/, '/v1/auth/signup'],
  [/^\/v1\/health(?=\/?(?:\?|$))/, '/health'],
];

/**
 * The seed-path table: where a request of an older client is served today. Every other address comes back unchanged; the query is
 * kept as it is. The web app lives at `/` and `/app`, which no line of the table touches.
 */
export function rewriteSeedPath(url: string): string {
  let path = url.replace(prefixed, '');
  if (bare.test(path)) path = `/v1${path}`;
  for (const [old, current] of renamed) path = path.replace(old, current);
  return path;
}
