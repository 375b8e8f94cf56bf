import type { ReactNode } from 'react'
import { CopyButton } from '../ui/copy-button.tsx'
import classes from './markdown.module.css'
import type { Element } from './syntax-tree.ts'

/** Fenced code with its language and a button that copies it. */
export function CodeBlock({
  node,
  children,
}: {
  readonly node?: Element | undefined
  readonly children?: ReactNode
}) {
  const code = node?.children[0]
  const text = code?.type === 'element' ? textOf(code) : ''
  const language = code?.type === 'element' ? languageOf(code) : null
  return (
    <div className={classes.code}>
      <div className={classes.codeHead}>
        <span>{language ?? 'text'}</span>
        <CopyButton text={text} label="Copy code" />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre tabIndex={0}>{children}</pre>
    </div>
  )
}

function textOf(element: Element): string {
  return element.children
    .map((child) => (child.type === 'text' ? child.value : child.type === 'element' ? textOf(child) : ''))
    .join('')
}

function languageOf({ properties }: Element): string | null {
  const names = Array.isArray(properties.className) ? properties.className : []
  const name = names.find((one) => String(one).startsWith('language-'))
  return name === undefined ? null : String(name).slice('language-'.length)
}
