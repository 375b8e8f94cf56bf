import { readConfig } from '../src-main/config/index.ts'
import { allChecks } from './doctor/all-checks.ts'
import { examine, isUsable } from './doctor/check.ts'
import { reportJson, reportLines } from './doctor/print.ts'

// npm run doctor [-- --json]: exit 0 where Alcove can be used, 1 where something essential is missing, 2 where the
// environment itself is not valid.
const args = process.argv.slice(2)
if (args.some((arg) => arg !== '--json')) {
  console.error('Usage: npm run doctor [-- --json]')
  process.exit(2)
}
let config: ReturnType<typeof readConfig>
try {
  config = readConfig()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(2)
}
const findings = await examine(allChecks(config))
const lines = args.includes('--json')
  ? [reportJson(findings)]
  : reportLines(findings, process.stdout.isTTY === true)
console.log(lines.join('\n'))
process.exitCode = isUsable(findings) ? 0 : 1
