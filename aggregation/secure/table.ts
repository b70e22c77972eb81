/** Tables that a step extends without touching the one it was given, in time that hardly grows with the group. */
import { Map as PersistentMap } from 'immutable'

/** Entries by key, in no particular order. */
export type Table<Key, Value> = PersistentMap<Key, Value>

export function emptyTable<Key, Value>(): Table<Key, Value> {
  return PersistentMap<Key, Value>()
}

/** The table with one entry more; the old one stays as it was. */
export function withEntry<Key, Value>(table: Table<Key, Value>, key: Key, value: Value): Table<Key, Value> {
  return table.set(key, value)
}
