import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { client, queryClient } from './app/client.ts';
import { followSystemTheme } from './app/theme.ts';
import { startLanguage, useLanguage } from './i18n/index.ts';
import { router } from './router.tsx';
import './styles.css';

function App() {
  // Another language is another page: everything that holds a text is made anew.
  return <RouterProvider key={useLanguage()} router={router} />;
}

client.session.subscribe((change) => {
  if (change.type === 'signed-out') queryClient.clear();
  void router.invalidate();
});
followSystemTheme();
await startLanguage();

const container = document.getElementById('root');
if (container) {
  createRoot(container).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <App />
      </QueryClientProvider>
    </StrictMode>,
  );
}
