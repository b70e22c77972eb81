/** The coordinator of a drill: real, over TLS on loopback, with keys that guard nothing. */
import type { CoordinatorConfig, RunningCoordinator } from '../../coordinator/index.ts'
import { drillCost, drillEnvironment, drillPassphrase } from './drill-cast.ts'

/** What drills differ in; the rest is alike in all. */
type DrillCoordinator = Pick<CoordinatorConfig, 'dataDir'> &
  Pick<Required<CoordinatorConfig>, 'tls'> &
  Pick<CoordinatorConfig, 'world' | 'onJudged' | 'sealEveryMs'> & {
    readonly postgresUrl?: string | undefined
  }

/** Opens it; `note` is told what goes wrong inside. The service is loaded when it is wanted. */
export async function openDrillCoordinator(
  { postgresUrl, ...more }: DrillCoordinator,
  note: (text: string) => void,
): Promise<RunningCoordinator> {
  const { openCoordinator } = await import('../../coordinator/index.ts')
  return openCoordinator({
    ...more,
    ...(postgresUrl === undefined ? {} : { postgresUrl }),
    listen: '127.0.0.1:0',
    environment: drillEnvironment,
    name: 'drill',
    passphrase: drillPassphrase,
    passphraseCost: drillCost,
    // Refused calls are what drills are about; they tell them themselves.
    journal: {
      info: () => undefined,
      warn: () => undefined,
      error: (facts, text) => note(`${text} ${JSON.stringify(facts)}`),
    },
  })
}
