/** The thread of `score-thread.ts`: scores once, and ends. */
import { parentPort, workerData } from 'node:worker_threads'
import { type ContributionInput, scoreContributions } from '../../aggregation/index.ts'

parentPort!.postMessage(scoreContributions(workerData as ContributionInput))
