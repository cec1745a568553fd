const hidden = '[redacted]';

/** Fields whose values never belong into a log, wherever they stand in the line. */
const secretFields =
  'authorization|proxy-authorization|cookie|set-cookie|password|new_password|current_password|passwordHash|password_hash|token|access_token|refresh_token|accessToken|refreshToken|secret|sig';
const jsonText = '"(?:[^"\\\\]|\\\\.)*"';
const fields = new RegExp(`"(${secretFields})":(?:${jsonText}|\\[[^\\]]*\\])`, 'gi');

/** Tokens in addresses, in headers that were quoted, and passwords of database and mail addresses. */
const inAddress = /([?&](?:token|access_token|refresh_token|sig|code|invite)=)[^&"\s\\]+/gi;
const bearer = /(Bearer\s+)[\w.~+/=-]+/gi;
/** Personal API keys, wherever they are. */
const apiKeys = /\bpk-[\w-]{43}/g;
const credentials = /(\b[a-z][a-z0-9+.-]*:\/\/[^/\s:@"]*):[^/\s@"]+@/gi;

/**
 * Takes secrets out of one serialised log line. It works on the text, not on paths, so that a secret is found however deep it is
 * nested and also inside the message of an error.
 */
export function redactLine(line: string): string {
  return line
    .replace(fields, `"$1":"${hidden}"`)
    .replace(inAddress, `$1${hidden}`)
    .replace(apiKeys, hidden)
    .replace(bearer, `$1${hidden}`)
    .replace(credentials, `$1:${hidden}@`);
}
