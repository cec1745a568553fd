/** Calls `listener` when the network came back or the page is looked at again; the answer ends it. Silent outside browsers. */
export function onWake(listener: () => void): () => void {
  if (typeof document === 'undefined') return () => {};
  const onVisible = () => {
    if (document.visibilityState === 'visible') listener();
  };
  globalThis.addEventListener('online', listener);
  document.addEventListener('visibilitychange', onVisible);
  return () => {
    globalThis.removeEventListener('online', listener);
    document.removeEventListener('visibilitychange', onVisible);
  };
}
