import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { client } from './app/client.ts';
import { NotFoundPage, PageError } from './app/fallback-pages.tsx';
import { AuthLayout } from './features/auth/auth-layout.tsx';

const text = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
/** Only a path inside the app: a link must not be able to send people elsewhere after they sign in. */
const pathInside = (value: unknown) => (typeof value === 'string' && /^\/app(\/|$)/.test(value) ? value : undefined);

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFoundPage, errorComponent: PageError });

const landing = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: client.session.userId ? '/app' : '/app/login', replace: true });
  },
});

const auth = createRoute({
  getParentRoute: () => root,
  id: 'auth',
  component: AuthLayout,
  validateSearch: (search: Record<string, unknown>): { next?: string } => {
    const next = pathInside(search.next);
    return next ? { next } : {};
  },
});
const redirectSignedIn = ({ search }: { search: { next?: string } }) => {
  if (client.session.userId) throw redirect({ href: search.next ?? '/app', replace: true });
};
const login = createRoute({
  getParentRoute: () => auth,
  path: '/app/login',
  beforeLoad: redirectSignedIn,
  component: lazyRouteComponent(() => import('./features/auth/login-page.tsx'), 'LoginPage'),
});
const signup = createRoute({
  getParentRoute: () => auth,
  path: '/app/signup',
  beforeLoad: redirectSignedIn,
  component: lazyRouteComponent(() => import('./features/auth/signup-page.tsx'), 'SignupPage'),
});
const forgot = createRoute({
  getParentRoute: () => auth,
  path: '/app/forgot-password',
  component: lazyRouteComponent(() => import('./features/auth/forgot-page.tsx'), 'ForgotPage'),
});
const reset = createRoute({
  getParentRoute: () => auth,
  path: '/app/reset-password',
  validateSearch: (search: Record<string, unknown>): { token?: string } => {
    const token = text(search.token);
    return token ? { token } : {};
  },
  component: lazyRouteComponent(() => import('./features/auth/reset-page.tsx'), 'ResetPage'),
});

const app = createRoute({
  getParentRoute: () => root,
  path: '/app',
  beforeLoad: ({ location }) => {
    if (client.session.userId) return;
    const next = location.pathname === '/app' ? {} : { next: location.href };
    throw redirect({ to: '/app/login', search: next, replace: true });
  },
  component: lazyRouteComponent(() => import('./app/shell.tsx'), 'Shell'),
});
const home = createRoute({
  getParentRoute: () => app,
  path: '/',
  component: lazyRouteComponent(() => import('./features/conversations/home-page.tsx'), 'HomePage'),
});
const conversation = createRoute({
  getParentRoute: () => app,
  path: '/c/$conversationId',
  validateSearch: (search: Record<string, unknown>): { at?: number; details?: boolean } => ({
    ...(Number.isInteger(search.at) && { at: Number(search.at) }),
    ...(search.details === true && { details: true }),
  }),
  component: lazyRouteComponent(() => import('./features/messages/conversation-page.tsx'), 'ConversationPage'),
});
const people = createRoute({
  getParentRoute: () => app,
  path: '/people',
  component: lazyRouteComponent(() => import('./features/people/people-page.tsx'), 'PeoplePage'),
});
const search = createRoute({
  getParentRoute: () => app,
  path: '/search',
  validateSearch: (search: Record<string, unknown>): { q?: string; in?: string } => {
    const q = text(search.q);
    const within = text(search.in);
    return { ...(q && { q }), ...(within && { in: within }) };
  },
  component: lazyRouteComponent(() => import('./features/search/search-page.tsx'), 'SearchPage'),
});
const settings = createRoute({
  getParentRoute: () => app,
  path: '/settings',
  component: lazyRouteComponent(() => import('./features/settings/settings-page.tsx'), 'SettingsPage'),
});

/** Every page and its address. */
export const router = createRouter({
  routeTree: root.addChildren([
    landing,
    auth.addChildren([login, signup, forgot, reset]),
    app.addChildren([home, conversation, people, search, settings]),
  ]),
  defaultPreload: 'intent',
  defaultErrorComponent: PageError,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
