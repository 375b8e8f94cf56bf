import { parentPort } from '../base/parent-port.ts'
import { type ConfigureMessage, type EngineChildMessage, isConfigure, isPing } from './engine-messages.ts'
import { serve } from './http-server.ts'
import { ModelFiles } from './model-files.ts'
import { ModelHost } from './model-host.ts'
import { ModelPuller } from './model-puller.ts'
import { createRoutes } from './routes.ts'

/** The entry of the engine's process: waits for its configuration, serves, tells the port. */
const parent = parentPort()
const tell = (message: EngineChildMessage) => parent.send(message)
let configured = false

parent.onMessage((message) => {
  if (isPing(message)) tell({ type: 'pong' })
  if (configured || !isConfigure(message)) return
  configured = true
  run(message).catch((error: unknown) => {
    tell({ type: 'fatal', message: error instanceof Error ? error.message : String(error) })
    process.exitCode = 1
    setTimeout(() => process.exit(), 100)
  })
})

async function run(options: ConfigureMessage): Promise<void> {
  const files = new ModelFiles({
    folders: options.modelFolders,
    stateFolder: options.stateFolder,
    warn: (text) => process.stderr.write(`${text}\n`),
  })
  const puller = new ModelPuller(files, options.hubOrigin)
  const server = await serve(createRoutes(new ModelHost(files, options.threads), puller), options.secret)
  process.once('SIGTERM', () => {
    server.close()
    // llama.cpp's threads hold no state worth waiting for.
    process.exit(0)
  })
  tell({ type: 'listening', port: server.port })
}
