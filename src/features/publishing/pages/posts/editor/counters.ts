import { html } from 'hono/html'
import { captionCounts, type CaptionCounts } from '../../../../../creators/caption-counts.ts'
import type { Context, Limits } from '../kit.ts'

type Counter = {
  kind: keyof CaptionCounts
  /** With more, Instagram may refuse or shorten the caption. */
  most: number
}

const countersOf = ({ caption }: Limits): Counter[] => [
  { kind: 'characters', most: caption.most_characters },
  { kind: 'hashtags', most: Math.min(caption.hashtags_warning, caption.most_hashtags) },
  { kind: 'mentions', most: Math.min(caption.mentions_warning, caption.most_mentions) },
]

/**
 * Shows how much of Instagram's limits a caption uses, and the rule once it uses more; a script
 * counts while the user types.
 */
export function counters(
  { t, formats }: Context,
  limits: Limits,
  { field, text }: { field: string; text: string },
) {
  const counts = captionCounts(text)
  return html`<p class="counters">
    ${countersOf(limits).map(({ kind, most }) => {
      const n = counts[kind]
      const rule = (excess: string): string => t('editor.removeN', { n: excess })
      return html`<span
        >${t(kind)}
        <output
          id="${kind}-${field}"
          for="${field}"
          data-counts="${kind}"
          data-most="${most}"
          data-over="${String(n > most)}"
          data-rule="${rule('{n}')}"
          >${formats.number(n)}</output
        >
        ${t('editor.ofMost', { n: formats.number(most) })}<small
          >${n > most ? rule(formats.number(n - most)) : ''}</small
        ></span
      >`
    })}
  </p>`
}
