/** The forms in which a fetched model is written down. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { writeOnnx, writeTfjsModel } from '../learning/index.js';
export const modelFormats = ['safetensors', 'tfjs', 'onnx'];
/** Where each form goes unless told otherwise; `tfjs` is a folder of two files. */
export const usualOutput = {
    safetensors: 'model.safetensors',
    tfjs: 'model-tfjs',
    onnx: 'model.onnx',
};
/** Where the schema goes that a model's records are standardised by, if it came with the model. */
export function schemaFileOf(out) {
    return `${out}.schema.json`;
}
/**
 * Writes the model to `out`, its schema beside it where it has one, and gives the bytes written. `blob` is its safetensors file as it was sent. Throws
 * `ModelError` when the format cannot hold the model.
 */
export async function writeModelFiles(format, out, model) {
    const { blob, spec, parameters, data } = model;
    if (data !== undefined)
        await writeFile(schemaFileOf(out), `${JSON.stringify(data, undefined, 2)}\n`);
    if (format === 'tfjs')
        return writeFolder(out, writeTfjsModel(spec, parameters));
    const bytes = format === 'onnx' ? writeOnnx(spec, parameters) : blob;
    await writeFile(out, bytes);
    return bytes.length;
}
async function writeFolder(folder, files) {
    await mkdir(folder, { recursive: true });
    for (const [name, bytes] of files)
        await writeFile(path.join(folder, name), bytes);
    return [...files.values()].reduce((sum, bytes) => sum + bytes.length, 0);
}
//# sourceMappingURL=model-files.js.map