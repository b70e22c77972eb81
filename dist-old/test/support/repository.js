/** Tests run from the compiled tree; these find the source tree that it was compiled from. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
/** The root of the repository: the nearest folder above that holds tsconfig.json. */
export const repositoryRoot = rootAbove(process.env.PARLEY_REPOSITORY ?? import.meta.dirname);
function rootAbove(folder) {
    if (existsSync(join(folder, 'tsconfig.json')))
        return folder;
    if (dirname(folder) === folder)
        throw new Error('the tests run outside of the repository: no tsconfig.json above');
    return rootAbove(dirname(folder));
}
/** Paths, from the root, of the files below `folder` whose names end in one of `endings`. */
export function filesBelow(folder, endings) {
    if (!existsSync(join(repositoryRoot, folder)))
        return [];
    return readdirSync(join(repositoryRoot, folder), { withFileTypes: true }).flatMap(entry => {
        if (entry.name === 'node_modules' || entry.name === 'dist' || entry.name.startsWith('.'))
            return [];
        const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
        if (entry.isDirectory())
            return filesBelow(path, endings);
        return endings.some(ending => path.endsWith(ending)) ? [path] : [];
    });
}
export function readRepositoryFile(path) {
    return readFileSync(join(repositoryRoot, path), 'utf8');
}
//# sourceMappingURL=repository.js.map