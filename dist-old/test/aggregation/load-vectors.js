import { readFileSync } from 'node:fs';
/** The vectors of a file in test/vectors. */
export function loadVectors(name) {
    return JSON.parse(readFileSync(new URL(`../vectors/${name}.json`, import.meta.url), 'utf8'));
}
//# sourceMappingURL=load-vectors.js.map