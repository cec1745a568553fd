import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const server = `http://localhost:${process.env.PORT ?? 8000}`;

export default defineConfig({
  base: '/',
  plugins: [react(), tailwindcss()],
  build: {
    assetsDir: 'app/assets',
    // The content policy allows no data: fonts or scripts, and small files are cached better than inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: {
      '/v1': server,
      '/ws': { target: server, ws: true },
    },
  },
});
