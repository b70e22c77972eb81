/**
 * How lines are told apart: six colours that stay apart for every common kind of colour vision (a test holds that, after
 * Machado, Oliveira and Fernandes 2009), then the same six dashed; and a number at the end of each, for who sees no colour.
 */
/** By scheme, dark enough or light enough to be text; the first is the console's accent. */
export const seriesColours = {
    light: ['#0b6e65', '#b305b3', '#17174f', '#8b7004', '#6706f9', '#630303'],
    dark: ['#4cc9b9', '#e77255', '#f0fdb9', '#f9ce1f', '#a46afb', '#9daef1'],
};
const dashes = ['none', '7 4', '2 4', '10 3 2 3'];
/** Colour (a variable of the style sheet) and dashes of the line with this number, from 0. */
export function seriesStyle(index) {
    const count = seriesColours.light.length;
    return {
        colour: `var(--series-${index % count})`,
        dash: dashes[Math.floor(index / count) % dashes.length],
    };
}
/** Of surface and text, as the console has them. */
const schemes = {
    light: {
        surface: '#ffffff',
        ink: '#14211f',
        'ink-soft': '#4a5b58',
        line: '#d9e0de',
        accent: '#0b6e65',
        target: '#c27803',
        'target-ink': '#8a5200',
    },
    dark: {
        surface: '#151e1d',
        ink: '#e8efed',
        'ink-soft': '#a3b5b1',
        line: '#2b3937',
        accent: '#4cc9b9',
        target: '#f0b34a',
        'target-ink': '#f0b34a',
    },
};
/** The variables that the drawings use, for the scheme of the reader. */
export function schemeCss() {
    return `:root{color-scheme:light dark;${variablesOf('light')}}@media (prefers-color-scheme:dark){:root{${variablesOf('dark')}}}`;
}
function variablesOf(scheme) {
    const surfaces = Object.entries(schemes[scheme]).map(([name, colour]) => `--${name}:${colour}`);
    const series = seriesColours[scheme].map((colour, i) => `--series-${i}:${colour}`);
    return [...surfaces, ...series].join(';');
}
/** What stands in a drawing, wherever it is shown. */
export const drawingCss = '.drawing{font-family:Inter,"Segoe UI Variable","Segoe UI",system-ui,"Liberation Sans",sans-serif;font-variant-numeric:tabular-nums}.drawing text{white-space:pre}';
//# sourceMappingURL=palette.js.map