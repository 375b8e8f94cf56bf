import Fastify, { type FastifyInstance } from 'fastify'
import { limits } from '../../src-shared/schemas/limits.ts'
import { AppError } from '../base/app-error.ts'
import type { Disposable } from '../base/disposable.ts'
import type { ApiServices } from './api-services.ts'
import { refuseSocket, reported, sendError, shapeErrors } from './errors.ts'
import { assertLocalCaller, assertToken } from './guards.ts'
import { acceptJsonOnly } from './json-body.ts'
import { listenNear } from './listen.ts'
import { cacheMetricsRoute, cacheRoutes } from './routes/cache.ts'
import { cacheExperimentRoute } from './routes/cache-experiment.ts'
import { documentRoutes } from './routes/documents.ts'
import { healthRoutes } from './routes/health.ts'
import { patternRoutes } from './routes/patterns.ts'
import { queryRoutes } from './routes/query.ts'
import { resilienceRoutes } from './routes/resilience.ts'
import { warmingRoutes } from './routes/warming.ts'
import { RunningAnswers } from './running-answers.ts'

export interface ApiServerOptions {
  readonly services: ApiServices
  /** Null: the owner switched authentication off. */
  readonly token: string | null
  /** Called after each answer; what it throws changes nothing. */
  readonly onRequest: (route: string, status: number) => void
  /** Milliseconds until the headers of a request must be in. @default 10_000 */
  readonly headersMs?: number
  /** Milliseconds until a whole request must be in. @default 30_000 */
  readonly requestMs?: number
  /** Milliseconds of silence after which a streamed answer says that it lives. @default 15_000 */
  readonly heartbeatMs?: number
  /** Milliseconds that running answers get when the app closes. @default 2_000 */
  readonly closeGraceMs?: number
}

const MOST_CONNECTIONS = 200
/** How often Node looks for requests that are late. */
const CHECK_MS = 500
/** For the last event of an answer that closing cut short to reach its caller. */
const LAST_WORD_MS = 300
const UNKNOWN_ROUTE = 'unknown'

/** The API on localhost. Guards stand before every route and method, also before those that do not exist. */
export class ApiServer implements Disposable {
  readonly #server: FastifyInstance
  readonly #running = new RunningAnswers()
  readonly #closeGraceMs: number
  #closed: Promise<void> | undefined

  constructor(options: ApiServerOptions) {
    const {
      services,
      token,
      onRequest,
      requestMs = 30_000,
      headersMs = 10_000,
      heartbeatMs = 15_000,
    } = options
    this.#closeGraceMs = options.closeGraceMs ?? 2_000
    const log = services.log.scope('http')
    const server = Fastify({
      logger: false,
      bodyLimit: limits.httpBody,
      // A slow sender of headers or body is cut off; answers may take as long as the model does.
      http: { headersTimeout: headersMs, connectionsCheckingInterval: CHECK_MS },
      requestTimeout: requestMs,
      connectionTimeout: 0,
      keepAliveTimeout: 60_000,
      forceCloseConnections: 'idle',
      // Refused below, after the guards and in our shape.
      return503OnClosing: false,
      routerOptions: { maxParamLength: 200 },
      clientErrorHandler: (error, socket) => refuseSocket(error, socket, this.#running.isOn(socket)),
      // An address that cannot be read meets no hook, so its guards stand here.
      frameworkErrors: (error, request, reply) => {
        try {
          assertLocalCaller(request.raw)
          sendError(reply, reported(error, UNKNOWN_ROUTE, log))
        } catch (refusal) {
          sendError(reply, reported(refusal, UNKNOWN_ROUTE, log))
        }
      },
    })
    this.#server = server
    server.server.maxConnections = MOST_CONNECTIONS
    acceptJsonOnly(server)
    shapeErrors(server, log)

    server.addHook('onRequest', async (request, reply) => {
      void reply.headers({ 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'no-store' })
      assertLocalCaller(request.raw)
      if (this.#closed) throw new AppError('SHUTTING_DOWN')
    })
    server.addHook('onResponse', async (request, reply) => {
      // A connection kept alive would hold up closing for a minute.
      if (this.#closed) setImmediate(() => server.server.closeIdleConnections())
      onRequest(request.routeOptions.url ?? UNKNOWN_ROUTE, reply.statusCode)
    })

    healthRoutes(server, services)
    resilienceRoutes(server, services)
    cacheMetricsRoute(server, services)
    cacheExperimentRoute(server, services)
    void server.register(async (guarded) => {
      if (token !== null) {
        guarded.addHook('onRequest', async ({ headers }) => assertToken(headers.authorization, token))
      }
      queryRoutes(guarded, services, { running: this.#running, heartbeatMs })
      documentRoutes(guarded, services)
      cacheRoutes(guarded, services)
      warmingRoutes(guarded, services)
      patternRoutes(guarded, services, this.#running)
    })
  }

  /** @returns the port that it got, which is another one where the wanted is taken */
  listen(wanted: number): Promise<number> {
    return listenNear(this.#server, wanted)
  }

  /** Takes no new request, gives running answers a moment, tells those that remain why, then closes all. */
  dispose(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  async #close(): Promise<void> {
    const end = () => {
      this.#running.abortAll(new AppError('SHUTTING_DOWN'))
      timers.push(setTimeout(() => this.#server.server.closeAllConnections(), LAST_WORD_MS))
    }
    const timers = [setTimeout(end, this.#closeGraceMs)]
    try {
      await this.#server.close()
    } finally {
      for (const timer of timers) clearTimeout(timer)
    }
  }
}
