import type { ConversationSummary } from '../../src-shared/schemas/chat.ts'

export interface ConversationGroup {
  readonly label: string
  readonly items: readonly ConversationSummary[]
}

const DAY = 86_400_000

/** Groups by when each was last used, newest first, in days of the person's own calendar. */
export function groupConversations(
  items: readonly ConversationSummary[],
  now: number,
): readonly ConversationGroup[] {
  const groups = new Map<string, ConversationSummary[]>()
  for (const item of items) {
    const label = labelOf(item.updatedAt, now)
    const group = groups.get(label)
    if (group === undefined) groups.set(label, [item])
    else group.push(item)
  }
  return [...groups].map(([label, grouped]) => ({ label, items: grouped }))
}

function labelOf(time: number, now: number): string {
  const days = Math.round((startOfDay(now) - startOfDay(time)) / DAY)
  if (days <= 0) return 'Today'
  if (days === 1) return 'Yesterday'
  if (days < 7) return 'Previous 7 days'
  if (days < 30) return 'Previous 30 days'
  return new Intl.DateTimeFormat(undefined, { month: 'long', year: 'numeric' }).format(time)
}

/** Rounding the difference of two such starts to days also holds where a day has 23 or 25 hours. */
function startOfDay(time: number): number {
  return new Date(time).setHours(0, 0, 0, 0)
}
