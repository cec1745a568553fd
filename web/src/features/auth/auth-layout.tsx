import { Outlet } from '@tanstack/react-router';
import { t } from '../../i18n/index.ts';
import { Logo } from '../../ui/logo.tsx';

/** The frame around signing in and up: a form on paper, and on wide screens the name of the house beside it. */
export function AuthLayout() {
  return (
    <div className="grid h-dvh grid-cols-1 overflow-y-auto bg-paper lg:grid-cols-[minmax(0,5fr)_minmax(0,6fr)]">
      <aside className="relative hidden overflow-hidden bg-side p-12 lg:flex lg:flex-col">
        <div className="flex items-center gap-3 text-lg font-semibold">
          <Logo size={36} />
          Parlance
        </div>
        <p className="mt-auto max-w-96 text-[2.5rem] leading-[1.15] font-semibold tracking-tight text-balance">
          {t('app.tagline')}
        </p>
        <Murmur />
      </aside>
      <main className="flex flex-col px-5 py-8 sm:px-10">
        <div className="mb-8 flex items-center gap-2.5 font-semibold lg:hidden">
          <Logo size={30} />
          Parlance
        </div>
        <div className="m-auto w-full max-w-96 animate-fade">
          <Outlet />
        </div>
      </main>
    </div>
  );
}

/** Three speech shapes in the accent's own tints: an ornament, nothing to read. */
function Murmur() {
  return (
    <svg viewBox="0 0 480 316" aria-hidden="true" className="mt-12 w-full max-w-lg">
      <path d="M0 132V64a40 40 0 0 1 40-40h176a40 40 0 0 1 0 80H36z" className="fill-accent-soft" />
      <path d="M480 236v-68a40 40 0 0 0-40-40H196a40 40 0 0 0 0 80h248z" className="fill-accent" />
      <path
        d="M60 316v-52a32 32 0 0 1 32-32h120a32 32 0 0 1 0 64H88z"
        className="fill-[color-mix(in_oklch,var(--accent)_45%,var(--accent-soft))]"
      />
      <g className="fill-on-accent">
        <circle cx="206" cy="168" r="8" />
        <circle cx="236" cy="168" r="8" />
        <circle cx="266" cy="168" r="8" />
      </g>
    </svg>
  );
}
