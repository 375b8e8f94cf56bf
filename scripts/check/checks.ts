export interface Check {
  readonly name: string
  /** Of node_modules/.bin, with its arguments. */
  readonly command: readonly [string, ...string[]]
}

export const checks: readonly Check[] = [
  { name: 'types', command: ['tsc', '-p', 'tsconfig.json'] },
  { name: 'types of the window', command: ['tsc', '-p', 'src-renderer/tsconfig.json'] },
  { name: 'lint and format', command: ['biome', 'check', '--error-on-warnings'] },
  {
    name: 'layers',
    command: ['depcruise', '--config', '.dependency-cruiser.cjs', 'src-main', 'src-shared', 'src-renderer'],
  },
  { name: 'unused code', command: ['knip', '--no-progress'] },
]
