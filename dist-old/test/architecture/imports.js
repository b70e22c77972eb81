/**
 * What the import arrows of a tree are, read from its source text. Comments and template literals are blanked first,
 * so that an import in an example or in a test's planted text is none.
 */
import { posix } from 'node:path';
/** Source text with comments and template literals replaced by spaces; other strings stay. */
export function withoutComments(text) {
    const tokens = /'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\[\s\S]|[^`\\])*`|\/\/[^\n]*|\/\*[\s\S]*?\*\//g;
    return text.replace(tokens, token => token.startsWith("'") || token.startsWith('"') ? token : blank(token));
}
function blank(token) {
    return token.replace(/[^\n]/g, ' ');
}
const statements = /^[ \t]*(?:import|export)\s+(type\s)?[^'";()]*?from\s*['"]([^'"]+)['"]/gm;
const effects = /^[ \t]*import\s*['"]([^'"]+)['"]/gm;
const expressions = /\bimport\s*\(\s*['"]([^'"]+)['"]/g;
/** Every import, export-from and dynamic import of every file. */
export function importsOf(tree) {
    return [...tree].flatMap(([from, text]) => {
        const source = withoutComments(text);
        return [
            ...[...source.matchAll(statements)].map(found => arrow(from, found[2], found[1] !== undefined)),
            ...[...source.matchAll(effects)].map(found => arrow(from, found[1], false)),
            ...[...source.matchAll(expressions)].map(found => arrow(from, found[1], false)),
        ];
    });
}
function arrow(from, specifier, isTypeOnly) {
    if (specifier.startsWith('.'))
        return { from, to: posix.join(posix.dirname(from), specifier), isOutside: false, isTypeOnly };
    return { from, to: packageOf(specifier), isOutside: true, isTypeOnly };
}
/** `@scope/name/part` is a part of the package `@scope/name`. */
function packageOf(specifier) {
    if (specifier.startsWith('node:'))
        return specifier;
    return specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/');
}
/** Circles in a graph, each as the list of its members in order; one for each place where a walk comes back. */
export function circlesOf(edges) {
    const circles = [];
    const done = new Set();
    const walk = (node, trail) => {
        const seen = trail.indexOf(node);
        if (seen >= 0)
            circles.push([...trail.slice(seen), node]);
        if (seen >= 0 || done.has(node))
            return;
        for (const next of edges.get(node) ?? [])
            walk(next, [...trail, node]);
        done.add(node);
    };
    for (const node of edges.keys())
        walk(node, []);
    return circles;
}
/** The graph of files. */
export function fileGraph(imports) {
    return graphOf(imports.filter(one => !one.isOutside).map(one => [one.from, one.to]));
}
/**
 * The graph of folders: an arrow between two files is one between the two neighbours under the folder that holds
 * both. A folder and what is inside it are no neighbours.
 */
export function folderGraph(imports) {
    return graphOf(imports.filter(one => !one.isOutside).flatMap(one => neighbours(one.from, one.to)));
}
function neighbours(from, to) {
    const left = posix.dirname(from).split('/');
    const right = posix.dirname(to).split('/');
    const common = left.findIndex((part, depth) => part !== right[depth]);
    if (common < 0 || common >= right.length)
        return [];
    return [[left.slice(0, common + 1).join('/'), right.slice(0, common + 1).join('/')]];
}
function graphOf(pairs) {
    const graph = new Map();
    for (const [from, to] of pairs)
        graph.set(from, (graph.get(from) ?? new Set()).add(to));
    return graph;
}
//# sourceMappingURL=imports.js.map