export const largeRoundStages = ['advertise', 'share', 'input', 'survivors', 'unmask'];
//# sourceMappingURL=large-round-messages.js.map