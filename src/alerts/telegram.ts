import { z } from 'zod'
import { redact } from '../base/log/redact.ts'
import { parseJson, withoutEnd } from '../base/text.ts'
import type { Answer, TeamChannel, Message, Network } from './channel.ts'
import { boundedWait, post, refused, type Reply } from './post.ts'

export type TelegramOptions = Network & {
  /** The URL of the Bot API, without the token. */
  apiUrl: string
  token: string
  chatId: string
}

const TelegramAnswer = z.object({
  ok: z.boolean(),
  description: z.string().optional(),
  parameters: z.object({ retry_after: z.number().optional() }).optional(),
})

/** Sends plain text to one chat. The URL contains the token, so no URL leaves this file. */
export function createTelegram({
  apiUrl,
  token,
  chatId,
  ...network
}: TelegramOptions): TeamChannel {
  const url = `${withoutEnd(apiUrl, '/')}/bot${token}/sendMessage`
  return {
    name: 'telegram',
    async send(message, signal) {
      const body = JSON.stringify({
        chat_id: chatId,
        text: messageText(message),
        link_preview_options: { is_disabled: true },
      })
      return judge(await post({ ...network, url, headers: {}, body, signal }), token)
    },
  }
}

function judge(reply: Reply, token: string): Answer {
  if (reply.status === null) return { delivered: false, final: false, ...reply }
  const { status, text } = reply
  // Undefined for anything but an answer of Telegram, such as a proxy's page.
  const answer = TelegramAnswer.safeParse(parseJson(text)).data
  if (status === 200 && answer?.ok) return { delivered: true, status }
  const retryAfter = answer?.parameters?.retry_after
  const retryAfterMs =
    retryAfter === undefined ? reply.retryAfterMs : boundedWait(retryAfter * 1000)
  const error = redact(`answered ${status}${wordsOf(status, answer)}`, [token])
  return refused({ status, retryAfterMs }, error)
}

function wordsOf(status: number, answer: z.output<typeof TelegramAnswer> | undefined): string {
  const words = answer?.description ?? (status === 200 ? 'not an answer of Telegram' : '')
  return words && `: ${words.slice(0, 200)}`
}

/** Telegram's limit in UTF-16 code units. */
const LONGEST_TEXT = 4096

/**
 * Formats the notification as plain text for one Telegram message; items without room are counted.
 */
export function messageText({ id, severity, title, count, items, last_at }: Message): string {
  // Whole sentences in the receiver's language need no English words around them.
  const isWritten = items.length > 0 && items.every((item) => sentenceOf(item) !== null)
  const times = count === 1 ? '' : ` (${count} times)`
  const head = isWritten ? title : `${severity.toUpperCase()}: ${title}${times}`
  const foot = isWritten ? '' : `${last_at.toISOString()}\nnotification ${id}`
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
  if (lines.length > 0 && more > 0) lines.push(isWritten ? `… +${more}` : `… and ${more} more`)
  return cut([head, ...lines, foot].join('\n').trimEnd())
}

function sentenceOf(item: unknown): string | null {
  const isSentence = typeof item === 'object' && item !== null && 'sentence' in item
  return isSentence && typeof item.sentence === 'string' ? item.sentence : null
}

function itemLine(item: unknown): string {
  const sentence = sentenceOf(item)
  if (sentence !== null) {
    const link = typeof item === 'object' && item !== null && 'link' in item ? item.link : null
    return withLink(`• ${sentence}`, link)
  }
  if (typeof item !== 'object' || item === null) return `• ${String(item)}`
  if ('reason' in item && typeof item.reason === 'string')
    return 'next' in item && typeof item.next === 'string'
      ? `• ${item.reason}\n  ${item.next}`
      : `• ${item.reason}`
  const facts = Object.entries(item)
    .filter(([name]) => name !== 'link')
    .map(([name, value]) => `${name}: ${String(value ?? '–')}`)
  return withLink(`• ${facts.join(', ')}`, 'link' in item ? item.link : null)
}

const withLink = (line: string, link: unknown): string =>
  typeof link === 'string' ? `${line}\n  ${link}` : line

/** Does not split a surrogate pair, since Telegram refuses half of one. */
const cut = (text: string): string => text.slice(0, LONGEST_TEXT).replace(/[\ud800-\udbff]$/, '')
