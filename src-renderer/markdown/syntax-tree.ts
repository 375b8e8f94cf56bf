import type { ExtraProps } from 'react-markdown'

/** hast's own types, by way of the package that we depend on. */
export type Element = NonNullable<ExtraProps['node']>
export type ElementContent = Element['children'][number]
export type Text = Extract<ElementContent, { type: 'text' }>
export interface Root {
  type: 'root'
  children: ElementContent[]
}
