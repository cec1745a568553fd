import { Component, lazy, type ReactNode, Suspense } from 'react';
import { t } from '../../i18n/index.ts';
import { Skeleton } from '../../ui/skeleton.tsx';
import { ChartPicture } from '../messages/attachments.tsx';

const ChartView = lazy(() => import('./chart-view.tsx').then((module) => ({ default: module.ChartView })));

interface ChartPartProps {
  spec: Record<string, unknown>;
  /** The same chart as a picture, for where it can't be drawn. */
  mediaId: string | null;
}

/** A chart, drawn here; what draws it is loaded with the first one. */
export function ChartPart({ spec, mediaId }: ChartPartProps) {
  const picture =
    mediaId === null ? (
      <p className="text-sm text-faint">{t('assistant.chart_failed')}</p>
    ) : (
      <ChartPicture mediaId={mediaId} />
    );
  return (
    <Fallback instead={picture}>
      <Suspense fallback={<Skeleton className="my-2 h-72 max-w-2xl rounded-2xl" />}>
        <ChartView spec={spec} />
      </Suspense>
    </Fallback>
  );
}

/** Shows something else where what is inside fails. */
class Fallback extends Component<{ instead: ReactNode; children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    return this.state.failed ? this.props.instead : this.props.children;
  }
}
