var __rewriteRelativeImportExtension = (this && this.__rewriteRelativeImportExtension) || function (path, preserveJsx) {
    if (typeof path === "string" && /^\.\.?\//.test(path)) {
        return path.replace(/\.(tsx)$|((?:\.d)?)((?:\.[^./]+?)?)\.([cm]?)ts$/i, function (m, tsx, d, ext, cm) {
            return tsx ? preserveJsx ? ".jsx" : ".js" : d && (!ext || !cm) ? m : (d + ext + "." + cm.toLowerCase() + "js");
        });
    }
    return path;
};
/** Programs that make further algorithms known to the thread that loads them. */
import { pathToFileURL } from 'node:url';
import * as learning from '../../learning/index.js';
import { ExperimentFileError } from './experiment-error.js';
const loaded = new Set();
/**
 * Loads each program once. Its default export, if it has one, is called with the names of the learning room, so that it
 * registers with the very catalogue that runs ask.
 *
 * @throws ExperimentFileError naming the program that fails.
 */
export async function loadModules(files) {
    for (const file of files.filter(each => !loaded.has(each))) {
        try {
            const { default: register } = (await import(__rewriteRelativeImportExtension(pathToFileURL(file).href)));
            if (typeof register === 'function')
                await register(learning);
        }
        catch (error) {
            throw new ExperimentFileError(`modules: ${file} cannot be loaded: ${error.message}`);
        }
        loaded.add(file);
    }
}
//# sourceMappingURL=load-modules.js.map