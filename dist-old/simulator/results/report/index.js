export { chartSvg, lineChartSvg, matrixSvg } from './report-charts.js';
export { reportPage } from './report-page.js';
//# sourceMappingURL=index.js.map