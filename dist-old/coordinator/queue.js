export function createQueue() {
    let last = Promise.resolve();
    return {
        run(task) {
            const turn = last.then(task);
            last = turn.catch(() => undefined);
            return turn;
        },
        drained: async () => void (await last),
    };
}
//# sourceMappingURL=queue.js.map