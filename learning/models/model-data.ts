/**
 * The data schema by which the records of a model are standardised, where the terms leave its means open; canonical JSON
 * that `parseDataSchema` reads. Without it nobody could use the model, so that it is part of the model and of its hash.
 */
export type ModelData = Readonly<Record<string, unknown>>
