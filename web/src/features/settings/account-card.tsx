import { useNavigate } from '@tanstack/react-router';
import { ChevronsUpDown, LogOut, Settings } from 'lucide-react';
import { useChat } from '../../app/chat-store.tsx';
import { client } from '../../app/client.ts';
import { t } from '../../i18n/index.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Menu, MenuItem, MenuSeparator } from '../../ui/menu.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { displayName } from '../people/names.ts';

/** Who is signed in, and the way to settings and out. */
export function AccountCard() {
  const me = useChat((state) => state.me);
  const navigate = useNavigate();
  if (!me) {
    return (
      <footer className="flex items-center gap-3 border-t border-line px-4 py-3">
        <Skeleton className="size-9 rounded-xl" />
        <Skeleton className="h-3 w-28" />
      </footer>
    );
  }
  return (
    <footer className="border-t border-line px-2 py-2 pb-[max(0.5rem,env(safe-area-inset-bottom))]">
      <Menu
        align="start"
        trigger={
          <button
            type="button"
            aria-label={t('nav.account')}
            className="flex w-full items-center gap-3 rounded-2xl px-2.5 py-1.5 text-start transition-colors hover:bg-ink/5 data-[state=open]:bg-ink/6"
          >
            <Avatar id={me.id} name={displayName(me)} />
            <span className="min-w-0 flex-1">
              <span dir="auto" className="block truncate text-base leading-5 font-medium">
                {displayName(me)}
              </span>
              <span dir="auto" className="block truncate text-xs text-faint">
                @{me.username}
              </span>
            </span>
            <ChevronsUpDown className="size-4 text-faint" aria-hidden />
          </button>
        }
      >
        <MenuItem icon={<Settings />} onSelect={() => void navigate({ to: '/app/settings' })}>
          {t('nav.settings')}
        </MenuItem>
        <MenuSeparator />
        <MenuItem icon={<LogOut />} danger onSelect={() => void client.auth.logout().catch(() => undefined)}>
          {t('nav.logout')}
        </MenuItem>
      </Menu>
    </footer>
  );
}
