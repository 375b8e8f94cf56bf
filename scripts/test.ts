import { readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checks } from './check/checks.ts'
import { runCommand } from './check/run-command.ts'

/**
 * Everything that must hold before main moves: the checks, then unit, integration and end-to-end tests. Each
 * check counts as one test. The last line is the sum.
 */
const sum = { passed: 0, failed: 0 }

for (const check of checks) {
  const { code, output, seconds } = await runCommand(check.command)
  console.log(`${code === 0 ? 'ok    ' : 'FAILED'} ${check.name} (${seconds.toFixed(1)} s)`)
  if (code !== 0) console.log(output)
  sum[code === 0 ? 'passed' : 'failed']++
}

// The window is driven as it is shipped, so it is built once before.
const build = await runCommand(['electron-vite', 'build'])
console.log(`${build.code === 0 ? 'ok    ' : 'FAILED'} build (${build.seconds.toFixed(1)} s)`)
if (build.code !== 0) console.log(build.output)
sum[build.code === 0 ? 'passed' : 'failed']++

for (const project of ['unit', 'integration', 'e2e']) {
  const report = join(tmpdir(), `alcove-test-${process.pid}-${project}.json`)
  const { code } = await runCommand(
    [
      'vitest',
      'run',
      '--project',
      project,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ],
    true,
  )
  const counted = countOf(report)
  sum.passed += counted.passed
  sum.failed += counted.failed
  // A file that cannot be loaded, or an error outside every test, fails the run without a failed test.
  if (code !== 0 && counted.failed === 0) sum.failed++
}

console.log(`\n${sum.passed} passed, ${sum.failed} failed`)
process.exitCode = sum.failed === 0 && sum.passed > 0 ? 0 : 1

function countOf(report: string): { passed: number; failed: number } {
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(report, 'utf8')) as {
      numPassedTests: number
      numFailedTests: number
    }
    return { passed: numPassedTests, failed: numFailedTests }
  } catch {
    return { passed: 0, failed: 0 }
  } finally {
    rmSync(report, { force: true })
  }
}
