import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { toHex } from '../../aggregation/index.ts'
import { type VerifyOptions, verifyFiles } from '../../verifier/index.ts'
import { ReportedFailure } from '../errors.ts'
import { type CommonOptions, readHexKey, readNatural, withAction } from '../options.ts'
import type { World } from '../world.ts'

interface CommandOptions extends CommonOptions, Omit<VerifyOptions, 'witnesses'> {
  readonly model?: string
  readonly witness?: readonly string[]
}

/** `parley verify FILE`: offline, with nothing but the file and, where it matters, a key. */
export function addVerifyCommand(program: Command, world: World): void {
  const verify = program
    .command('verify')
    .description(
      'check signed documents offline: evidence, a fork, a holder’s fault, a statement, a receipt, a bounty’s log, a settlement, a lineage certificate, an audit, a record of a test set',
    )
    .argument('<file...>', 'the document; several are checked one by one')
    .option('--json', 'print one JSON value on stdout, everything else on stderr')
    .option('--coordinator-key <hex>', 'the identity key that you know the coordinator by', readHexKey)
    .option('--holder-key <hex>', 'the identity key of the holder that a fault is said of', readHexKey)
    .option('--model <file>', 'the model (safetensors) that a certificate is to be of')
    .option('--model-hash <hex>', 'the same by its hash, as parley model verify prints it', readHexKey)
    .option(
      '--witness <key>',
      'a witness whose cosignature on the log’s head is asked for; may be repeated',
      (key: string, before: readonly string[] = []) => [...before, key],
    )
    .option(
      '--witnesses-needed <n>',
      'how many of them must have cosigned (all, unless it is given)',
      readNatural(1, 9999),
    )
    .option('--log <file>', 'the bounty’s log that a settlement is to follow from')
    .option(
      '--settlement <out>',
      'write the settlement that a bounty’s log comes to; of several logs, into this folder, each under its bounty’s id',
    )
    .addHelpText(
      'after',
      `
Nothing is asked of any server: what a file proves, it proves by its signatures. The same checks are a program of their own,
parley-verify, which loads nothing else of Parley.

  evidence     two statements of one coordinator that no honest one signs both: proof against whoever holds the key
  fork         two heads of one log of which neither goes on from the other: proof against whoever holds the key
  fault        what a holder signed and no honest one signs: proof against whoever holds the key, at one bounty
  statement    one statement of a coordinator, as an agent keeps it; alone it proves only that it was signed
  receipt      a round's place in the public log, with your input and your pay; needs --coordinator-key
  bounty log   all that happened to a bounty (parley bounty log): who signed what is checked, and where every unit went is
               computed again; with --coordinator-key also that the coordinator's log holds each leaf
  settlement   what a bounty came to; needs --log
  certificate  where a model comes from (parley model certificate): terms, rounds, holders, with the leaves that say so
  audit        events of security as they were written down (parley audit export): whether any of their time is left out
  checkpoint   a head of the log (parley log checkpoint), with --witness also who cosigned it
  test record  one record of a bounty's held-out test set (parley bounty record), to which its buyer had committed

Examples:
  $ parley verify evidence.json
  $ parley verify fault.json --holder-key 9c41f0b2...
  $ parley verify receipts/3f2a90c1-round-2.json --coordinator-key 5e5cd895...
  $ parley verify bounty.json --coordinator-key 5e5cd895... --settlement settlement.json
  $ parley verify certificate.json --coordinator-key 5e5cd895... --model model.safetensors

Exit codes: 0 it holds, 1 it does not, 2 the file cannot be read as any of these.`,
    )
  withAction<CommandOptions>(verify, world, async ({ options, output, args }) => {
    const { json: _json, home: _home, model, witness, ...known } = options
    const modelHash = model === undefined ? {} : { modelHash: await hashOfModel(model) }
    const witnesses = witness === undefined ? {} : { witnesses: witness }
    const { value, text, failed } = await verifyFiles(args, { ...known, ...modelHash, ...witnesses })
    output.result(value, text)
    if (failed !== undefined) throw new ReportedFailure(failed)
  })
}

/** Loaded where it is asked for: only a model's hash needs what knows models. */
async function hashOfModel(file: string): Promise<string> {
  const { modelFileHash, readModel } = await import('../../learning/index.ts')
  return toHex(modelFileHash(readModel(new Uint8Array(await readFile(file)))))
}
