import { createPortal } from 'react-dom';

/** What a mark of a chart stands for, and where the pointer is. */
export interface Tip {
  x: number;
  y: number;
  rows: readonly (readonly [name: string, value: string])[];
}

/** A note beside the pointer. It can't be reached itself: the same stands in the chart's labels. */
export function ChartTip({ tip }: { tip: Tip }) {
  const isRight = tip.x > window.innerWidth - 220;
  return createPortal(
    <dl
      className="pointer-events-none fixed z-50 grid max-w-60 grid-cols-[auto_auto] gap-x-3 rounded-xl bg-ink px-3 py-2 text-xs text-paper shadow-float"
      style={{ top: tip.y + 14, ...(isRight ? { right: window.innerWidth - tip.x + 10 } : { left: tip.x + 14 }) }}
    >
      {tip.rows.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="truncate opacity-75">{name}</dt>
          <dd className="text-end font-medium tabular-nums">{value}</dd>
        </div>
      ))}
    </dl>,
    document.body,
  );
}
