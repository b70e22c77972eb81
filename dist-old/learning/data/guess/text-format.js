/** Guesses how a text file is written from its first bytes: its characters and its separator. */
import { open } from 'node:fs/promises';
import { delimiters } from '../file-format.js';
import { decodeText } from '../table/text-decoding.js';
const headBytes = 1 << 16;
/** Encoding and delimiter of a text file, each left out where it is the usual one. */
export async function guessTextFormat(file) {
    const head = await readHead(file);
    const encoding = guessEncoding(head);
    const text = await headText(head, encoding, file);
    const delimiter = guessDelimiter(text);
    return {
        ...(delimiter === ',' ? {} : { delimiter }),
        ...(encoding === undefined ? {} : { encoding }),
    };
}
async function readHead(file) {
    const handle = await open(file);
    try {
        const head = Buffer.alloc(headBytes);
        const { bytesRead } = await handle.read(head, 0, headBytes, 0);
        return head.subarray(0, bytesRead);
    }
    finally {
        await handle.close();
    }
}
/** Undefined for UTF-8 and for what a byte order mark says by itself. */
function guessEncoding(head) {
    const isMarked = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
    if (isMarked)
        return undefined;
    if (head[0] === 0)
        return 'utf-16be';
    if (head[1] === 0)
        return 'utf-16le';
    try {
        // The last character may be cut, which a stream forgives.
        new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true });
        return undefined;
    }
    catch {
        return 'windows-1252';
    }
}
async function headText(head, encoding, file) {
    async function* once() {
        yield head;
    }
    let text = '';
    try {
        for await (const part of decodeText(once(), encoding, file))
            text += part;
    }
    catch {
        // The head may end within a character; what was decoded before will do.
    }
    return text === '' ? Buffer.from(head).toString('latin1') : text;
}
const linesLooked = 20;
/** The separator that cuts the first lines into most parts, the same number in each; a comma where none does. */
export function guessDelimiter(text) {
    const lines = text
        .replace(/"[^"]*"/g, '')
        .split(/\r?\n/)
        .filter(line => line.trim() !== '')
        .slice(0, linesLooked);
    const whole = lines.length > 1 && !text.endsWith('\n') ? lines.slice(0, -1) : lines;
    const cuts = delimiters.map(sign => {
        const counts = whole.map(line => line.split(sign).length - 1);
        const isEven = counts.every(count => count === counts[0]);
        return { sign, score: isEven ? (counts[0] ?? 0) : 0 };
    });
    return cuts.reduce((best, cut) => (cut.score > best.score ? cut : best)).sign;
}
//# sourceMappingURL=text-format.js.map