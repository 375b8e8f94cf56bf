export { CitationContext } from './citation-context.ts'
export { Markdown } from './markdown.tsx'
