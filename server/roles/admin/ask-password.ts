import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { OperatorFault } from '../fault.ts';

/** A new password: from PARLANCE_PASSWORD, typed twice on a terminal without being shown, or the first line of standard input. */
export async function askPassword(): Promise<string> {
  const given = process.env.PARLANCE_PASSWORD;
  if (given) return given;
  if (!process.stdin.isTTY) return readLine();
  const first = await promptHidden('New password: ');
  if (first !== (await promptHidden('Once more: '))) throw new OperatorFault('The two passwords differ.');
  return first;
}

async function readLine(): Promise<string> {
  let text = '';
  for await (const chunk of process.stdin.setEncoding('utf8')) {
    text += chunk;
    if (text.includes('\n')) break;
  }
  const [line = ''] = text.split(/\r?\n/);
  if (line === '') throw new OperatorFault('No password: type one, pipe one in, or set PARLANCE_PASSWORD.');
  return line;
}

/** The terminal is told to echo nothing: what readline would write goes nowhere. */
async function promptHidden(prompt: string): Promise<string> {
  process.stderr.write(prompt);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  try {
    return await reader.question('');
  } finally {
    reader.close();
    process.stderr.write('\n');
  }
}
