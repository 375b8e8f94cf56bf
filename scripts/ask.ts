import { connect } from './ask/connect.ts'
import { runAsk } from './ask/run.ts'
import { processTerminal } from './ask/terminal.ts'

const interrupted = new AbortController()
process.once('SIGINT', () => interrupted.abort())
// Who reads us may stop reading (| head): there is nobody left to tell.
process.stdout.on('error', () => interrupted.abort())

process.exitCode = await runAsk({
  argv: process.argv.slice(2),
  folder: process.env.INIT_CWD ?? process.cwd(),
  terminal: processTerminal,
  connect,
  signal: interrupted.signal,
})
// What is written reaches a pipe before the end; what still runs does not hold it up.
process.stdout.write('', () => process.exit())
