import {
  IconFileText,
  IconFileTypeDocx,
  IconFileTypeHtml,
  IconFileTypePdf,
  IconMarkdown,
} from '@tabler/icons-react'
import type { DocumentFormat } from '../../src-shared/schemas/library.ts'

const icons = {
  txt: IconFileText,
  md: IconMarkdown,
  html: IconFileTypeHtml,
  pdf: IconFileTypePdf,
  docx: IconFileTypeDocx,
} as const

const names: Readonly<Record<DocumentFormat, string>> = {
  txt: 'Plain text',
  md: 'Markdown',
  html: 'Web page',
  pdf: 'PDF',
  docx: 'Word document',
}

export function FormatIcon({
  format,
  size = 22,
}: {
  readonly format: DocumentFormat
  readonly size?: number
}) {
  const Icon = icons[format]
  return <Icon size={size} stroke={1.4} role="img" aria-label={names[format]} />
}
