/** Fenced code blocks of a Markdown page, and the command lines in those for a shell. */

export interface CodeBlock {
  /** Path of the page, from the root of the repository. */
  readonly page: string
  /** Line of the opening fence, from 1. */
  readonly line: number
  readonly language: string
  readonly text: string
}

/** All fenced blocks of a page, in order. */
export function codeBlocksOf(page: string, markdown: string): readonly CodeBlock[] {
  const fences = /^```([a-z]*)[^\n]*\n([\s\S]*?)^```[ \t]*$/gm
  return [...markdown.matchAll(fences)].map(found => ({
    page,
    line: markdown.slice(0, found.index).split('\n').length,
    language: found[1]!,
    text: found[2]!,
  }))
}

/**
 * The words of every command line in a shell block: prompts, comments, output after a blank line of comments and
 * line continuations are resolved; a pipe or `&&` ends one command and begins another.
 */
export function commandLinesOf(text: string): readonly (readonly string[])[] {
  return text
    .replace(/\\\n\s*/g, ' ')
    .split('\n')
    .map(line => line.replace(/^\s*\$\s+/, '').replace(/(^|\s)#.*$/, ''))
    .flatMap(line => line.split(/\s(?:\||&&|\|\||;|&)(?:\s|$)/))
    .map(command => command.match(/'[^']*'|"[^"]*"|\S+/g) ?? [])
    .map(words => words.slice(words.findIndex(word => !/^[A-Z_]+=/.test(word))))
    .filter(words => words.length > 0)
}
