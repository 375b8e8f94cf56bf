import { allParts } from './parts/all.ts'
import { runParts } from './run-parts.ts'
import { sweepScratch } from './scratch.ts'

// It never fails an install: what cannot be had is named, with what will not work and how to get it, and everything
// else works.
if (process.env.ALCOVE_SKIP_SETUP === '1') {
  console.log('alcove set-up skipped (ALCOVE_SKIP_SETUP=1); npm run doctor says what is missing')
} else {
  // exit() rather than a plain end by the signal: it takes npm, pip and apt with us, which run in groups of their own.
  process.once('SIGINT', () => process.exit(130))
  process.once('SIGTERM', () => process.exit(143))
  console.log('alcove set-up')
  try {
    await sweepScratch()
    await runParts(allParts(), process.stdout)
  } catch (error) {
    console.log('alcove set-up did not end as it should; npm run doctor says what is missing.', error)
  }
  process.exit(0)
}
