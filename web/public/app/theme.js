// Runs before the first paint so that a dark room stays dark. Kept outside the bundle: the content policy allows no
// inline script, and the bundle arrives too late.
(() => {
  const root = document.documentElement;
  let theme = null;
  let language = null;
  try {
    theme = localStorage.getItem('parlance.theme');
    language = localStorage.getItem('parlance.language');
  } catch {
    // Storage can be blocked; the system's own setting decides then.
  }
  const dark = theme === 'dark' || (theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  root.dataset.theme = dark ? 'dark' : 'light';
  const chrome = document.querySelector('meta[name="theme-color"]');
  if (chrome) chrome.setAttribute('content', dark ? '#171411' : '#f4f0e9');
  if (language) root.lang = language;
})();
