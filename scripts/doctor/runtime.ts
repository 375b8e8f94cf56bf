import type { Check } from './check.ts'

/** The Node that npm scripts run on: the `node` devDependency, whatever the machine has. */
export const nodeCheck: Check = {
  name: 'Node',
  async run() {
    const version = process.versions.node
    const detail = `${version} at ${process.execPath}`
    const [major = 0] = version.split('.').map(Number)
    if (major >= 24) return { level: 'ok', detail }
    return { level: 'warn', detail: `${detail}; tests and scripts are made for 24`, fix: 'npm ci' }
  },
}
