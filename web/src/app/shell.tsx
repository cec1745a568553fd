import { Outlet, useMatchRoute } from '@tanstack/react-router';
import clsx from 'clsx';
import { useState } from 'react';
import { NewGroupDialog } from '../features/conversations/new-group-dialog.tsx';
import { Sidebar } from '../features/conversations/sidebar.tsx';
import { Switcher } from '../features/search/switcher.tsx';
import { t } from '../i18n/index.ts';
import { Toaster } from '../ui/toast.tsx';
import { Announcer } from './announcer.tsx';
import { ChatStoreProvider } from './chat-store.tsx';
import { useSignedInId } from './client.ts';
import { ConnectionBanner } from './connection-banner.tsx';
import { ShellActions } from './shell-actions.ts';
import { useIncomingNotifications, usePreferencesFromServer, useUnreadBadge } from './shell-effects.ts';
import { useShortcut } from './use-shortcut.ts';

/** The signed-in app: one live store per person, the list at the side, the page beside it. */
export function Shell() {
  const userId = useSignedInId();
  // Between signing out and the redirect there is nobody to show anything for.
  if (userId === null) return null;
  return (
    <ChatStoreProvider key={userId}>
      <Frame />
      <Announcer />
      <Toaster />
    </ChatStoreProvider>
  );
}

function Frame() {
  const [switcherOpen, setSwitcherOpen] = useState(false);
  const [groupOpen, setGroupOpen] = useState(false);
  const atHome = useMatchRoute()({ to: '/app' }) !== false;
  useShortcut('k', () => setSwitcherOpen((open) => !open));
  useUnreadBadge();
  useIncomingNotifications();
  usePreferencesFromServer();
  const [actions] = useState(() => ({
    openSwitcher: () => setSwitcherOpen(true),
    openNewGroup: () => setGroupOpen(true),
  }));

  return (
    <ShellActions value={actions}>
      <a
        href="#main"
        className="fixed start-3 top-3 z-50 -translate-y-20 rounded-xl bg-accent px-4 py-2 text-on-accent focus:translate-y-0"
      >
        {t('app.skip')}
      </a>
      <div className="flex h-dvh flex-col">
        <ConnectionBanner />
        <div className="flex min-h-0 flex-1">
          <Sidebar className={clsx('w-full md:flex md:w-80 lg:w-88', atHome ? 'flex' : 'hidden')} />
          <main
            id="main"
            tabIndex={-1}
            className={clsx('min-w-0 flex-1 flex-col bg-paper outline-none md:flex', atHome ? 'hidden' : 'flex')}
          >
            <Outlet />
          </main>
        </div>
      </div>
      <Switcher open={switcherOpen} onOpenChange={setSwitcherOpen} />
      <NewGroupDialog open={groupOpen} onOpenChange={setGroupOpen} />
    </ShellActions>
  );
}
