import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, posix, relative } from 'node:path'
import { PassThrough } from 'node:stream'
import test from 'ava'
import type { Command } from 'commander'
import { systemRandom } from '../../aggregation/index.ts'
import { buildProgram, type World } from '../../cli/index.ts'
import { filesBelow, readRepositoryFile, repositoryRoot } from '../support/repository.ts'
import { type CodeBlock, codeBlocksOf, commandLinesOf } from './code-blocks.ts'

const pages = filesBelow('', ['.md'])
const blocks = pages.flatMap(page => codeBlocksOf(page, readRepositoryFile(page)))
const scripts = JSON.parse(readRepositoryFile('package.json')).scripts as Readonly<Record<string, string>>

/** Enough of a world to build the command line; nothing of it runs. */
function idleWorld(): World {
  const stream = new PassThrough()
  return {
    env: {},
    stdin: stream,
    stdout: stream,
    stderr: stream,
    random: systemRandom,
    nowMs: () => 0,
    stop: new AbortController().signal,
    endLifetime: () => {},
  }
}

test('the pages were found, and some have code', t => {
  t.true(pages.includes('README.md') && pages.includes('aggregation/README.md'))
  t.true(blocks.some(block => block.language === 'sh'))
})

const wrong: CodeBlock = {
  page: 'docs/wrong.md',
  line: 3,
  language: 'ts',
  text: `import { sha256 } from '../aggregation/index.ts'\nexport const hash: string = sha256(new Uint8Array(3))\n`,
}

test('every block of TypeScript in the pages compiles, and one that does not is noticed', t => {
  // In one run: most of it goes into reading the code that the blocks import.
  const complaints = compilerComplaints([...blocks.filter(block => block.language === 'ts'), wrong])
  const lines = complaints.split('\n').filter(line => line !== '' && !line.startsWith(' '))
  const own = lines.filter(line => line.startsWith(fileNameOf(wrong)))
  t.is(own.length, 1)
  t.regex(own[0]!, /docs-wrong-md-3\.ts\(2,14\): error TS2322/)
  t.deepEqual(
    lines.filter(line => !own.includes(line)),
    [],
  )
})

/** What the compiler says about the blocks under the settings of the repository; empty when it has nothing to say. */
function compilerComplaints(typescript: readonly CodeBlock[]): string {
  mkdirSync(join(repositoryRoot, 'dist'), { recursive: true })
  const folder = mkdtempSync(join(repositoryRoot, 'dist', 'docs-'))
  try {
    for (const block of typescript) writeFileSync(join(folder, fileNameOf(block)), readdressed(block, folder))
    const settings = {
      extends: '../../tsconfig.json',
      compilerOptions: { noEmit: true, incremental: false, rootDir: '../..', noUnusedLocals: false },
      include: ['*.ts'],
      exclude: [],
    }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings))
    const compiler = join(
      dirname(createRequire(import.meta.url).resolve('typescript/package.json')),
      'bin',
      'tsc',
    )
    execFileSync(process.execPath, [compiler, '-p', folder], { cwd: folder, encoding: 'utf8', stdio: 'pipe' })
    return ''
  } catch (error) {
    return String((error as { stdout?: string }).stdout ?? error)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function fileNameOf({ page, line }: CodeBlock): string {
  return `${page.replace(/[/.]/g, '-')}-${line}.ts`
}

/** Relative imports count from the page; here they are made to count from the folder of the check. */
function readdressed({ page, text }: CodeBlock, folder: string): string {
  return text.replace(/(from\s+|import\s*\(?\s*)'(\.[^']+)'/g, (_, before: string, path: string) => {
    const target = posix.join(posix.dirname(page), path)
    return `${before}'${relative(folder, join(repositoryRoot, target))}'`
  })
}

test('every parley command and option in the pages exists', async t => {
  const program = await buildProgram(idleWorld())
  const faults = shellCommands().flatMap(({ where, words }) => {
    const start = words[0] === 'npx' ? 1 : 0
    return words[start] === 'parley'
      ? faultsOfCommand(program, words.slice(start + 1)).map(fault => `${where}: ${fault}`)
      : []
  })
  t.deepEqual(faults, [])
})

test('every npm script in the pages exists', async t => {
  const known = new Set(['ci', 'install', ...Object.keys(scripts)])
  const faults = shellCommands()
    .filter(({ words }) => words[0] === 'npm')
    .map(({ where, words }) => ({ where, name: words[1] === 'run' ? words[2]! : words[1]! }))
    .filter(({ name }) => !known.has(name))
  t.deepEqual(faults, [])
})

function shellCommands() {
  return blocks
    .filter(({ language }) => language === 'sh')
    .flatMap(({ page, line, text }) =>
      commandLinesOf(text).map(words => ({ where: `${page}:${line}`, words })),
    )
}

/** Commands and options that the program does not know; after a command without commands, other words are arguments. */
function faultsOfCommand(program: Command, words: readonly string[]): readonly string[] {
  let command = program
  const faults: string[] = []
  for (const word of words) {
    const child = command.commands.find(one => one.name() === word)
    if (child !== undefined) command = child
    else if (word.startsWith('--')) faults.push(...faultOfOption(command, word.split('=')[0]!))
    else if (command === program) return [`there is no command "${word}"`]
  }
  return faults
}

function faultOfOption(command: Command, option: string): readonly string[] {
  const isKnown =
    option === '--help' || option === '--version' || command.options.some(one => one.long === option)
  return isKnown ? [] : [`"${command.name()}" has no option ${option}`]
}

test('a command or option that does not exist is noticed', async t => {
  const program = await buildProgram(idleWorld())
  t.deepEqual(faultsOfCommand(program, ['bountry', 'post']), ['there is no command "bountry"'])
  t.deepEqual(faultsOfCommand(program, ['bounty', 'post', 'x.yaml', '--jsn']), ['"post" has no option --jsn'])
  t.deepEqual(faultsOfCommand(program, ['bounty', 'post', 'x.yaml', '--json']), [])
})

test('command lines are read as a shell would', t => {
  const text = [
    '$ parley a --b \\',
    "    'c d' # why",
    '# only a comment',
    'X=1 npx parley e | jq .',
    '',
  ].join('\n')
  t.deepEqual(commandLinesOf(text), [
    ['parley', 'a', '--b', "'c d'"],
    ['npx', 'parley', 'e'],
    ['jq', '.'],
  ])
})
