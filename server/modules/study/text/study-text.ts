import { detectLanguage } from '../../../platform/text/detect-language.ts';

/** What is studied: a text that was given, or a document with its headings. Offsets are UTF-16 units of `text`. */
export interface StudyText {
  text: string;
  title: string | null;
  /** ISO 639-1, or `und`. */
  language: string;
  sections: { level: number; heading: string; start: number; end: number }[];
}

export interface Range {
  start: number;
  end: number;
}

/** A text that was sent along, with the Markdown headings it may have. */
export function toStudyText(text: string): StudyText {
  const found = Array.from(
    text.matchAll(/^(#{1,6})[ \t]+(.*\S)[ \t]*$/gm),
    ({ index, 1: marks = '', 2: heading = '' }) => ({
      level: marks.length,
      heading: heading.replace(/\s+#+$/, ''),
      start: index,
    }),
  );
  const sections = found.map((section, at) => ({
    ...section,
    end: found.find((other, index) => index > at && other.level <= section.level)?.start ?? text.length,
  }));
  return { text, title: sections[0]?.heading ?? null, language: detectLanguage(text), sections };
}
