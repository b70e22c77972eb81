/** A thread of virtual clients: takes orders of `large-round.ts` one after another and answers each. */
import { parentPort, workerData } from 'node:worker_threads'
import type { CrewSetup, StageOrder, StageReply } from './large-round-messages.ts'
import { openCrew } from './virtual-client.ts'

const crew = openCrew(workerData as CrewSetup)

parentPort!.on('message', ({ stage, clients, downlink }: StageOrder) => {
  const uplink = clients.map((client, i) => crew.answer(stage, client, downlink[i] ?? new Uint8Array(0)))
  const reply: StageReply = { uplink }
  parentPort!.postMessage(reply)
})
