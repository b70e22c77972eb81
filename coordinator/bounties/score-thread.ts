/** Contributions scored in a thread: an epoch of many holders and rounds takes seconds, in which everybody else is to be answered. */
import { Worker } from 'node:worker_threads'
import { type ContributionInput, scoreContributions } from '../../aggregation/index.ts'

type Scored = ReturnType<typeof scoreContributions>

/** Holders times rounds up to which a thread takes longer to start than the scores to be found. */
const fewHolderRounds = 500

/** The same as `scoreContributions`, to the last fraction: whole numbers come to the same anywhere. */
export async function scoreAside(input: ContributionInput): Promise<Scored> {
  const { participants, rounds } = input
  return participants.length * rounds.length <= fewHolderRounds ? scoreContributions(input) : inThread(input)
}

function inThread(input: ContributionInput): Promise<Scored> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./score-worker.js', import.meta.url), { workerData: input })
    worker.once('message', resolve)
    worker.once('error', reject)
    // After an answer, or an error, this changes nothing.
    worker.once('exit', code => reject(new Error(`the thread that scores ended with ${code} and no answer`)))
  })
}
