/** A thread of `openExpansionWorkers`: one task after another. */
import { parentPort } from 'node:worker_threads'
import { type ExpansionAnswer, type ExpansionTask, runExpansionTask } from './workers.ts'

parentPort!.on('message', (task: ExpansionTask) => {
  const answer: ExpansionAnswer = outcomeOf(task)
  parentPort!.postMessage(answer)
})

function outcomeOf(task: ExpansionTask): ExpansionAnswer {
  try {
    runExpansionTask(task)
    return {}
  } catch (error) {
    return { fault: (error as Error).message }
  }
}
