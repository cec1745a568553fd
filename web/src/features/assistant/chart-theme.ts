import type { Config } from 'vega-lite';

/** Told apart by lightness too, for eyes that see no difference between red and green. */
const palettes = {
  light: ['#1c7a78', '#d9822b', '#5b5bb0', '#b8456b', '#7a8c2a', '#3d8fc4', '#8a5a3c', '#6b7280'],
  dark: ['#5cc4bd', '#f0a95c', '#9d9df0', '#ee86a6', '#b9cc62', '#7cc0ec', '#c99a78', '#a3a9b4'],
};

/** How charts look in this theme: the app's font and colours, quiet lines. On narrow screens the legend stands below. */
export function chartConfig(theme: 'light' | 'dark', narrow: boolean): Config {
  const [ink, muted, line] = theme === 'dark' ? ['#ece7df', '#bdb6ab', '#4a443d'] : ['#2e2822', '#5c544b', '#e0d9ce'];
  const palette = palettes[theme];
  const first = palette[0] ?? ink;
  return {
    background: 'transparent',
    font: 'system-ui, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif',
    view: { stroke: 'transparent' },
    axis: {
      labelColor: muted,
      titleColor: muted,
      gridColor: line,
      domainColor: line,
      tickColor: line,
      labelFontSize: 12,
      titleFontSize: 12,
      titleFontWeight: 500,
      labelPadding: 6,
    },
    legend: {
      labelColor: muted,
      titleColor: muted,
      labelFontSize: 12,
      titleFontSize: 12,
      titleFontWeight: 500,
      symbolType: 'circle',
      ...(narrow && { orient: 'bottom', direction: 'horizontal', columns: 2 }),
    },
    header: { labelColor: muted, titleColor: muted },
    title: { color: ink, subtitleColor: muted, fontSize: 15, fontWeight: 600, anchor: 'start', offset: 12 },
    range: { category: palette },
    mark: { color: first, tooltip: true },
    bar: { color: first, cornerRadiusEnd: 3 },
    line: { color: first, strokeWidth: 2.5 },
    point: { color: first, filled: true, size: 55 },
    area: { color: first, fillOpacity: 0.35 },
    arc: { stroke: theme === 'dark' ? '#221e1a' : '#fdfbf8', strokeWidth: 2 },
    text: { color: ink },
    rule: { color: muted },
  };
}
