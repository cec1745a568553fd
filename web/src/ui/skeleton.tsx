import clsx from 'clsx';

/** A quiet bar where text will be. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden="true" className={clsx('block animate-pulse rounded-md bg-ink/8', className)} />;
}

/** Rows of avatar and two lines: the shape of every list of people or conversations. */
export function RowSkeletons({ count = 6 }: { count?: number }) {
  return [...Array(count).keys()].map((row) => (
    <div key={row} className="flex items-center gap-3 px-3 py-2.5" style={{ opacity: 1 - row * 0.12 }}>
      <Skeleton className="size-11 rounded-2xl" />
      <div className="flex-1 space-y-2">
        <Skeleton className={row % 2 ? 'h-3 w-1/3' : 'h-3 w-2/5'} />
        <Skeleton className={row % 2 ? 'h-3 w-4/5' : 'h-3 w-3/5'} />
      </div>
    </div>
  ));
}
