import type { Command } from 'commander'
import { decodeSignedStatement, encodeEvidenceDocument, makeEvidence } from '../../aggregation/index.ts'
import { readDocumentFile, writeNew } from '../../verifier/index.ts'
import { CommandError, UsageError } from '../errors.ts'
import { type CommonOptions, withAction } from '../options.ts'
import type { World } from '../world.ts'

interface EvidenceOptions extends CommonOptions {
  readonly out: string
}

const whyNot = {
  'another-coordinator': 'the two statements are under different keys',
  'first-not-signed': 'the first statement is not signed under its key',
  'second-not-signed': 'the second statement is not signed under its key',
  'no-contradiction':
    'the two statements agree, or speak of different sessions: an honest coordinator signs both',
} as const

/** `parley evidence STATEMENT STATEMENT`: what two holders prove when they lay their papers side by side. */
export function addEvidenceCommand(program: Command, world: World): void {
  const evidence = program
    .command('evidence')
    .description('make a proof out of two statements of a coordinator that contradict each other')
    .argument(
      '<statement>',
      'a statement that an agent kept: statements/SESSION.survivors.json in its folder',
    )
    .argument('<other>', 'the statement of the same session that another holder kept')
    .option('--json', 'print one JSON value on stdout, everything else on stderr')
    .option('--out <file>', 'where to write the proof; never replaces a file', 'evidence.json')
    .addHelpText(
      'after',
      `
Every agent keeps what the coordinator signed about the survivors of each session. Two holders who were told different
things have, between them, a proof that no honest coordinator could have given them. Statements hold no secret.

Example:
  $ parley evidence ours.survivors.json theirs.survivors.json --out evidence.json && parley verify evidence.json

Exit codes: 0 a proof was written, 1 the two prove nothing, 2 a file cannot be read as a statement.`,
    )
  withAction<EvidenceOptions>(evidence, world, async ({ options, output, args }) => {
    const [one, other] = await Promise.all([readStatement(args[0]!), readStatement(args[1]!)])
    const made = makeEvidence(one, other)
    if (made.kind !== 'evidence') throw new CommandError(whyNot[made.fault], made.fault)
    await writeNew(options.out, encodeEvidenceDocument(made.evidence), '--out')
    const { coordinatorKey } = made.evidence
    output.result(
      { file: options.out, coordinatorKey },
      `Wrote ${options.out}: proof against the coordinator with key ${coordinatorKey}. Check it with: parley verify ${options.out}`,
    )
  })
}

async function readStatement(file: string) {
  const read = decodeSignedStatement(await readDocumentFile(file))
  if (read.kind === 'read') return read.document
  throw new UsageError(`${file} is no statement of a coordinator: ${read.field} ${read.problem}`)
}
