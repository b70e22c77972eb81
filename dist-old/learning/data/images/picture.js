/**
 * One picture, a PNG or a JPEG file, as the values 0-1 of an example. Its size is read from its header and held against
 * limits before a pixel is decoded. Pixels are taken as they are stored: turned as EXIF says, colour profiles left alone.
 * The decoders are those of libvips, by way of sharp, and all others that it has are shut.
 */
import { open } from 'node:fs/promises';
import sharp, {} from 'sharp';
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({ operation: ['VipsForeignLoadPngBuffer', 'VipsForeignLoadJpegBuffer'] });
// Every picture is read once.
sharp.cache(false);
const limits = { fileBytes: 2 ** 26, pixels: 2 ** 26, side: 65_535 };
/** Values 0-1, height × width × channels, or what is wrong. Throws only what opening the file throws. */
export async function readPicture(file, schema) {
    const handle = await open(file);
    try {
        const { size } = await handle.stat();
        if (size > limits.fileBytes)
            return tooLarge(`it has ${size} bytes; pictures of up to ${limits.fileBytes} are read`);
        return await decodePicture(await handle.readFile(), schema);
    }
    finally {
        await handle.close();
    }
}
function tooLarge(found) {
    return { kind: 'too-large', found, fix: 'make it smaller' };
}
/** The same from the bytes of a file. */
export async function decodePicture(bytes, schema) {
    const other = otherFormat(bytes);
    if (other !== undefined)
        return { kind: 'unreadable', found: other, fix: 'save it as PNG or JPEG' };
    try {
        // The header alone is read here, whatever size it claims.
        const metadata = await sharp(bytes, { limitInputPixels: false }).metadata();
        const fault = faultOf(metadata, schema);
        if (fault !== undefined)
            return fault;
        const image = sharp(bytes, { limitInputPixels: limits.pixels, ignoreIcc: true });
        return await pixelsOf(image, metadata, schema);
    }
    catch (error) {
        const [found] = error.message.split('\n');
        return { kind: 'unreadable', found: `it is damaged (${found})`, fix: 'copy it again, or leave it out' };
    }
}
/** What the bytes are, if they are no PNG and no JPEG. */
function otherFormat(bytes) {
    const starts = (text, at = 0) => text === Buffer.from(bytes.subarray(at, at + text.length)).toString('latin1');
    if (starts('\u0089PNG\r\n\u001a\n') || starts('\u00ff\u00d8\u00ff'))
        return undefined;
    if (bytes.length === 0)
        return 'it is empty';
    if (starts('DICM', 128))
        return 'it is a DICOM file';
    if (starts('II*\0') || starts('MM\0*'))
        return 'it is a TIFF file';
    return 'it is neither PNG nor JPEG';
}
/** What the header says that the schema does not allow. */
function faultOf(metadata, schema) {
    const { width, height } = metadata.autoOrient;
    if (width * height > limits.pixels || Math.max(width, height) > limits.side)
        return tooLarge(`it claims ${height} × ${width} pixels; up to ${limits.pixels} are read`);
    if (schema.resize === true)
        return undefined;
    if (height !== schema.height || width !== schema.width) {
        return {
            kind: 'wrong-shape',
            found: `it has ${height} × ${width} pixels; the data schema asks for ${schema.height} × ${schema.width}`,
            fix: 'scale it, or ask for a data schema with resize: true',
        };
    }
    const [found, wanted] = [colourOf(metadata), schema.channels === 1 ? 'grey' : 'red, green and blue'];
    if (found === wanted)
        return undefined;
    return {
        kind: 'wrong-colour',
        found: `its colours are ${found}; the data schema asks for ${wanted}`,
        fix: 'convert it, or ask for a data schema with resize: true',
    };
}
function colourOf({ space, hasAlpha }) {
    const colours = {
        'b-w': 'grey',
        grey16: 'grey',
        srgb: 'red, green and blue',
        rgb16: 'red, green and blue',
    };
    return `${colours[space] ?? space}${hasAlpha ? ' with transparency' : ''}`;
}
/** Decodes, turns, flattens on black, scales: each does nothing to a picture that is as declared. */
async function pixelsOf(image, { depth }, { height, width, channels }) {
    const isDeep = depth === 'ushort';
    const colours = channels === 1 ? (isDeep ? 'grey16' : 'b-w') : isDeep ? 'rgb16' : 'srgb';
    const { data, info } = await image
        .autoOrient()
        .flatten({ background: 'black' })
        .resize(width, height, { fit: 'fill' })
        .toColourspace(colours)
        .raw({ depth: isDeep ? 'ushort' : 'uchar' })
        .toBuffer({ resolveWithObject: true });
    if (info.width !== width || info.height !== height || info.channels !== channels)
        throw new Error(`it decodes to ${info.height} × ${info.width} × ${info.channels}`);
    const stored = isDeep
        ? new Uint16Array(data.buffer.slice(data.byteOffset, data.byteOffset + data.length))
        : data;
    const largest = isDeep ? 65_535 : 255;
    return Float32Array.from(stored, value => value / largest);
}
//# sourceMappingURL=picture.js.map