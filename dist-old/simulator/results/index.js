export { ResultsError } from './errors.js';
export { isFinished, } from './records.js';
export { chartSvg, lineChartSvg, matrixSvg, reportPage, } from './report/index.js';
export { roundsTo } from './rounds-to.js';
export { readRun, readRuns } from './run-files.js';
export { openRunWriter } from './run-writer.js';
export { summarize } from './summary.js';
export { writeAll } from './write-all.js';
//# sourceMappingURL=index.js.map