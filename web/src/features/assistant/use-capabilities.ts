import type { Capabilities } from '@parlance/contracts';
import { useQuery } from '@tanstack/react-query';
import { client } from '../../app/client.ts';

/** The tools, models and engines of this server; undefined until known. */
export const useCapabilities = (): Capabilities | undefined =>
  useQuery({ queryKey: ['capabilities'], queryFn: () => client.runs.capabilities(), staleTime: 5 * 60_000 }).data;
