export { columnKeys } from './column.js';
export { describePartition } from './describe-partition.js';
export { partition } from './partition.js';
export { PartitionError } from './partition-error.js';
//# sourceMappingURL=index.js.map