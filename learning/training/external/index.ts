export { type SplitCommand, splitCommand, type TrainerCommand, trainerEnvironment } from './command.ts'
export { type ExternalTrainer, type ExternalTrainerOptions, openExternalTrainer } from './external-trainer.ts'
export { type TrainerHello, trainerProtocol } from './messages.ts'
export type { TrainerWaits } from './timers.ts'
