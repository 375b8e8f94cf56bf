import { unmatched } from '../differences.ts'
import type { Rule } from '../rule.ts'

const path = /^~|[\\/]|\.[a-z][a-z\d]{0,4}$/
const version = /^v?\d+(?:\.\d+)+[\w-]*$|^v\d+$/

export const paths: Rule = {
  name: 'paths',
  reason: 'Another file or folder has other contents, however alike the names.',
  example: ['What is in notes/may.md?', 'What is in notes/june.md?'],
  check: (pair) => unmatched(pair, (item) => item.role === 'literal' && path.test(item.raw)),
}

export const versions: Rule = {
  name: 'versions',
  reason: 'What holds for one version need not hold for the next.',
  example: ['What is new in 3.8.1?', 'What is new in 3.9.1?'],
  check: (pair) => unmatched(pair, (item) => item.role === 'literal' && version.test(item.raw)),
}

export const codeIdentifiers: Rule = {
  name: 'code_identifiers',
  reason: 'Names in code, options and article numbers differ by a letter or its case.',
  example: ['What does -v do?', 'What does -V do?'],
  check: (pair) => unmatched(pair, (item) => item.role === 'literal'),
}
