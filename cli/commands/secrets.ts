import type { Command } from 'commander'
import { ReportedFailure } from '../errors.ts'
import { type CommonOptions, withAction } from '../options.ts'
import { allowance, type Finding, scanHistory, scanTree } from '../secret-scan/index.ts'
import type { World } from '../world.ts'

interface ScanOptions extends CommonOptions {
  readonly history?: boolean
}

/** `parley secrets scan`. */
export function addSecretsCommand(program: Command, world: World): void {
  const secrets = program.command('secrets').description('secrets that lie where they should not')
  const scan = secrets
    .command('scan')
    .description('find API keys, invitations, keystores, written-out passphrases and private keys in files')
    .argument('[paths...]', 'files and folders (else this folder)')
    .option('--history', 'also every line that a commit of the repository ever added')
    .option('--json', 'print one JSON value on stdout, everything else on stderr')
    .addHelpText(
      'after',
      `
Looks at what would be committed: in a git repository the files that are tracked or not ignored, elsewhere all but node_modules. Keys of
Parley carry a checksum, so that text which only looks like one is not reported. Secrets are named and never printed.

A secret that is meant to be there, in a test for example, is allowed by a remark in its line or the one before:
  ${allowance}

Examples:
  $ parley secrets scan
  $ parley secrets scan ./deploy ./.env
  $ parley secrets scan --history --json

Found one? Revoke it first: whoever could read the file has it. Then take it out.
Exit codes: 0 nothing was found, 1 something was, 2 a path cannot be read.`,
    )
  withAction<ScanOptions>(scan, world, async ({ options, output, args }) => {
    const paths = args.length === 0 ? ['.'] : args
    const findings: Finding[] = []
    const skipped: string[] = []
    let files = 0
    for (const path of paths) {
      const scanned = await scanTree(path)
      files += scanned.files
      findings.push(...scanned.findings)
      skipped.push(...scanned.skipped)
      if (options.history === true) findings.push(...(await scanHistory(path)))
    }
    for (const file of skipped) output.note(`${file} is too large to be read`)
    output.result({ files, skipped, findings }, reportText(files, findings))
    if (findings.length > 0)
      throw new ReportedFailure(
        `${findings.length === 1 ? 'a secret was' : `${findings.length} secrets were`} found; revoke first, then take out`,
      )
  })
}

function reportText(files: number, findings: readonly Finding[]): string {
  if (findings.length === 0) return `No secret in ${files.toLocaleString('en')} files.`
  return findings
    .map(({ file, line, detail, commit }) => {
      const where = commit === undefined ? '' : ` (commit ${commit.slice(0, 10)})`
      return `${file}:${line}: ${detail}${where}`
    })
    .join('\n')
}
