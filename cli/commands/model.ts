import { type Command, Option } from 'commander'
import { canonicalJson, toHex } from '../../aggregation/index.ts'
import { modelFileHash, parameterCount, parseModelSpec, readModel } from '../../learning/index.ts'
import { figureOf, metricTitle } from '../../protos/metrics.ts'
import { findBounty } from '../bounty-lookup.ts'
import { completedRounds, figureText, roundOfModel, termsOf } from '../bounty-view.ts'
import { withConnection } from '../connect.ts'
import { deliveredModel, requireLoggedModel } from '../delivered-model.ts'
import { CommandError } from '../errors.ts'
import { type ModelFormat, modelFormats, schemaFileOf, usualOutput, writeModelFiles } from '../model-files.ts'
import { type ConnectionOptions, withAction, withConnectionOptions } from '../options.ts'
import { bytesText } from '../output.ts'
import type { World } from '../world.ts'
import { addModelCertificate } from './model-certificate.ts'
import { addModelVerify } from './model-verify.ts'

interface FetchOptions extends ConnectionOptions {
  readonly format: ModelFormat
  readonly out?: string
}

/** `parley model fetch|certificate|verify`. */
export function addModelCommand(program: Command, world: World): void {
  const model = program.command('model').description('trained models')
  addModelCertificate(model, world)
  addModelVerify(model, world)
  const fetchModel = withConnectionOptions(model.command('fetch'))
    .description(
      'download the model of a bounty and check it against the terms, the rounds and the public log',
    )
    .argument('<bounty>', 'its id, or the first eight digits or more')
    .addOption(
      new Option('--format <format>', 'safetensors as it was trained, or for other programs')
        .choices(modelFormats)
        .default('safetensors'),
    )
    .option(
      '--out <path>',
      'where to write it (else model.safetensors, the folder model-tfjs, or model.onnx)',
    )
    .addHelpText(
      'after',
      `
Examples:
  $ parley model fetch 3f2a90c1 --out digits.safetensors
  $ parley model fetch 3f2a90c1 --format onnx

The buyer gets it sealed, with a key that the buyer's keystore alone opens: docs/model-store.md.
ONNX and TensorFlow.js models put out probabilities; the file of safetensors says in its metadata what network it is.
Where the means of all holders standardise the records, their schema is written beside it, as OUT.schema.json.`,
    )
  withAction<FetchOptions>(fetchModel, world, ({ options, output, args }) =>
    withConnection(options, world, async connection => {
      const bounty = await findBounty(connection.port, args[0]!)
      if (completedRounds(bounty).length === 0) {
        const state = `no round is complete, its state is ${bounty.state}`
        throw new CommandError(`bounty ${bounty.bountyId} has no trained model yet: ${state}`)
      }
      const bytes = await deliveredModel(connection, bounty)
      const model = readModel(bytes)
      const { spec, parameters, data } = model
      if (canonicalJson(spec) !== canonicalJson(parseModelSpec(termsOf(bounty).model)))
        throw new CommandError(
          'the model that was sent is not the one the terms describe; it was not written',
        )
      const hash = modelFileHash(model)
      const kept = roundOfModel(bounty, hash)
      if (kept === undefined)
        throw new CommandError('the model that was sent is not that of any round; it was not written')
      const isLogged = await requireLoggedModel(connection, bounty.bountyId, hash)
      if (!isLogged)
        output.note('The coordinator has no public log of this bounty: it is of an earlier version.')
      const out = options.out ?? usualOutput[options.format]
      const written = await writeModelFiles(options.format, out, { blob: bytes, spec, parameters, data })
      const { metric } = termsOf(bounty).acceptance
      const accuracy = figureOf(kept, 'accuracy')?.value ?? null
      output.result(
        {
          file: out,
          format: options.format,
          bountyId: bounty.bountyId,
          sha256: toHex(bounty.modelBlob),
          modelHash: toHex(hash),
          inLog: isLogged,
          parameters: parameterCount(spec),
          ...(data === undefined ? {} : { schemaFile: schemaFileOf(out) }),
          accuracy,
          round: kept.round,
          metrics: kept.metrics,
        },
        `Wrote ${out}: ${parameterCount(spec).toLocaleString('en')} parameters, ${bytesText(written)}, ` +
          `held-out ${metricTitle(metric)} ${figureText(kept, metric, true)}` +
          (data === undefined ? '' : `; ${schemaFileOf(out)} says how records are standardised for it`),
      )
    }),
  )
}
