import { Link, useNavigate } from '@tanstack/react-router';
import clsx from 'clsx';
import { MessageSquarePlus, Search, Sparkles, SquarePen, TextSearch, UsersRound } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';
import { useShellActions } from '../../app/shell-actions.ts';
import { t } from '../../i18n/index.ts';
import { AssistantAvatar } from '../../ui/assistant-avatar.tsx';
import { IconButton } from '../../ui/button.tsx';
import { Kbd, modifier } from '../../ui/kbd.tsx';
import { Logo } from '../../ui/logo.tsx';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { useStartAssistant } from '../assistant/use-start-assistant.ts';
import { AccountCard } from '../settings/account-card.tsx';
import { ConversationList } from './conversation-list.tsx';

/** The left side: where to go, and every conversation. */
export function Sidebar({ className }: { className?: string }) {
  const { openSwitcher } = useShellActions();
  return (
    <div className={clsx('min-h-0 shrink-0 flex-col border-e border-line bg-side [--ring:var(--side)]', className)}>
      <header className="flex items-center gap-2.5 ps-4 pe-3 pt-3 pb-2">
        <Logo size={30} />
        <h1 className="flex-1 text-lg font-semibold tracking-tight">Parlance</h1>
        <NewConversationMenu />
      </header>
      <div className="px-3 pb-2">
        <button
          type="button"
          onClick={openSwitcher}
          aria-keyshortcuts="Control+K Meta+K"
          className="flex h-10 w-full items-center gap-2.5 rounded-xl bg-ink/5 px-3 text-start text-base text-faint transition-colors hover:bg-ink/8 hover:text-muted"
        >
          <Search className="size-4.5" aria-hidden />
          <span className="flex-1 truncate">{t('nav.jump')}</span>
          <span className="hidden md:inline">
            <Kbd>{`${modifier}K`}</Kbd>
          </span>
        </button>
      </div>
      <AskButton />
      <nav aria-label={t('nav.main')} className="flex gap-1 px-3 pb-2">
        <NavLink to="/app/people" icon={<UsersRound />}>
          {t('nav.people')}
        </NavLink>
        <NavLink to="/app/search" icon={<TextSearch />}>
          {t('nav.search')}
        </NavLink>
      </nav>
      <ConversationList />
      <AccountCard />
    </div>
  );
}

/** The way to the assistant: always in sight, one click. */
function AskButton() {
  const start = useStartAssistant();
  return (
    <div className="px-3 pb-2">
      <button
        type="button"
        disabled={start.isPending}
        onClick={() => start.mutate('')}
        className="flex h-11 w-full items-center gap-2.5 rounded-xl bg-raised px-2 text-start font-medium shadow-[inset_0_0_0_1px_var(--line),0_1px_2px_oklch(0.3_0.03_70/0.05)] transition-colors hover:bg-paper"
      >
        <AssistantAvatar size="sm" />
        {t('assistant.ask')}
      </button>
    </div>
  );
}

function NavLink({ to, icon, children }: { to: ComponentProps<typeof Link>['to']; icon: ReactNode; children: string }) {
  return (
    <Link
      to={to}
      className="flex h-9 flex-1 items-center justify-center gap-2 rounded-xl text-sm font-medium text-muted transition-colors hover:bg-ink/6 hover:text-ink aria-[current=page]:bg-accent-soft aria-[current=page]:text-accent-ink [&_svg]:size-4.5"
    >
      {icon}
      {children}
    </Link>
  );
}

function NewConversationMenu() {
  const { openNewGroup } = useShellActions();
  const navigate = useNavigate();
  const assistant = useStartAssistant();
  return (
    <Menu
      trigger={
        <IconButton label={t('list.new')}>
          <SquarePen />
        </IconButton>
      }
    >
      <MenuItem icon={<Sparkles />} onSelect={() => assistant.mutate('')}>
        {t('assistant.new')}
      </MenuItem>
      <MenuItem icon={<MessageSquarePlus />} onSelect={() => void navigate({ to: '/app/people' })}>
        {t('people.new_direct')}
      </MenuItem>
      <MenuItem icon={<UsersRound />} onSelect={openNewGroup}>
        {t('people.new_group')}
      </MenuItem>
    </Menu>
  );
}
