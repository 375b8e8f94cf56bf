import type { IpcMainInvokeEvent } from 'electron'
import { APP_ORIGIN } from '../window/app-protocol.ts'

/** Only the top frame of our own page may ask: no subframe, no other origin, no frame that is already gone. */
export function isOwnPage(event: Pick<IpcMainInvokeEvent, 'senderFrame'>): boolean {
  try {
    const frame = event.senderFrame
    // The text, not URL.origin: that is 'null' for a scheme that Node does not know. The slash ends the host.
    return frame !== null && frame.parent === null && frame.url.startsWith(`${APP_ORIGIN}/`)
  } catch {
    // Electron throws on every property of a frame that was disposed in the meantime.
    return false
  }
}
