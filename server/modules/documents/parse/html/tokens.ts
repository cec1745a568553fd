import { decodeEntities } from './entities.ts';

export type HtmlToken =
  | { type: 'text'; text: string }
  /** `attributes` as they are written. */
  | { type: 'open'; name: string; attributes: string }
  | { type: 'close'; name: string };

/** Elements whose content is no markup. */
const rawText = new Set(['script', 'style', 'textarea', 'title', 'xmp', 'iframe', 'noembed', 'noframes']);

/** Takes HTML apart as a browser would, fault by fault; time grows with the length alone. */
export function* htmlTokens(html: string): Generator<HtmlToken> {
  let at = 0;
  while (at < html.length) {
    const bracket = html.indexOf('<', at);
    const textEnd = bracket < 0 ? html.length : bracket;
    if (textEnd > at) yield { type: 'text', text: decodeEntities(html.slice(at, textEnd)) };
    if (bracket < 0) return;
    const next = html[bracket + 1] ?? '';
    if (next === '!' || next === '?') {
      at = skipDeclaration(html, bracket);
    } else if (/[a-z]/i.test(next) || (next === '/' && /[a-z]/i.test(html[bracket + 2] ?? ''))) {
      const end = tagEnd(html, bracket + 1);
      const token = readTag(html.slice(bracket + 1, end));
      yield token;
      at = end + 1;
      if (token.type === 'open' && rawText.has(token.name)) {
        const close = findClose(html, token.name, at);
        if (close > at) yield { type: 'text', text: decodeEntities(html.slice(at, close)) };
        at = close;
      }
    } else {
      yield { type: 'text', text: '<' };
      at = bracket + 1;
    }
  }
}

function skipDeclaration(html: string, at: number): number {
  const [open, close] = html.startsWith('<!--', at) ? ['<!--', '-->'] : ['<!', '>'];
  const end = html.indexOf(close, at + open.length);
  return end < 0 ? html.length : end + close.length;
}

/** Where the tag's bracket closes; one within quotes doesn't. */
function tagEnd(html: string, from: number): number {
  let quote = '';
  for (let at = from; at < html.length; at += 1) {
    const char = html[at] ?? '';
    if (quote !== '') {
      if (char === quote) quote = '';
    } else if ((char === '"' || char === "'") && html[at - 1] === '=') {
      quote = char;
    } else if (char === '>') {
      return at;
    }
  }
  return html.length;
}

function readTag(inside: string): HtmlToken {
  const name = /^\/?([^\s/>]+)/.exec(inside)?.[1]?.toLowerCase() ?? '';
  if (inside.startsWith('/')) return { type: 'close', name };
  return { type: 'open', name, attributes: inside.slice(name.length) };
}

function findClose(html: string, name: string, from: number): number {
  const close = new RegExp(`</${name}(?=[\\s/>])`, 'gi');
  close.lastIndex = from;
  return close.exec(html)?.index ?? html.length;
}
