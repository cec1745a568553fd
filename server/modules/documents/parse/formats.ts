import type { Format } from './format.ts';
import { csv } from './formats/csv.ts';
import { docx } from './formats/docx.ts';
import { html } from './formats/html.ts';
import { json } from './formats/json.ts';
import { markdown } from './formats/markdown.ts';
import { pdf } from './formats/pdf.ts';
import { plainText } from './formats/plain-text.ts';
import { pptx } from './formats/pptx.ts';
import { xlsx } from './formats/xlsx.ts';

/** Every format that can become a document. A new one is one file and one line here. */
export const formats: readonly Format[] = [pdf, docx, pptx, xlsx, html, csv, json, markdown, plainText];
