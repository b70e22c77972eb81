/** The generated types of the loaded form, by the names of the messages. */
export {};
//# sourceMappingURL=wire.js.map