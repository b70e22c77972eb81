import { createLedgerTables } from './0001-ledger.js';
import { createLogTables } from './0002-log.js';
import { createCoordinatorTables } from './0003-coordinator.js';
import { addGroups } from './0004-groups.js';
import { addRoundZero } from './0005-round-zero.js';
import { addEvaluations } from './0006-evaluations.js';
import { addAlgorithms } from './0007-algorithms.js';
/** All steps, oldest first. */
export const migrations = [
    { name: '0001-ledger', up: createLedgerTables },
    { name: '0002-log', up: createLogTables },
    { name: '0003-coordinator', up: createCoordinatorTables },
    { name: '0004-groups', up: addGroups },
    { name: '0005-round-zero', up: addRoundZero },
    { name: '0006-evaluations', up: addEvaluations },
    { name: '0007-algorithms', up: addAlgorithms },
];
//# sourceMappingURL=index.js.map