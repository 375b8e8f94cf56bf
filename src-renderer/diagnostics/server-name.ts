/**
 * What a person calls a server that calls go to: `Ollama, 127.0.0.1:11434`. The pool holds connections to Ollama
 * and to the built-in engine, which is on this machine and has a port of its own.
 *
 * @param ollamaOrigin as configured, where `localhost` may stand for the address that is called; null: not known yet
 */
export function serverName(origin: string, ollamaOrigin: string | null): string {
  const { host, port, hostname } = new URL(origin)
  if (ollamaOrigin === null) return host
  const ollama = new URL(ollamaOrigin)
  const isHere = isLoopback(hostname)
  const isSamePlace = ollama.hostname === hostname || (isHere && isLoopback(ollama.hostname))
  if (isSamePlace && ollama.port === port) return `Ollama, ${host}`
  return isHere ? `Built-in engine, ${host}` : host
}

const isLoopback = (hostname: string): boolean => ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
