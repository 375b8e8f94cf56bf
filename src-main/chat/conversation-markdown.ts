import type { Citation, Conversation, Message } from '../../src-shared/schemas/chat.ts'

const MAX_FILE_NAME = 80

/** The conversation as it is shown, with each answer's sources below it. */
export function conversationMarkdown(conversation: Conversation): string {
  const turns = conversation.messages.map((message) =>
    message.role === 'user' ? asked(message) : answered(message),
  )
  return `# ${oneLine(conversation.title)}\n\n${turns.join('\n\n')}\n`
}

/** A name that every file system takes. */
export function markdownFileName(title: string): string {
  const name = oneLine(title)
    .replace(/[\p{Cc}\p{Cs}<>:"/\\|?*]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, MAX_FILE_NAME)
    .replace(/^[.\s]+|[.\s]+$/g, '')
  const reserved = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i.test(name)
  return `${name === '' || reserved ? `Conversation ${name}`.trim() : name}.md`
}

function asked({ content }: Message): string {
  return `## ${oneLine(content)}${content.trim().includes('\n') ? `\n\n${content.trim()}` : ''}`
}

function answered(message: Message): string {
  const parts = [message.content.trim(), note(message), sources(message.citations)]
  return parts.filter((part) => part !== '').join('\n\n')
}

function note({ state, error, mode, model }: Message): string {
  if (state === 'stopped') return '*Stopped before the end.*'
  if (state === 'waiting') return '*Waits for the chat model.*'
  if (state === 'failed') return `*Not answered: ${error?.message ?? 'it failed'}*`
  if (mode === 'generated' && model) return `*Answered by ${model} from the sources below.*`
  return mode === 'extractive' ? '*Quoted from the documents; no model wrote this.*' : ''
}

function sources(citations: readonly Citation[]): string {
  if (citations.length === 0) return ''
  const lines = citations.map(({ n, title, path, page, quote }) => {
    const where = page === null ? '' : `, page ${page}`
    return `- [${n}] **${oneLine(title)}**${where}: “${oneLine(quote)}” (\`${path.replaceAll('`', "'")}\`)`
  })
  return `**Sources**\n\n${lines.join('\n')}`
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
