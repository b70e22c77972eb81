import test from 'ava';
import { seriesColours, seriesStyle } from '../../../../simulator/results/report/palette.js';
/** Machado, Oliveira and Fernandes 2009, table 1 at severity 1: what each kind of vision sees of linear RGB. */
const visions = {
    common: [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, 1],
    ],
    protanopia: [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    deuteranopia: [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.01182, 0.04294, 0.968881],
    ],
    tritanopia: [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.3039],
    ],
};
function linear(colour) {
    return [1, 3, 5]
        .map(at => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
        .map(part => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
}
function luminance(colour) {
    const [red, green, blue] = linear(colour);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
function seen(colour, vision) {
    const parts = linear(colour);
    return visions[vision].map((row) => {
        const sum = row.reduce((total, share, i) => total + share * parts[i], 0);
        return Math.min(1, Math.max(0, sum));
    });
}
/** CIE L*a*b*, in which distance is difference to the eye. */
function lab([red, green, blue]) {
    const root = (part) => (part > 0.008856 ? Math.cbrt(part) : 7.787 * part + 16 / 116);
    const x = root((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505);
    const y = root(0.2126 * red + 0.7152 * green + 0.0722 * blue);
    const z = root((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089);
    return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}
const surfaces = { light: '#ffffff', dark: '#151e1d' };
for (const scheme of ['light', 'dark']) {
    test(`no two lines have one colour to any eye: ${scheme}`, t => {
        const colours = seriesColours[scheme];
        for (const vision of Object.keys(visions))
            for (const [i, one] of colours.entries())
                for (const other of colours.slice(0, i)) {
                    const [a, b] = [lab(seen(one, vision)), lab(seen(other, vision))];
                    t.true(Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]) > 25, `${vision}: ${one} and ${other}`);
                }
    });
    test(`every colour can be read as text on its ground: ${scheme}`, t => {
        for (const colour of seriesColours[scheme]) {
            const [dark, light] = [luminance(colour), luminance(surfaces[scheme])].sort((a, b) => a - b);
            t.true((light + 0.05) / (dark + 0.05) >= 4.5, colour);
        }
    });
}
test('twenty-four lines differ in colour or in dashes', t => {
    const styles = Array.from({ length: 24 }, (_, i) => seriesStyle(i));
    t.is(new Set(styles.map(({ colour, dash }) => `${colour} ${dash}`)).size, 24);
});
//# sourceMappingURL=palette.test.js.map