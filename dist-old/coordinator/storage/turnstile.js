/** A turnstile that is free. */
export function createTurnstile() {
    let lastTurn = Promise.resolve();
    return {
        async enter(deadlineMs) {
            const turnBefore = lastTurn;
            let leave = () => undefined;
            lastTurn = new Promise(resolve => {
                leave = resolve;
            });
            try {
                await within(turnBefore, deadlineMs);
            }
            catch (error) {
                // The place in the queue must still pass on, or everyone behind would wait for ever.
                void turnBefore.then(leave);
                throw error;
            }
            return leave;
        },
    };
}
async function within(turn, deadlineMs) {
    let timer;
    const tooLate = new Promise((_, reject) => {
        timer = setTimeout(() => reject(new Error(`waited ${deadlineMs} ms for the database's one connection; a transaction is stuck`)), deadlineMs);
    });
    try {
        await Promise.race([turn, tooLate]);
    }
    finally {
        clearTimeout(timer);
    }
}
//# sourceMappingURL=turnstile.js.map