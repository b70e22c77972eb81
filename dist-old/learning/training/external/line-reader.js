/** Cuts a stream of bytes into lines, with a limit on their length; and keeps the end of a stream that nobody reads. */
const lineFeed = 0x0a;
/** `onLine` gets every line without its end; one of nothing but a carriage return or nothing is passed over. */
export function openLineReader(limitBytes, onLine) {
    let parts = [];
    let length = 0;
    const keep = (part) => {
        length += part.length;
        if (length <= limitBytes)
            parts.push(part);
        return length <= limitBytes;
    };
    const emit = () => {
        const line = Buffer.concat(parts);
        const end = line.at(-1) === 0x0d ? line.length - 1 : line.length;
        parts = [];
        length = 0;
        if (end > 0)
            onLine(line.subarray(0, end));
    };
    return {
        push: chunk => {
            let start = 0;
            for (let end = chunk.indexOf(lineFeed); end >= 0; end = chunk.indexOf(lineFeed, start)) {
                if (!keep(chunk.subarray(start, end)))
                    return false;
                emit();
                start = end + 1;
            }
            return keep(chunk.subarray(start));
        },
    };
}
/** The last `limitBytes` of a stream. */
export function openTail(limitBytes) {
    let kept = Buffer.alloc(0);
    return {
        push: chunk => {
            kept = Buffer.concat([kept, chunk.subarray(-limitBytes)]).subarray(-limitBytes);
        },
        text: () => kept
            .toString('utf8')
            .replace(/[^\P{Cc}\n]/gu, '')
            .trim(),
    };
}
//# sourceMappingURL=line-reader.js.map