/** Light and dark, as the rest of the product. */
export type ChartTheme = 'light' | 'dark';

/**
 * Colours that people with any kind of colour blindness tell apart, in an order in which neighbours differ most, each at least 3:1
 * against its background (WCAG 2.2, 1.4.11). After Okabe and Ito (https://jfly.uni-koeln.de/color/).
 */
export const palettes: Record<ChartTheme, string[]> = {
  light: ['#0072b2', '#d55e00', '#008a64', '#b0588d', '#7a6a00', '#2d9bd1', '#5b4bb5', '#6b7280'],
  dark: ['#56b4e9', '#e69f00', '#2fc79a', '#e08fc0', '#e6dc4f', '#ff8a5c', '#a99cf5', '#a3abb8'],
};

const inks: Record<ChartTheme, { background: string; text: string; quiet: string; line: string }> = {
  light: { background: '#ffffff', text: '#1f2937', quiet: '#4b5563', line: '#e5e7eb' },
  dark: { background: '#16181d', text: '#e5e7eb', quiet: '#a8b0bd', line: '#343943' },
};

/** The Vega-Lite `config` of a theme: colours, sizes and the font that the pictures carry. */
export function chartTheme(theme: ChartTheme): Record<string, unknown> {
  const { background, text, quiet, line } = inks[theme];
  const category = palettes[theme];
  const font = 'DejaVu Sans';
  return {
    background,
    padding: 20,
    font,
    view: { stroke: null },
    range: { category, heatmap: { scheme: theme === 'light' ? 'blues' : 'viridis' } },
    mark: { color: category[0] },
    bar: { color: category[0] },
    arc: { stroke: background, strokeWidth: 1 },
    text: { color: text, fontSize: 13 },
    rule: { color: quiet },
    title: {
      color: text,
      subtitleColor: quiet,
      fontSize: 17,
      subtitleFontSize: 12,
      fontWeight: 'bold',
      anchor: 'start',
      offset: 14,
      subtitlePadding: 6,
    },
    axis: {
      labelColor: quiet,
      titleColor: text,
      labelFontSize: 12,
      titleFontSize: 12.5,
      titleFontWeight: 'normal',
      titlePadding: 10,
      gridColor: line,
      domainColor: quiet,
      tickColor: line,
      ticks: false,
      labelPadding: 6,
    },
    axisQuantitative: { domain: false },
    legend: {
      labelColor: quiet,
      titleColor: text,
      labelFontSize: 12,
      titleFontSize: 12.5,
      titleFontWeight: 'normal',
      symbolType: 'circle',
      symbolSize: 90,
      rowPadding: 5,
    },
    scale: { bandPaddingInner: 0.22, bandPaddingOuter: 0.16 },
    header: { labelColor: quiet, titleColor: text },
  };
}
