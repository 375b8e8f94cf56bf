import type { FastifyInstance } from 'fastify'
import type { ApiServices } from '../api-services.ts'

/** Health and metrics hold no text of a document and need no token. */
export function healthRoutes(server: FastifyInstance, { diagnostics }: ApiServices): void {
  // Never asks a dependency: it says that this process runs, and nothing else.
  server.get('/health/live', async () => ({ status: 'live', timestamp: new Date().toISOString() }))

  server.get('/health/ready', async (_request, reply) => {
    const ready = diagnostics.ready()
    return reply.status(ready ? 200 : 503).send({
      status: ready ? 'ready' : 'not_ready',
      timestamp: new Date().toISOString(),
      checks: Object.fromEntries(diagnostics.health().map(({ name, ...check }) => [name, check])),
    })
  })

  server.get('/metrics', async (_request, reply) =>
    reply.type(diagnostics.registry.contentType).send(await diagnostics.registry.metrics()),
  )
}
