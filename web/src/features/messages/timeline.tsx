import type { Message } from '@parlance/contracts';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown } from 'lucide-react';
import {
  type RefObject,
  useEffect,
  useEffectEvent,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useStore } from '../../app/chat-store.tsx';
import { t, tCount } from '../../i18n/index.ts';
import { useRoving } from '../../ui/use-roving.ts';
import { AnswerRow } from '../assistant/answer-row.tsx';
import { isUnderWay } from '../assistant/run-words.ts';
import { counterpart } from '../people/names.ts';
import { useOpenChat } from './chat-context.ts';
import { MessageRow } from './message-row.tsx';
import { OutgoingRow } from './outgoing-row.tsx';
import { DayMark, NewMark, OlderMark, StartMark } from './timeline-marks.tsx';
import { buildRows, lastSeenKey, type Row } from './timeline-rows.ts';
import { useReadMarker } from './use-read-marker.ts';

/** What others may ask of the history. */
export interface TimelineHandle {
  /** Shows the message with this id, if it is loaded, and lights it up. */
  reveal: (messageId: string) => void;
  toEnd: () => void;
}

const nearEndPx = 80;
const flashMs = 2_200;
const heights: Record<Row['type'], number> = {
  start: 190,
  older: 56,
  day: 40,
  new: 32,
  message: 44,
  answer: 120,
  outgoing: 44,
};

const lastSeq = (messages: readonly Message[]) => messages.at(-1)?.seq ?? 0;

/** The history: virtualised, steady while older pages arrive above, following the newest only while at its end. */
export function Timeline({ handle }: { handle: RefObject<TimelineHandle | null> }) {
  const store = useStore();
  const { conversation, myId } = useOpenChat();
  const { id, messages, outgoing, runs, hasOlder, history } = conversation;
  const scroller = useRef<HTMLDivElement>(null);
  const wasAtEnd = useRef(true);
  const [ready, setReady] = useState(false);
  const [flash, setFlash] = useState<string | null>(null);
  const [visibleSeq, setVisibleSeq] = useState(0);
  const { newAfter, clearNew } = useReadMarker(conversation, visibleSeq);

  const rows = useMemo(
    () => buildRows({ messages, outgoing, runs, hasOlder, myId, newAfter }),
    [messages, outgoing, runs, hasOlder, myId, newAfter],
  );
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => heights[rows[index]?.type ?? 'message'],
    getItemKey: (index) => rows[index]?.key ?? index,
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: nearEndPx,
    overscan: 10,
    paddingEnd: 8,
  });
  const atEnd = virtualizer.isAtEnd(nearEndPx);
  const items = virtualizer.getVirtualItems();
  const firstIndex = items[0]?.index ?? 0;

  // Start where reading stopped: at the line above what is new, else at the end.
  const start = useEffectEvent(() => {
    const mark = rows.findIndex((row) => row.type === 'new');
    if (mark >= 0) virtualizer.scrollToIndex(mark, { align: 'start' });
    else virtualizer.scrollToEnd();
  });
  useLayoutEffect(() => {
    start();
    const frame = requestAnimationFrame(() => setReady(true));
    return () => cancelAnimationFrame(frame);
  }, []);

  useEffect(() => {
    if (ready && hasOlder && history === 'loaded' && firstIndex <= 5) void store.loadOlder(id);
  }, [ready, hasOlder, history, firstIndex, store, id]);

  const edge = (virtualizer.scrollOffset ?? 0) + (virtualizer.scrollRect?.height ?? 0) + nearEndPx;
  const seen = atEnd ? lastSeq(messages) : lastVisibleSeq(items, rows, edge);
  useEffect(() => {
    if (ready) setVisibleSeq((before) => Math.max(before, seen));
  }, [ready, seen]);

  // The line to write in grows, keyboards open: who was at the end stays there.
  const stay = useEffectEvent(() => {
    if (wasAtEnd.current) virtualizer.scrollToEnd();
  });
  useEffect(() => {
    wasAtEnd.current = atEnd;
  }, [atEnd]);
  useEffect(() => {
    const observer = new ResizeObserver(() => stay());
    if (scroller.current) observer.observe(scroller.current);
    return () => observer.disconnect();
  }, []);

  const pending = outgoing.at(-1)?.message_id ?? runs.findLast((run) => run.userId === myId && isUnderWay(run))?.id;
  const followOwn = useEffectEvent(() => {
    clearNew();
    virtualizer.scrollToEnd();
  });
  useEffect(() => {
    if (pending) followOwn();
  }, [pending]);

  useImperativeHandle(handle, () => ({
    reveal(messageId) {
      const index = rows.findIndex((row) => messageOf(row)?.id === messageId);
      if (index < 0) return;
      virtualizer.scrollToIndex(index, { align: 'center' });
      setFlash(messageId);
      setTimeout(() => setFlash(null), flashMs);
    },
    toEnd: () => virtualizer.scrollToEnd({ behavior: 'smooth' }),
  }));

  const keys = useMemo(
    () => rows.filter((row) => row.type === 'message' || row.type === 'answer').map((row) => row.key),
    [rows],
  );
  const roving = useRoving(keys, keys.at(-1));
  const other = counterpart(conversation, myId);
  const seenKey = other ? lastSeenKey(messages, myId, other.last_read_seq) : null;
  const below = messages.filter((message) => message.seq > visibleSeq && message.sender_id !== myId).length;

  return (
    <div className="relative min-h-0 flex-1">
      <div
        ref={scroller}
        role="log"
        aria-label={t('chat.messages')}
        // Rows that come in while scrolling through the past are no news.
        aria-live={atEnd ? 'polite' : 'off'}
        aria-relevant="additions"
        onKeyDown={roving.onKeyDown}
        className="flex size-full flex-col overflow-x-hidden overflow-y-auto overscroll-contain [overflow-anchor:none]"
      >
        <div className="mx-auto mt-auto w-full max-w-4xl shrink-0 px-2 md:px-4">
          <div className="relative w-full" style={{ height: virtualizer.getTotalSize() }}>
            {items.map((item) => {
              const row = rows[item.index];
              return (
                row && (
                  <div
                    key={item.key}
                    ref={virtualizer.measureElement}
                    data-index={item.index}
                    className="absolute inset-x-0 top-0 flow-root"
                    style={{ transform: `translateY(${item.start}px)` }}
                  >
                    <RowView
                      row={row}
                      flash={flash}
                      seenKey={seenKey}
                      failed={history === 'failed'}
                      tabStop={row.key === roving.stop}
                      onStop={roving.setStop}
                      onRetryOlder={() => void store.loadOlder(id)}
                    />
                  </div>
                )
              );
            })}
          </div>
        </div>
      </div>
      {ready && !atEnd && <ToLatest below={below} onClick={() => virtualizer.scrollToEnd({ behavior: 'smooth' })} />}
    </div>
  );
}

