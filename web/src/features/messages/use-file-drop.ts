import { type DragEvent, useRef, useState } from 'react';

const carriesFiles = (event: DragEvent) => event.dataTransfer.types.includes('Files');

/** Takes files that are dropped on an element; `over` while something hovers. Spread `handlers` on it. */
export function useFileDrop(onFiles: (files: Iterable<File>) => void) {
  const [over, setOver] = useState(false);
  // Entering a child fires before leaving its parent: only the count says whether the pointer is still inside.
  const depth = useRef(0);
  const settle = (next: number) => {
    depth.current = Math.max(0, next);
    setOver(depth.current > 0);
  };
  const handlers = {
    onDragEnter: (event: DragEvent) => carriesFiles(event) && settle(depth.current + 1),
    onDragLeave: (event: DragEvent) => carriesFiles(event) && settle(depth.current - 1),
    onDragOver: (event: DragEvent) => carriesFiles(event) && event.preventDefault(),
    onDrop: (event: DragEvent) => {
      if (!carriesFiles(event)) return;
      event.preventDefault();
      settle(0);
      onFiles(event.dataTransfer.files);
    },
  };
  return { over, handlers };
}
