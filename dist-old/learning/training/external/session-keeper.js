import { WorkerError } from '../../errors.js';
import { openSession } from './session.js';
import { startTrainerChild } from './trainer-child.js';
export function openSessionKeeper(command, waits, startTimer) {
    let child;
    let current;
    let isClosed = false;
    return {
        session: async (folder) => {
            if (isClosed)
                throw new WorkerError('closed', 'the trainer was closed');
            if (current?.child.isUsable())
                return current;
            child = startTrainerChild(command, waits.graceMs, startTimer);
            current = await openSession(child, folder, waits, startTimer);
            return current;
        },
        close: async (isBusy) => {
            isClosed = true;
            if (child?.isUsable() && !isBusy)
                return child.dismiss();
            child?.fail({ kind: 'closed' });
            await child?.ended;
        },
    };
}
//# sourceMappingURL=session-keeper.js.map