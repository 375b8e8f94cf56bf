import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { findElectron } from '../electron-path.ts'
import type { Check } from './check.ts'

/**
 * Whether Chromium's sandbox can start on this Linux: by user namespaces, or where the system forbids those
 * (Ubuntu 24.04 does, through AppArmor) by a helper that belongs to root.
 */
export const sandboxCheck: Check = {
  name: 'sandbox',
  async run() {
    if (process.platform !== 'linux') return { level: 'ok', detail: 'not needed: Linux only' }
    const electron = await findElectron()
    if (!electron) return { level: 'ok', detail: 'not needed: no Electron' }
    if (process.getuid?.() === 0) {
      return {
        level: 'warn',
        detail: 'off: npm start as root gives the window no sandbox',
        fix: 'run it as a user',
      }
    }
    if (await userNamespacesAllowed()) return { level: 'ok', detail: 'by user namespaces' }
    const helper = join(electron.folder, 'chrome-sandbox')
    const stats = await stat(helper).catch(() => null)
    if (stats && stats.uid === 0 && (stats.mode & 0o4111) === 0o4111)
      return { level: 'ok', detail: 'by its helper' }
    return {
      level: 'missing',
      detail: 'this system forbids user namespaces, so the window does not open',
      fix: `sudo chown root:root '${helper}' && sudo chmod 4755 '${helper}'`,
    }
  },
}

async function userNamespacesAllowed(): Promise<boolean> {
  const setting = (path: string) =>
    readFile(`/proc/sys/${path}`, 'utf8').then(
      (text) => text.trim(),
      () => null,
    )
  // Absent on systems that have no such switch, and there they are allowed.
  if ((await setting('kernel/unprivileged_userns_clone')) === '0') return false
  if ((await setting('user/max_user_namespaces')) === '0') return false
  return (await setting('kernel/apparmor_restrict_unprivileged_userns')) !== '1'
}
