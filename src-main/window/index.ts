export { registerAppScheme, serveAppProtocol } from './app-protocol.ts'
export { guardNavigation, guardPermissions } from './guards.ts'
export { openMainWindow } from './main-window.ts'
export { openLink } from './safe-shell.ts'
