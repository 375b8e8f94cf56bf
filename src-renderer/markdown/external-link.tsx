import type { ReactNode } from 'react'
import { useBridge } from '../ui/app-context.tsx'
import { safeUrl } from './safe-url.ts'

/** Opens outside, after main has asked. An address that may not be opened is only its text. */
export function ExternalLink({
  href,
  children,
}: {
  readonly href: string | undefined
  readonly children: ReactNode
}) {
  const bridge = useBridge()
  const url = safeUrl(href)
  if (url === null) return <span>{children}</span>
  return (
    <a
      href={url}
      title={url}
      rel="noreferrer noopener"
      onClick={(event) => {
        event.preventDefault()
        // Main shows its own question, and its own error: there is nothing to add to either here.
        bridge.invoke('app.openLink', { url }).catch(() => undefined)
      }}
    >
      {children}
    </a>
  )
}
