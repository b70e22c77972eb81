/** The voice of the demonstration: lines as they happen and, on a terminal, one line of progress below them. */
import colors from 'picocolors';
export function openNarrator(world, stream) {
    const startMs = world.nowMs();
    const isLive = stream.isTTY === true;
    let shown = '';
    const erase = () => {
        if (shown !== '')
            stream.write('\r\u001b[2K');
    };
    const write = (text) => {
        erase();
        const seconds = ((world.nowMs() - startMs) / 1000).toFixed(1).padStart(6);
        stream.write(`${colors.dim(`${seconds} s`)}  ${text}\n`);
        if (shown !== '')
            stream.write(shown);
    };
    return {
        heading: text => write(colors.bold(text)),
        line: write,
        drill: text => write(colors.yellow(text)),
        progress: text => {
            if (!isLive || text === shown)
                return;
            erase();
            shown = text;
            stream.write(text);
        },
        close: () => {
            erase();
            shown = '';
        },
    };
}
/** 437 of 1000 as a bar of ten cells. */
export function progressBar(permille) {
    const full = Math.round(Math.min(1000, Math.max(0, permille)) / 100);
    return `${'█'.repeat(full)}${'░'.repeat(10 - full)}`;
}
//# sourceMappingURL=narrator.js.map