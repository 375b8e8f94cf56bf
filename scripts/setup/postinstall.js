// The root's postinstall. JavaScript, and loading the rest only when it can be: with --omit=dev npm runs this on
// the machine's own Node, which may not read TypeScript or lack a package, and an install must not fail for it.
if (process.env.ALCOVE_SKIP_SETUP === '1') {
  console.log('alcove set-up skipped (ALCOVE_SKIP_SETUP=1); npm run doctor says what is missing')
} else if (!process.features.typescript) {
  console.log(
    `alcove set-up needs the Node of its devDependencies, not ${process.version}: run npm ci without --omit`,
  )
} else {
  try {
    await import('./main.ts')
  } catch (error) {
    console.log('alcove set-up did not end as it should; npm run doctor says what is missing.', error)
  }
}
