import type { Migration } from 'kysely'
import { createLedgerTables } from './0001-ledger.ts'
import { createLogTables } from './0002-log.ts'
import { createCoordinatorTables } from './0003-coordinator.ts'
import { addGroups } from './0004-groups.ts'
import { addRoundZero } from './0005-round-zero.ts'
import { addEvaluations } from './0006-evaluations.ts'
import { addAlgorithms } from './0007-algorithms.ts'
import { addDeclines } from './0008-declines.ts'
import { addClipNorms } from './0009-clip-norms.ts'
import { addSeals } from './0010-seals.ts'
import { addBountyEvents } from './0011-bounty-events.ts'
import { addBountySearch } from './0012-bounty-search.ts'
import { addReputation } from './0013-reputation.ts'
import { addEventsHashes } from './0014-events-hashes.ts'
import { checkPostingsInBulk } from './0015-postings-in-bulk.ts'
import { createStoredObjects } from './0016-stored-objects.ts'
import { addScoring } from './0017-scoring.ts'
import { addRoles } from './0018-roles.ts'
import { addAudit } from './0019-audit.ts'
import { addMemberKeys } from './0020-member-keys.ts'
import { addSessions } from './0021-sessions.ts'
import { addApiKeys } from './0022-api-keys.ts'
import { addRecovery } from './0023-recovery.ts'
import { addWebhooks } from './0024-webhooks.ts'
import { addTransactions } from './0025-transactions.ts'
import { addEnvironment } from './0026-environment.ts'

/** One step of the schema. Names sort in the order in which the steps run; a step that was released never changes. */
export interface NamedMigration {
  readonly name: string
  readonly up: Migration['up']
}

/** All steps, oldest first. */
export const migrations: readonly NamedMigration[] = [
  { name: '0001-ledger', up: createLedgerTables },
  { name: '0002-log', up: createLogTables },
  { name: '0003-coordinator', up: createCoordinatorTables },
  { name: '0004-groups', up: addGroups },
  { name: '0005-round-zero', up: addRoundZero },
  { name: '0006-evaluations', up: addEvaluations },
  { name: '0007-algorithms', up: addAlgorithms },
  { name: '0008-declines', up: addDeclines },
  { name: '0009-clip-norms', up: addClipNorms },
  { name: '0010-seals', up: addSeals },
  { name: '0011-bounty-events', up: addBountyEvents },
  { name: '0012-bounty-search', up: addBountySearch },
  { name: '0013-reputation', up: addReputation },
  { name: '0014-events-hashes', up: addEventsHashes },
  { name: '0015-postings-in-bulk', up: checkPostingsInBulk },
  { name: '0016-stored-objects', up: createStoredObjects },
  { name: '0017-scoring', up: addScoring },
  { name: '0018-roles', up: addRoles },
  { name: '0019-audit', up: addAudit },
  { name: '0020-member-keys', up: addMemberKeys },
  { name: '0021-sessions', up: addSessions },
  { name: '0022-api-keys', up: addApiKeys },
  { name: '0023-recovery', up: addRecovery },
  { name: '0024-webhooks', up: addWebhooks },
  { name: '0025-transactions', up: addTransactions },
  { name: '0026-environment', up: addEnvironment },
]
