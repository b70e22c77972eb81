/** Fenced code blocks of a Markdown page, and the command lines in those for a shell. */
/** All fenced blocks of a page, in order. */
export function codeBlocksOf(page, markdown) {
    const fences = /^```([a-z]*)[^\n]*\n([\s\S]*?)^```[ \t]*$/gm;
    return [...markdown.matchAll(fences)].map(found => ({
        page,
        line: markdown.slice(0, found.index).split('\n').length,
        language: found[1],
        text: found[2],
    }));
}
/**
 * The words of every command line in a shell block: prompts, comments, output after a blank line of comments and
 * line continuations are resolved; a pipe or `&&` ends one command and begins another.
 */
export function commandLinesOf(text) {
    return text
        .replace(/\\\n\s*/g, ' ')
        .split('\n')
        .map(line => line.replace(/^\s*\$\s+/, '').replace(/(^|\s)#.*$/, ''))
        .flatMap(line => line.split(/\s(?:\||&&|\|\||;|&)(?:\s|$)/))
        .map(command => command.match(/'[^']*'|"[^"]*"|\S+/g) ?? [])
        .map(words => words.slice(words.findIndex(word => !/^[A-Z_]+=/.test(word))))
        .filter(words => words.length > 0);
}
//# sourceMappingURL=code-blocks.js.map