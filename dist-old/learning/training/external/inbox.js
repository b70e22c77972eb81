export function openInbox() {
    const waiting = [];
    let failure;
    let wake = () => undefined;
    return {
        put: message => {
            waiting.push(message);
            wake();
        },
        fail: error => {
            failure ??= error;
            wake();
        },
        next: async () => {
            if (waiting.length === 0 && failure === undefined)
                await new Promise(resolve => {
                    wake = () => void resolve();
                });
            const message = waiting.shift();
            if (message !== undefined)
                return message;
            throw failure;
        },
    };
}
//# sourceMappingURL=inbox.js.map