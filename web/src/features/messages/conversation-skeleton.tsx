import { t } from '../../i18n/index.ts';
import { Skeleton } from '../../ui/skeleton.tsx';

const lines = ['w-3/5', 'w-2/5', 'w-4/5', 'w-1/2', 'w-2/3'];

/** The shape of a conversation while it is being loaded. */
export function ConversationSkeleton() {
  return (
    <div role="status" aria-label={t('common.loading')} className="flex min-h-0 flex-1 flex-col">
      <div className="flex h-16 shrink-0 items-center gap-3 border-b border-line px-5">
        <Skeleton className="size-9 rounded-xl" />
        <div className="space-y-2">
          <Skeleton className="h-3.5 w-36" />
          <Skeleton className="h-2.5 w-16" />
        </div>
      </div>
      <div className="mx-auto mt-auto w-full max-w-4xl space-y-6 px-5 py-6">
        {lines.map((width) => (
          <div key={width} className="flex gap-3">
            <Skeleton className="size-9 shrink-0 rounded-xl" />
            <div className="flex-1 space-y-2 pt-1">
              <Skeleton className="h-3 w-28" />
              <Skeleton className={`h-3 ${width}`} />
            </div>
          </div>
        ))}
      </div>
      <div className="mx-auto w-full max-w-4xl px-4 pb-6">
        <Skeleton className="h-12 rounded-2xl" />
      </div>
    </div>
  );
}
