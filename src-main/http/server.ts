import Fastify, { type FastifyInstance } from 'fastify'
import { limits } from '../../src-shared/schemas/limits.ts'
import type { Disposable } from '../base/disposable.ts'
import type { Services } from '../services.ts'
import { shapeErrors } from './errors.ts'
import { assertNoForeignPage, assertOwnHost, assertToken } from './guards.ts'
import { listenNear } from './listen.ts'
import { documentRoutes } from './routes/documents.ts'
import { healthRoutes } from './routes/health.ts'
import { queryRoutes } from './routes/query.ts'

export interface ApiServerOptions {
  readonly services: Services
  /** Null: the owner switched authentication off. */
  readonly token: string | null
  readonly onRequest: (route: string, status: number) => void
}

const CLOSE_GRACE_MS = 2_000
const UNKNOWN_ROUTE = 'unknown'

/** The API on localhost. Guards stand before every route and method, also before those that do not exist. */
export class ApiServer implements Disposable {
  readonly #server: FastifyInstance
  #port = 0

  constructor({ services, token, onRequest }: ApiServerOptions) {
    const server = Fastify({
      logger: false,
      bodyLimit: limits.httpBody,
      // A slow sender of headers or body is cut off; answers may take as long as the model does.
      requestTimeout: 30_000,
      connectionTimeout: 0,
      keepAliveTimeout: 60_000,
      forceCloseConnections: 'idle',
      routerOptions: { maxParamLength: 200 },
    })
    this.#server = server
    server.server.headersTimeout = 10_000
    // JSON only: a form or plain text is what another site's page could send without asking first.
    server.removeContentTypeParser('text/plain')
    shapeErrors(server, services.log.scope('http'))

    server.addHook('onRequest', async ({ headers }, reply) => {
      assertOwnHost(headers.host, this.#port)
      assertNoForeignPage(headers.origin, headers['sec-fetch-site'] as string | undefined)
      void reply.header('X-Content-Type-Options', 'nosniff')
    })
    server.addHook('onResponse', async (request, reply) => {
      onRequest(request.routeOptions.url ?? UNKNOWN_ROUTE, reply.statusCode)
    })

    healthRoutes(server, services)
    void server.register(async (guarded) => {
      if (token !== null) {
        guarded.addHook('onRequest', async ({ headers }) => assertToken(headers.authorization, token))
      }
      queryRoutes(guarded, services)
      documentRoutes(guarded, services)
    })
  }

  /** @returns the port that it got, which is another one where the wanted is taken */
  async listen(wanted: number): Promise<number> {
    this.#port = await listenNear(this.#server, wanted)
    return this.#port
  }

  /** Takes no new connection, gives running answers a moment, then closes their sockets. */
  async dispose(): Promise<void> {
    const timer = setTimeout(() => this.#server.server.closeAllConnections(), CLOSE_GRACE_MS)
    await this.#server.close()
    clearTimeout(timer)
  }
}
