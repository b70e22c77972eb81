/** The server's half of algorithms whose mean update steps the model by a rule, with nothing to tell the holders. */
export function ruleServer(rule) {
    return {
        keeps: rule.keeps,
        broadcasts: [],
        step: (before, [update]) => rule.step(before, update),
    };
}
//# sourceMappingURL=rule-server.js.map