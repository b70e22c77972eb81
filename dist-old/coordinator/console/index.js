export { ConsoleHostError, ConsolePortError, openConsole, } from './http-server.js';
export { consoleBounty, consoleEvent } from './view.js';
//# sourceMappingURL=index.js.map