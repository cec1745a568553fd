import type { IncomingMessage } from '@parlance/sdk';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useEffectEvent } from 'react';
import { plainText } from '../features/assistant/plain-text.ts';
import { conversationName, displayName } from '../features/people/names.ts';
import { setLanguage, t } from '../i18n/index.ts';
import { announce } from './announcer.tsx';
import { useChat, useStore } from './chat-store.tsx';
import { setTheme } from './theme.ts';

/** Shows the number of unread messages in the title and as a dot on the icon. */
export function useUnreadBadge(): void {
  const unread = useChat((state) => state.totalUnread);
  useEffect(() => {
    document.title = unread > 0 ? `(${unread > 99 ? '99+' : unread}) Parlance` : 'Parlance';
    document
      .querySelector('link[rel="icon"]')
      ?.setAttribute('href', unread > 0 ? '/app/icon-unread.svg' : '/app/icon.svg');
    return () => {
      document.title = 'Parlance';
    };
  }, [unread]);
}

/** Says new messages aloud, and shows them as the system's notifications while the app is in the background. */
export function useIncomingNotifications(): void {
  const store = useStore();
  const navigate = useNavigate();

  const onIncoming = useEffectEvent((incoming: IncomingMessage) => {
    const { conversations, me, preferences } = store.getSnapshot();
    const conversation = conversations.get(incoming.conversationId);
    if (!conversation || !me) return;
    const sender = conversation.members.find((member) => member.user_id === incoming.senderId);
    const fromAssistant = incoming.senderId === null;
    const name = fromAssistant
      ? t('assistant.name')
      : sender
        ? displayName(sender)
        : conversationName(conversation, me.id);
    const shown = location.pathname.endsWith(incoming.conversationId);
    // The open conversation's own log is read out already, but for answers: those grow word by word.
    const text = fromAssistant ? plainText(incoming.text) : incoming.text;
    if (!shown || fromAssistant) announce(t('chat.announce', { name, text }));
    if (document.hasFocus() || !preferences?.notification_enabled) return;
    if (!('Notification' in window) || Notification.permission !== 'granted') return;
    const title = conversation.kind === 'direct' ? name : `${name} · ${conversationName(conversation, me.id)}`;
    const note = new Notification(title, {
      body: text,
      tag: incoming.conversationId,
      icon: '/app/icon-192.png',
    });
    note.onclick = () => {
      window.focus();
      void navigate({ to: '/app/c/$conversationId', params: { conversationId: incoming.conversationId } });
      note.close();
    };
  });

  useEffect(() => store.onIncoming((incoming) => onIncoming(incoming)), [store]);
}

/** Applies theme and language as chosen on any device of this person. */
export function usePreferencesFromServer(): void {
  const preferences = useChat((state) => state.preferences);
  const theme = preferences?.theme;
  const language = preferences?.language;
  useEffect(() => {
    if (theme) setTheme(theme);
  }, [theme]);
  useEffect(() => {
    if (language) void setLanguage(language);
  }, [language]);
}
