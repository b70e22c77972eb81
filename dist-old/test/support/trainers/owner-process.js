/** Opens a trainer that hangs, and ends by itself in the middle of the request: `owner-process.js PORT FOLDER`. */
import { openExternalTrainer } from '../../../learning/index.js';
import { hostileCommand, smallRequest } from './hostile.js';
const [port, folder] = process.argv.slice(2);
const trainer = openExternalTrainer({ command: hostileCommand('connected', port), folder: folder });
await trainer.train(smallRequest, () => process.exit(7));
//# sourceMappingURL=owner-process.js.map