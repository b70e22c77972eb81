import { writeModel } from '../../models/model-file.ts'
import type { TrainingRequest } from '../trainer.ts'
import { examplesFile } from './examples-file.ts'
import { type ExchangeFolder, openExchangeFolder } from './exchange-folder.ts'
import type { TrainMessage } from './messages.ts'

/** Files of the requests. The records are written once and stay for the next round; models and weights come and go. */
export interface Exchange {
  readonly folder: ExchangeFolder
  /** Writes what the request's message speaks of. */
  prepare(request: TrainingRequest, job: number): Promise<TrainMessage>
  /** Removes the model and the weights of a request. */
  clear(job: number): Promise<void>
}

export function openExchange(parent: string | undefined): Exchange {
  const folder = openExchangeFolder(parent)
  let written: { readonly dataset: object; readonly name: string } | undefined
  const examplesOf = async ({ dataset }: TrainingRequest, job: number) => {
    if (written?.dataset === dataset) return written.name
    if (written !== undefined) await folder.remove(written.name)
    const name = `examples-${job}.safetensors`
    await folder.write(name, examplesFile(dataset))
    written = { dataset, name }
    return name
  }
  return {
    folder,
    prepare: async (request, job) => {
      const {
        spec,
        parameters,
        dataset,
        epochs,
        batchSize,
        learningRate,
        proximal = 0,
        momentum = 0,
        seed,
      } = request
      await folder.write(modelName(job), [writeModel(spec, parameters)])
      const examples = await examplesOf(request, job)
      return {
        type: 'train',
        job,
        spec,
        modelFile: folder.at(modelName(job)),
        examplesFile: folder.at(examples),
        examples: dataset.examples,
        outputFile: folder.at(outputName(job)),
        ...{ epochs, batchSize, learningRate, proximal, momentum, seed },
      }
    },
    clear: async job => {
      await Promise.all([modelName(job), outputName(job)].map(folder.remove))
    },
  }
}

function modelName(job: number): string {
  return `model-${job}.safetensors`
}

function outputName(job: number): string {
  return `trained-${job}.safetensors`
}
