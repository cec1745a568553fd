import { LoaderCircle } from 'lucide-react';

/** Something is under way. */
export function Spinner() {
  return <LoaderCircle className="size-4 animate-spin" aria-hidden />;
}
