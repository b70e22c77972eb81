/** How people come in: by the link that the coordinator prints, or by a login at a provider. One of the two. */
import type { FastifyInstance, FastifyRequest } from 'fastify'

/** Where the console listens, and what browsers call it; known once it listens. */
export interface Place {
  readonly port: number
  /** Such as `https://console.example.org`. */
  readonly origin: string
}

export type PlaceNow = () => Place | undefined

/** Somebody who may look. */
export interface Visitor {
  /** Absent for whoever came by the link. */
  readonly person?: string
  /** Aborts when the visit is over. */
  readonly ended?: AbortSignal
}

export interface Entry {
  /** A way in, which strangers must be able to take. */
  isDoor(request: FastifyRequest): boolean
  visitorOf(request: FastifyRequest): Visitor | undefined
  /** What a stranger is told; HTML of ours alone. */
  readonly refusal: string
  /** Adds `/` and whatever the way in needs. */
  addRoutes(app: FastifyInstance): void
  close(): void
}
