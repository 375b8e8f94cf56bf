import { createRequire } from 'node:module'
import { arch, platform } from 'node:process'
import { fileURLToPath } from 'node:url'
import { isMainThread, Worker, workerData } from 'node:worker_threads'
import { parentPort } from '../base/parent-port.ts'

/**
 * Chroma's server, as it ships with the `chromadb` package, in a process of its own: `chroma-child <folder>
 * <port>`. Its native `cli` blocks the thread that calls it, so that it gets a worker and this thread stays
 * free to notice that the parent is gone.
 */
const bindings: Readonly<Record<string, string>> = {
  'darwin-arm64': 'chromadb-js-bindings-darwin-arm64',
  'darwin-x64': 'chromadb-js-bindings-darwin-x64',
  'linux-arm64': 'chromadb-js-bindings-linux-arm64-gnu',
  'linux-x64': 'chromadb-js-bindings-linux-x64-gnu',
  'win32-arm64': 'chromadb-js-bindings-win32-arm64-msvc',
  'win32-x64': 'chromadb-js-bindings-win32-x64-msvc',
}

interface Binding {
  cli(args: readonly string[]): void
}

/** The worker sits in native code and would keep process.exit() waiting for ever. Chroma's files bear a kill. */
function endNow(): never {
  process.kill(process.pid, 'SIGKILL')
  throw new Error('unreachable')
}

if (isMainThread) {
  const [folder, port] = process.argv.slice(2)
  if (!folder || !port) throw new Error('usage: chroma-child <folder> <port>')
  process.once('disconnect', endNow)
  process.once('SIGTERM', endNow)
  process.once('SIGINT', endNow)
  parentPort()
  const worker = new Worker(fileURLToPath(import.meta.url), { workerData: { folder, port } })
  // The cli only returns where it could not serve (port taken, folder unreadable); its output says why.
  worker.once('error', (error) => {
    process.stderr.write(`${String(error)}\n`, endNow)
  })
  worker.once('exit', () => process.exit(1))
} else {
  const { folder, port } = workerData as { readonly folder: string; readonly port: string }
  const name = bindings[`${platform}-${arch}`]
  if (!name) throw new Error(`Chroma has no server for ${platform} on ${arch}.`)
  const binding = createRequire(import.meta.url)(name) as Binding
  binding.cli(['chroma', 'run', '--path', folder, '--host', '127.0.0.1', '--port', port])
}
