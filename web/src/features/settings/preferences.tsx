import type { UpdatePreferences } from '@parlance/contracts';
import { useMutation } from '@tanstack/react-query';
import { Monitor, Moon, Sun } from 'lucide-react';
import type { ReactNode } from 'react';
import { useChat } from '../../app/chat-store.tsx';
import { client } from '../../app/client.ts';
import { describeError } from '../../app/errors.ts';
import { setTheme, useTheme } from '../../app/theme.ts';
import { setLanguage, t, useLanguage } from '../../i18n/index.ts';
import { Segmented, Switch } from '../../ui/choice.tsx';

/** Saves on the server; what shows at once is changed by the caller. */
const useSave = () =>
  useMutation({ mutationFn: (changes: UpdatePreferences) => client.users.updatePreferences(changes) });

function SaveError({ error }: { error: unknown }) {
  return error ? (
    <p role="alert" className="text-sm text-danger">
      {describeError(error)}
    </p>
  ) : null;
}

/** Theme and language. */
export function AppearanceSettings() {
  const theme = useTheme();
  const language = useLanguage();
  const save = useSave();
  return (
    <div className="space-y-4">
      <Row label={t('settings.theme')}>
        <Segmented
          label={t('settings.theme')}
          value={theme}
          options={[
            { value: 'light', label: t('settings.light'), icon: <Sun /> },
            { value: 'dark', label: t('settings.dark'), icon: <Moon /> },
            { value: 'system', label: t('settings.system'), icon: <Monitor /> },
          ]}
          onChange={(next) => {
            setTheme(next);
            save.mutate({ theme: next });
          }}
        />
      </Row>
      <Row label={t('settings.language')}>
        <Segmented
          label={t('settings.language')}
          value={language}
          options={[
            { value: 'en', label: 'English' },
            { value: 'de', label: 'Deutsch' },
          ]}
          onChange={(next) => {
            save.mutate({ language: next });
            void setLanguage(next);
          }}
        />
      </Row>
      <SaveError error={save.error} />
    </div>
  );
}

function Row({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
      <span className="text-base">{label}</span>
      {children}
    </div>
  );
}

/** Whether new messages are shown by the system while the app is in the background. */
export function NotificationSettings() {
  const enabled = useChat((state) => state.preferences?.notification_enabled ?? false);
  const save = useSave();
  const supported = 'Notification' in window;
  const toggle = async (checked: boolean) => {
    if (checked && supported && Notification.permission === 'default') await Notification.requestPermission();
    save.mutate({ notification_enabled: checked });
  };
  const blocked = enabled && supported && Notification.permission === 'denied';
  return (
    <div className="space-y-3">
      <Switch
        label={t('settings.notifications_on')}
        hint={t('settings.notifications_hint')}
        checked={enabled}
        onChange={(checked) => void toggle(checked)}
      />
      {blocked && <p className="text-sm text-warn">{t('settings.notifications_blocked')}</p>}
      <SaveError error={save.error} />
    </div>
  );
}
