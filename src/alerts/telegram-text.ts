import type { Message } from './channel.ts'

/** Telegram's limit in UTF-16 code units. */
const LONGEST_TEXT = 4096

/** The notification as plain text for one Telegram message; items without room are counted. */
export function messageText({ id, severity, title, count, items, last_at }: Message): string {
  const times = count === 1 ? '' : ` (${count} times)`
  const head = `${severity.toUpperCase()}: ${title}${times}`
  const foot = `${last_at.toISOString()}\nnotification ${id}`
  // Room for the line that counts the rest, and for line breaks.
  const room = LONGEST_TEXT - head.length - foot.length - 40
  const lines: string[] = []
  let used = 0
  for (const line of items.map(itemLine)) {
    used += line.length + 1
    if (used > room) break
    lines.push(line)
  }
  const more = count - lines.length
  if (lines.length > 0 && more > 0) lines.push(`… and ${more} more`)
  return cut([head, ...lines, foot].join('\n'))
}

function itemLine(item: unknown): string {
  if (typeof item !== 'object' || item === null) return `• ${String(item)}`
  if ('reason' in item && typeof item.reason === 'string')
    return 'next' in item && typeof item.next === 'string'
      ? `• ${item.reason}\n  ${item.next}`
      : `• ${item.reason}`
  return `• ${Object.entries(item)
    .map(([name, value]) => `${name}: ${String(value)}`)
    .join(', ')}`
}

/** Not within a surrogate pair, since Telegram refuses half of one. */
const cut = (text: string): string => text.slice(0, LONGEST_TEXT).replace(/[\ud800-\udbff]$/, '')