function lastVisibleSeq(items: readonly { index: number; end: number }[], rows: readonly Row[], edge: number): number {
  let seq = 0;
  for (const item of items) {
    const row = rows[item.index];
    const message = row && messageOf(row);
    if (message && item.end <= edge) seq = message.seq;
  }
  return seq;
}

const messageOf = (row: Row): Message | null => (row.type === 'message' || row.type === 'answer' ? row.message : null);

interface RowViewProps {
  row: Row;
  flash: string | null;
  seenKey: string | null;
  failed: boolean;
  tabStop: boolean;
  onStop: (key: string) => void;
  onRetryOlder: () => void;
}

function RowView({ row, flash, seenKey, failed, tabStop, onStop, onRetryOlder }: RowViewProps) {
  switch (row.type) {
    case 'start':
      return <StartMark />;
    case 'older':
      return <OlderMark failed={failed} onRetry={onRetryOlder} />;
    case 'day':
      return <DayMark at={row.at} />;
    case 'new':
      return <NewMark />;
    case 'answer':
      return (
        <AnswerRow
          rowKey={row.key}
          message={row.message}
          runId={row.runId}
          about={row.about}
          flash={row.message !== null && row.message.id === flash}
          tabStop={tabStop}
          onStop={onStop}
        />
      );
    case 'outgoing':
      return <OutgoingRow outgoing={row.outgoing} first={row.first} />;
    default:
      return (
        <MessageRow
          message={row.message}
          first={row.first}
          seen={row.key === seenKey}
          flash={row.message.id === flash}
          tabStop={tabStop}
          onStop={onStop}
        />
      );
  }
}

function ToLatest({ below, onClick }: { below: number; onClick: () => void }) {
  return (
    <button
      type="button"
      onClick={onClick}
      className="absolute bottom-3 left-1/2 flex h-9 -translate-x-1/2 animate-rise items-center gap-2 rounded-full bg-raised ps-3 pe-4 text-sm font-medium shadow-float hover:bg-side"
    >
      <ArrowDown className="size-4 text-accent-ink" aria-hidden />
      {below > 0 ? tCount('chat.new_below', below) : t('chat.latest')}
    </button>
  );
}
