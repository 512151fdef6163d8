import { html } from 'hono/html'
import type { AnswerOf } from '../api.ts'
import { translator } from '../messages.ts'
import type { PageContext } from '../page.ts'
import { officialNumberWords } from '../words/official-numbers.ts'

const METRICS = {
  post: ['reach', 'saves'],
  story: ['reach', 'views', 'replies', 'navigation'],
} as const

type Numbered = {
  kind: keyof typeof METRICS
  official: AnswerOf<'getStory'>['official']
}

/** Meta's numbers for the owner of a connected account and their age, or why there are none. */
export function officialNumbers(
  { language, formats, now }: PageContext,
  { kind, official }: Numbered,
) {
  const t = translator(language, officialNumberWords)
  const { reason, read_at: readAt, age_hours: hours } = official
  if (reason !== null || readAt === null)
    return html`<p><small>${t(`none_${reason ?? 'not_read'}`)}</small></p>`
  const figures = METRICS[kind].flatMap((key) => {
    const value = official[key]
    return value === null ? [] : [t(`metric_${key}`, { value: formats.number(value) })]
  })
  // Numbers of a story are final; what matters is how much of its day they cover.
  const age =
    kind === 'story' && hours !== null
      ? t('readStory', { hours: formats.number(Math.floor(hours)) })
      : t('read', { age: formats.relative(new Date(readAt), now) })
  return html`<p>
    ${figures.length === 0 ? t('withheld') : figures.join(' · ')}
    <br /><small>${age}</small>
  </p>`
}
