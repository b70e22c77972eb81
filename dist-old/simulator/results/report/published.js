/** Figures that others printed, to be shown beside ours. */
import { roundsTo } from '../rounds-to.js';
import { percentText } from './axis.js';
/** Those that are always shown, then rounds to each target and to each threshold that was published, by rising threshold. */
export function figureNames(targets, published) {
    const thresholds = [
        ...targets.map(target => Number((target * 100).toFixed(6))),
        ...published.flatMap(({ figure }) => percentOf(figure) ?? []),
    ];
    const sorted = [...new Set(thresholds)].sort((left, right) => left - right);
    return ['finalAccuracy', 'bestAccuracy', ...sorted.map(percent => `roundsTo${percent}`)];
}
/** The accuracy that a figure counts rounds to; undefined for others. */
export function thresholdOf(figure) {
    const percent = percentOf(figure);
    return percent === undefined ? undefined : Number((percent / 100).toFixed(8));
}
/** @throws RangeError for a name that is none of a figure. */
function percentOf(figure) {
    if (figure === 'bestAccuracy' || figure === 'finalAccuracy')
        return undefined;
    const percent = Number(/^roundsTo(\d+(?:\.\d+)?)$/.exec(figure)?.[1]);
    if (percent > 0 && percent <= 100)
        return percent;
    throw new RangeError(`published.figure: ${figure} is no figure of the report: finalAccuracy, bestAccuracy or roundsTo97 with the per cent meant`);
}
/** What a figure is called at the head of its column. */
export function figureTitle(figure) {
    const percent = percentOf(figure);
    if (percent !== undefined)
        return `Rounds to ${percent} %`;
    return figure === 'bestAccuracy' ? 'Best accuracy' : 'Final accuracy';
}
/** A figure of a variant as text, with what it is uncertain by. */
export function figureText(figure, summary) {
    const threshold = thresholdOf(figure);
    if (threshold !== undefined)
        return roundsText(summary, threshold);
    return accuracyText(figure === 'bestAccuracy' ? summary.bestAccuracy : summary.finalAccuracy);
}
function accuracyText(figure) {
    if (figure === undefined)
        return { value: '–', note: '' };
    return { value: percentText(figure.mean), note: intervalText(figure) };
}
/** `96.90 – 97.50 %`, cut where shares end; empty where one run says nothing of the spread. */
export function intervalText({ interval }) {
    if (interval === undefined)
        return '';
    return `${percentText(Math.max(0, interval[0])).replace(' %', '')} – ${percentText(Math.min(1, interval[1]))}`;
}
function roundsText({ runs }, threshold) {
    const { rounds, reached, decided } = roundsTo(runs, threshold);
    if (decided === 0)
        return { value: '–', note: '' };
    const value = rounds === undefined ? 'not reached' : `${rounds}`;
    return { value, note: reached === decided ? '' : `${reached} of ${decided} runs reached it` };
}
/** A published value as its figure is shown. */
export function publishedText({ figure, value }) {
    return thresholdOf(figure) === undefined ? percentText(value) : `${value}`;
}
//# sourceMappingURL=published.js.map