import type { DocumentText } from './document-text.ts';

/** What bounds a reader. `deadline` is a time of `performance.now()`. */
export interface ReadBounds {
  maxPages: number;
  deadline: number;
}

interface FormatNames {
  /** As people call it: "a PDF". */
  readonly label: string;
  /** Endings of filenames, lower case, without the dot. */
  readonly extensions: readonly string[];
}

/** A format made of text; its name decides, since any text could be any of them. */
export interface TextFormat extends FormatNames {
  readonly kind: 'text';
  /** Finds the encoding that the start of the text declares of itself. */
  declaredEncoding?(head: string): string | undefined;
  /** Whether text without a telling name starts like this format. */
  matches?(text: string): boolean;
  /** Throws `ParseError`. */
  read(text: string, out: DocumentText, bounds: ReadBounds): void;
}

/** A format known by its bytes. */
export interface BinaryFormat extends FormatNames {
  readonly kind: 'binary';
  matches(bytes: Uint8Array, entries: readonly string[]): boolean;
  /** Throws `ParseError`. */
  read(bytes: Uint8Array, out: DocumentText, bounds: ReadBounds): void | Promise<void>;
}

export type Format = TextFormat | BinaryFormat;
