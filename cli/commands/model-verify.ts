import { readFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { toHex } from '../../aggregation/index.ts'
import { modelFileHash, parameterCount, readModel } from '../../learning/index.ts'
import { verifyFiles } from '../../verifier/index.ts'
import { ReportedFailure } from '../errors.ts'
import { type CommonOptions, readHexKey, withAction } from '../options.ts'
import type { World } from '../world.ts'

interface VerifyModelOptions extends CommonOptions {
  readonly certificate?: string
  readonly coordinatorKey?: string
}

/** `parley model verify FILE`: offline. */
export function addModelVerify(model: Command, world: World): void {
  const verify = model
    .command('verify')
    .description(
      'the hash of a model file, as the log has it; with --certificate, whether it is the certified one',
    )
    .argument('<file>', 'the model, safetensors as parley model fetch writes it')
    .option('--json', 'print one JSON value on stdout, everything else on stderr')
    .option('--certificate <file>', 'its lineage certificate')
    .option('--coordinator-key <hex>', 'the identity key that you know the coordinator by', readHexKey)
    .addHelpText(
      'after',
      `
The hash covers the network and every number in it. parley-verify, which does not read models, takes it as --model-hash.

Example:
  $ parley model verify model.safetensors --certificate certificate.json --coordinator-key 5e5cd895...`,
    )
  withAction<VerifyModelOptions>(verify, world, async ({ options, output, args }) => {
    const { certificate, coordinatorKey } = options
    const file = readModel(new Uint8Array(await readFile(args[0]!)))
    const modelHash = toHex(modelFileHash(file))
    const facts = { modelHash, parameters: parameterCount(file.spec) }
    const text = `${args[0]} is model ${modelHash}, ${facts.parameters.toLocaleString('en')} parameters.`
    if (certificate === undefined) return output.result(facts, text)
    const key = coordinatorKey === undefined ? {} : { coordinatorKey }
    const verified = await verifyFiles([certificate], { ...key, modelHash })
    output.result({ ...facts, certificate: verified.value }, `${text}\n${verified.text}`)
    if (verified.failed !== undefined) throw new ReportedFailure(verified.failed)
  })
}
