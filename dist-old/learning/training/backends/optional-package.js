/** Packages that Parley uses where somebody has installed them, and does without elsewhere. */
var __rewriteRelativeImportExtension = (this && this.__rewriteRelativeImportExtension) || function (path, preserveJsx) {
    if (typeof path === "string" && /^\.\.?\//.test(path)) {
        return path.replace(/\.(tsx)$|((?:\.d)?)((?:\.[^./]+?)?)\.([cm]?)ts$/i, function (m, tsx, d, ext, cm) {
            return tsx ? preserveJsx ? ".jsx" : ".js" : d && (!ext || !cm) ? m : (d + ext + "." + cm.toLowerCase() + "js");
        });
    }
    return path;
};
/**
 * Imports a package that may be missing. Its name is no literal in the `import`, so that the compiler does not ask for
 * it either. Rejects with one line: that it is not installed and how it can be, or what it said itself.
 */
export async function importOptional(name, version) {
    try {
        return (await import(__rewriteRelativeImportExtension(name)));
    }
    catch (error) {
        const { code, message } = error;
        if (code === 'ERR_MODULE_NOT_FOUND' && message.includes(`'${name}'`)) {
            throw new Error(`it is not installed; npm install --no-save ${name}@${version}`);
        }
        throw new Error(`${name} cannot be loaded: ${firstLine(message)}`);
    }
}
function firstLine(text) {
    return text.split('\n')[0].trim();
}
//# sourceMappingURL=optional-package.js.map