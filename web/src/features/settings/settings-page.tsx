import { t } from '../../i18n/index.ts';
import { Page } from '../../ui/page.tsx';
import { Devices } from './devices.tsx';
import { PasswordForm } from './password-form.tsx';
import { AppearanceSettings, NotificationSettings } from './preferences.tsx';
import { ProfileForm } from './profile-form.tsx';
import { Section } from './section.tsx';

/** Everything a person can decide about their account and this app. */
export function SettingsPage() {
  return (
    <Page title={t('settings.title')}>
      <Section title={t('settings.profile')} hint={t('settings.profile_hint')}>
        <ProfileForm />
      </Section>
      <Section title={t('settings.appearance')}>
        <AppearanceSettings />
      </Section>
      <Section title={t('settings.notifications')}>
        <NotificationSettings />
      </Section>
      <Section title={t('settings.password')}>
        <PasswordForm />
      </Section>
      <Section title={t('settings.devices')} hint={t('settings.devices_hint')}>
        <Devices />
      </Section>
    </Page>
  );
}
