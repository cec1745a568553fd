import type { Part, Source } from '@parlance/contracts';
import { lazy, Suspense } from 'react';
import { Attachments } from '../messages/attachments.tsx';
import { TablePartView } from '../messages/table-part.tsx';
import { ChartPart } from './chart-part.tsx';
import { Sources } from './sources.tsx';

const Markdown = lazy(() => import('./markdown.tsx').then((module) => ({ default: module.Markdown })));

interface AnswerBodyProps {
  parts: readonly Part[];
  /** More is to come. */
  streaming: boolean;
}

/** What an answer says, in order, and what it rests on. */
export function AnswerBody({ parts, streaming }: AnswerBodyProps) {
  const sources = parts.flatMap((part) => (part.type === 'sources' ? part.sources : []));
  const files = parts.filter((part) => part.type === 'file');
  const last = parts.length - 1;
  return (
    <>
      {[...parts.entries()].map(([place, part]) => {
        switch (part.type) {
          case 'text':
            return <Text key={place} text={part.text} sources={sources} streaming={streaming && place === last} />;
          case 'table':
            return <TablePartView key={place} columns={part.columns} rows={part.data} />;
          case 'chart':
            return <ChartPart key={place} spec={part.spec} mediaId={part.media_id} />;
          default:
            return null;
        }
      })}
      <Attachments files={files} />
      <Sources sources={sources} />
    </>
  );
}

/** Until the formatter is loaded the text stands there as it was written. */
function Text({ text, sources, streaming }: { text: string; sources: readonly Source[]; streaming: boolean }) {
  return (
    <Suspense fallback={<p className="whitespace-pre-wrap wrap-anywhere">{text}</p>}>
      <Markdown text={text} sources={sources} streaming={streaming} />
    </Suspense>
  );
}
