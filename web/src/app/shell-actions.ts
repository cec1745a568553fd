import { createContext, use } from 'react';

interface Actions {
  openSwitcher: () => void;
  openNewGroup: () => void;
}

/** What any part of the app may open. */
export const ShellActions = createContext<Actions>({ openSwitcher: () => {}, openNewGroup: () => {} });

/** What any part of the app may open. */
export const useShellActions = (): Actions => use(ShellActions);
