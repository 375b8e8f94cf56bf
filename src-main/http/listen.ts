import type { FastifyInstance } from 'fastify'

const HOST = '127.0.0.1'
const TRIES = 20

/**
 * Binds the wanted port, or the next free one, or any. Returns the one that it got.
 * @param wanted 0 takes any.
 */
export async function listenNear(server: FastifyInstance, wanted: number): Promise<number> {
  const candidates =
    wanted === 0
      ? []
      : Array.from({ length: TRIES }, (_, step) => wanted + step).filter((port) => port < 65_536)
  for (const port of [...candidates, 0]) {
    try {
      await server.listen({ host: HOST, port })
      break
    } catch (error) {
      const taken =
        error instanceof Error && 'code' in error && (error.code === 'EADDRINUSE' || error.code === 'EACCES')
      if (!taken || port === 0) throw error
    }
  }
  const address = server.server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port')
  return address.port
}
