import { contextBridge, ipcRenderer, webUtils } from 'electron'
import { EVENT_CHANNEL, INVOKE_CHANNEL } from '../../src-shared/ipc/channels.ts'
import type { Bridge } from '../../src-shared/ipc/events.ts'

/**
 * The path of a dropped file is read here, from the File object itself: a page can hand over a file that a
 * person dropped, but cannot name one.
 */
function pathsOf(files: readonly unknown[] = []): string[] {
  return files.map((file) => webUtils.getPathForFile(file as File)).filter((path) => path !== '')
}

const bridge: Bridge = {
  // Async, so that something that is no file is a rejection like any other.
  invoke: async (route, input, files) => ipcRenderer.invoke(INVOKE_CHANNEL, route, input, pathsOf(files)),
  on(listener) {
    const receive = (_event: unknown, name: string, payload: unknown) => listener(name, payload)
    ipcRenderer.on(EVENT_CHANNEL, receive)
    return () => ipcRenderer.off(EVENT_CHANNEL, receive)
  },
}

contextBridge.exposeInMainWorld('alcove', bridge)
