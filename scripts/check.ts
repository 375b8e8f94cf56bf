import { checks } from './check/checks.ts'
import { runCommand } from './check/run-command.ts'

/** Types, lint, layer rules, unused code: everything that needs no running. Exit 1 if any fails. */
let failed = 0
for (const check of checks) {
  const { code, output, seconds } = await runCommand(check.command)
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${check.name} (${seconds.toFixed(1)} s)`)
  if (code !== 0) {
    failed++
    console.log(output)
  }
}
console.log(`\n${checks.length - failed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
