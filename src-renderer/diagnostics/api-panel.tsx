import { useApp } from '../ui/app-context.tsx'
import { CopyButton } from '../ui/copy-button.tsx'
import { Panel } from '../ui/panel.tsx'
import { StatusBadge } from '../ui/status.tsx'
import classes from './api-panel.module.css'
import { curlLine } from './curl-line.ts'

/** Where scripts reach Alcove, with a line to try it. */
export function ApiPanel() {
  const settings = useApp((state) => state.settings)
  if (settings === null) return null
  const { api } = settings.about
  if (api === null) {
    return (
      <Panel
        title="Localhost API"
        description="No port could be had, so scripts cannot reach Alcove. The window works all the same; the log says why."
      >
        <div>
          <StatusBadge tone="bad">Not listening</StatusBadge>
        </div>
      </Panel>
    )
  }
  const moved = api.requestedPort !== 0 && api.port !== api.requestedPort
  const line = curlLine(api)
  return (
    <Panel
      title="Localhost API"
      description="For scripts on this machine only. Health and metrics need no token; documents and answers do."
      actions={<StatusBadge tone={moved ? 'warn' : 'good'}>{`Listening on ${api.origin}`}</StatusBadge>}
    >
      {moved && (
        <p className={classes.moved}>
          Port {api.requestedPort} was taken by another program, so Alcove listens on {api.port}. Set
          ALCOVE_PORT to choose another.
        </p>
      )}
      <div className={classes.line}>
        <code className={classes.code}>{line}</code>
        <CopyButton text={line} label="Copy the line" />
      </div>
    </Panel>
  )
}
