import { html } from 'hono/html'
import { captionCounts, type CaptionCounts } from '../../../../../creators/caption-counts.ts'
import type { Context, Limits } from '../kit.ts'

type Counter = {
  kind: keyof CaptionCounts
  most: number
  /** Above it Instagram may refuse or cut the caption; null where the limit alone is known. */
  warning: number | null
}

const countersOf = ({ caption }: Limits): Counter[] => [
  { kind: 'characters', most: caption.most_characters, warning: null },
  { kind: 'hashtags', most: caption.most_hashtags, warning: caption.hashtags_warning },
  { kind: 'mentions', most: caption.most_mentions, warning: caption.mentions_warning },
]

/** Shows how much of Instagram's limits a caption uses; a script counts while the user types. */
export function counters(
  { t }: Context,
  limits: Limits,
  { field, text }: { field: string; text: string },
) {
  const counts = captionCounts(text)
  return html`<p class="counters">
    ${countersOf(limits).map(({ kind, most, warning }) => {
      const n = counts[kind]
      const isNear = warning !== null && n > warning && n <= most
      return html`<span
        >${t(kind)}:
        <output
          id="${kind}-${field}"
          for="${field}"
          data-counts="${kind}"
          data-warning="${warning ?? most}"
          data-most="${most}"
          data-near="${String(isNear)}"
          data-over="${String(n > most)}"
          >${n}</output
        >
        / ${most}
        ${
          warning === null
            ? ''
            : html`<small
                >${t(`more_${kind === 'mentions' ? 'mentions' : 'hashtags'}`, {
                  n: warning,
                })}</small
              >`
        }</span
      >`
    })}
  </p>`
}
