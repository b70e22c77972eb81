export { splitCommand, trainerEnvironment } from './command.js';
export { openExternalTrainer } from './external-trainer.js';
export { trainerProtocol } from './messages.js';
//# sourceMappingURL=index.js.map