import { parseArgs } from 'node:util'
import { AppError } from './base/app-error.ts'
import { nodeLauncher } from './base/child-process.ts'
import { startAlcove } from './composition.ts'
import { readConfig } from './config/index.ts'

/** Every service and the localhost API, without a window, in plain Node. Ends on SIGINT and SIGTERM. */
async function main(): Promise<number> {
  const { values } = parseArgs({ options: { quiet: { type: 'boolean', default: false } }, strict: true })
  const config = readConfig()
  const alcove = await startAlcove({ config, launcher: nodeLauncher, stderr: !values.quiet })
  const { origin, port, requestedPort, tokenFile } = alcove.api
  const note =
    port === requestedPort || requestedPort === 0
      ? ''
      : `  (port ${requestedPort} is taken by another program)`
  process.stdout.write(
    [
      '',
      `Alcove answers on   ${origin}${note}`,
      `Its token is in     ${tokenFile}`,
      `Its data is in      ${config.dataFolder}`,
      '',
      'Ask it:',
      `curl -s ${origin}/api/query -H "Authorization: Bearer $(cat '${tokenFile}')" -H 'Content-Type: application/json' -d '{"query": "…"}'`,
      '',
      'Ctrl+C ends it.',
      '',
    ].join('\n'),
  )
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
  await alcove.dispose()
  return 0
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    const isUsage = String((error as NodeJS.ErrnoException).code).startsWith('ERR_PARSE_ARGS')
    const isSaid = error instanceof AppError || isUsage
    process.stderr.write(`${isSaid ? (error as Error).message : (error as Error).stack}\n`)
    process.exit(1)
  },
)
