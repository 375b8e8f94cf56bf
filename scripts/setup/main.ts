import { allParts } from './parts/all.ts'
import { runParts } from './run-parts.ts'

// The root's postinstall. It never fails an install: what cannot be had is named, with what will not work and how
// to get it, and everything else works.
if (process.env.ALCOVE_SKIP_SETUP === '1') {
  console.log('alcove set-up skipped (ALCOVE_SKIP_SETUP=1); npm run doctor says what is missing')
} else {
  console.log('alcove set-up')
  try {
    await runParts(allParts(), process.stdout)
  } catch (error) {
    console.log('alcove set-up did not end as it should; npm run doctor says what is missing', error)
  }
}
process.exit(0)
