export { useApp, useBridge } from './app-context.tsx'
export type { AppState } from './app-store.ts'
export { ConfirmDialog } from './confirm-dialog.tsx'
export { EmptyState } from './empty-state.tsx'
export { ErrorNotice } from './error-notice.tsx'
export {
  formatBytes,
  formatCount,
  formatDateTime,
  formatDuration,
  formatRatio,
  formatRemaining,
  formatTime,
  plural,
} from './format.ts'
export { Kbd } from './kbd.tsx'
export { navigation, type ViewName } from './navigation.ts'
export { Page } from './page.tsx'
export { PageHeader } from './page-header.tsx'
export { SplitPane } from './split-pane.tsx'
export { StatusBadge, StatusDot, type StatusTone } from './status.tsx'
