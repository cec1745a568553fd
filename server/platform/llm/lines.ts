/** The lines of a body as they come in; the last one may lack its end. */
export async function* readLines(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  // A carriage return at the end of a packet may be half of a line end.
  let held = '';
  for await (const chunk of body) {
    const text = held + decoder.decode(chunk, { stream: true });
    held = text.endsWith('\r') ? '\r' : '';
    const [first = '', ...others] = text.slice(0, text.length - held.length).split(/\r\n|\n|\r/);
    rest += first;
    for (const line of others) {
      yield rest;
      rest = line;
    }
  }
  rest += decoder.decode();
  if (rest || held) yield rest;
}

/** The data of each server-sent event (html.spec.whatwg.org, 9.2.6); an event that is cut off by the end counts too. */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let data: string[] = [];
  for await (const line of readLines(body)) {
    if (line.startsWith('data:')) data.push(line.slice(line[5] === ' ' ? 6 : 5));
    else if (line === '' && data.length > 0) {
      yield data.join('\n');
      data = [];
    }
  }
  if (data.length > 0) yield data.join('\n');
}
