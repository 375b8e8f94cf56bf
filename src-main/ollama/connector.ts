import { lookup } from 'node:dns'
import type { Socket } from 'node:net'
import { buildConnector } from 'undici'

/**
 * Opens sockets: `localhost` is tried as 127.0.0.1 before ::1.
 *
 * @param connectMs milliseconds until a connect is given up, TLS handshake included
 * @param opened is told of each socket before anything is sent on it
 */
export function createConnector(
  connectMs: number,
  opened: (socket: Socket) => void,
): buildConnector.connector {
  const connect = buildConnector({
    timeout: connectMs,
    autoSelectFamily: true,
    lookup: (host, options, done) => lookup(host, { ...options, order: 'ipv4first' }, done),
  })
  return (options, callback) =>
    connect(options, (...[error, socket]) => {
      if (error) return callback(error, null)
      opened(socket)
      callback(null, socket)
    })
}
