/**
 * From the bytes of a text file to text, in pieces. A byte order mark is the file's own word and is believed; bytes that
 * do not fit the encoding are refused with their line, since a name that is quietly damaged is no longer a category.
 */
import { DataError } from '../../errors.js';
/** Windows-1252 from 0x80 to 0x9F; the five holes stay what they are, as the WHATWG table has them. */
const windows1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';
/** Text of a file's chunks. `declared`: what a schema or a site says; `file` names the source in errors. */
export async function* decodeText(chunks, declared, file) {
    let decoder;
    let held = new Uint8Array(0);
    for await (const chunk of chunks) {
        if (decoder === undefined) {
            // A byte order mark has up to three bytes, and a first piece may be shorter.
            held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
            if (held.length < 4)
                continue;
            decoder = openDecoder(encodingOf(held, declared, file), file);
            yield decoder.decode(held);
        }
        else
            yield decoder.decode(chunk);
    }
    decoder ??= openDecoder(encodingOf(held, declared, file), file);
    if (held.length < 4)
        yield decoder.decode(held);
    yield decoder.end();
}
function openDecoder(encoding, file) {
    return encoding === 'latin1' || encoding === 'windows-1252'
        ? { decode: decodeSingleBytes, end: () => '' }
        : openUnicode(encoding, file);
}
function decodeSingleBytes(chunk) {
    const text = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length).toString('latin1');
    return text.replace(/[\u0080-\u009f]/g, sign => windows1252[sign.charCodeAt(0) - 0x80]);
}
function openUnicode(encoding, file) {
    const decoder = new TextDecoder(encoding, { fatal: true });
    let lines = 0;
    const decode = (chunk, stream) => {
        try {
            const text = decoder.decode(chunk, { stream });
            lines += countLines(text);
            return text;
        }
        catch {
            throw undecodable(encoding, file, lines + 1 + linesBeforeFault(encoding, chunk));
        }
    };
    return { decode: chunk => decode(chunk, true), end: () => decode(new Uint8Array(0), false) };
}
function countLines(text) {
    let lines = 0;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1))
        lines++;
    return lines;
}
function linesBeforeFault(encoding, chunk) {
    const text = new TextDecoder(encoding).decode(chunk);
    return countLines(text.slice(0, Math.max(0, text.indexOf('\ufffd'))));
}
function undecodable(encoding, file, line) {
    const fix = encoding === 'utf-8'
        ? 'declare encoding: windows-1252 in the site’s format or the data schema if that is how the file was saved, or save it as UTF-8'
        : 'declare the right encoding in the site’s format or the data schema, or save it as UTF-8';
    return new DataError(file, `its characters are not ${encoding.toUpperCase()}; ${fix}`, { line });
}
/** What the file begins with decides; a declaration that contradicts it is refused. */
function encodingOf(start, declared, file) {
    const marked = markedEncoding(start);
    if (marked !== undefined && declared !== undefined && marked !== declared) {
        throw new DataError(file, `it begins with the byte order mark of ${marked.toUpperCase()} and is declared to be ${declared}; declare encoding: ${marked}, or leave it out`);
    }
    const encoding = marked ?? declared ?? 'utf-8';
    if (encoding === 'utf-8' && marked === undefined)
        refuseOtherFormats(start, file);
    return encoding;
}
function markedEncoding([first, second, third]) {
    if (first === 0xff && second === 0xfe)
        return 'utf-16le';
    if (first === 0xfe && second === 0xff)
        return 'utf-16be';
    return first === 0xef && second === 0xbb && third === 0xbf ? 'utf-8' : undefined;
}
/** Files that are often taken for CSV. */
function refuseOtherFormats([first, second, third, fourth], file) {
    const refuse = (fault) => {
        throw new DataError(file, fault);
    };
    if (first === 0x50 && second === 0x4b && third === 3 && fourth === 4)
        refuse('it is a zip file, as Excel and LibreOffice write them; open it there and save it as CSV, UTF-8');
    if (first === 0x50 && second === 0x41 && third === 0x52 && fourth === 0x31)
        refuse('it is a Parquet file; let its name end in .parquet');
    if (first === 0 || second === 0) {
        const encoding = first === 0 ? 'utf-16be' : 'utf-16le';
        refuse(`it has zero bytes, as text in UTF-16 has; declare encoding: ${encoding} in the site’s format or the data schema, or save it as UTF-8`);
    }
}
//# sourceMappingURL=text-decoding.js.map