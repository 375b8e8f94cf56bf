/** The child's side of the channel that its parent opened: the same under Node's fork and Electron's utilityProcess. */
export interface ParentPort {
  send(message: unknown): void
  onMessage(call: (message: unknown) => void): void
}

/** What Electron puts on `process` in a utility process; messages arrive wrapped. */
interface ElectronParentPort {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): void
}

/**
 * The channel to the parent. A child without a parent has no purpose, so the process ends when the channel
 * closes (under Electron the browser process takes its utility processes with it). Throws where there is no parent.
 */
export function parentPort(): ParentPort {
  const electron = (process as NodeJS.Process & { readonly parentPort?: ElectronParentPort }).parentPort
  if (electron) {
    return {
      send: (message) => electron.postMessage(message),
      onMessage: (call) => electron.on('message', ({ data }) => call(data)),
    }
  }
  const send = process.send?.bind(process)
  if (!send) throw new Error('This program is started by Alcove, not by hand.')
  process.once('disconnect', () => process.exit(0))
  return {
    send: (message) => {
      if (process.connected) send(message)
    },
    onMessage: (call) => void process.on('message', call),
  }
}
