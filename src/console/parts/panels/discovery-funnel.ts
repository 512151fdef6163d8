import { html } from 'hono/html'
import type { RowOf } from '../../api.ts'
import { translator } from '../../messages.ts'
import type { PageContext } from '../../page.ts'
import { panelWords } from '../../words/panels.ts'
import { funnel, type Stage } from '../figures/funnel.ts'

type Source = Pick<
  RowOf<'listDiscoverySources'>,
  'kind' | 'examined' | 'known' | 'returned' | 'created' | 'filtered'
>

/** Rules of filters by the stage at which they leave a creator out, in the order of the stages. */
const STAGES = [
  { name: 'stageNew', rules: ['known'] },
  { name: 'stageReadable', rules: ['private', 'gone', 'unreadable', 'quarantined', 'erased'] },
  {
    name: 'stageSize',
    rules: ['too_few_followers', 'too_many_followers', 'too_few_posts', 'too_many_posts'],
  },
  { name: 'stageLanguage', rules: ['language'] },
  { name: 'stageKept', rules: ['category', 'not_verified'] },
] as const

/**
 * Draws what became of the creators that discovery looked at in the last seven days; nothing when
 * it looked at none.
 */
export function discoveryFunnel(
  page: PageContext,
  sources: readonly Source[],
  { isLinked = true }: { isLinked?: boolean } = {},
) {
  const t = translator(page.language, panelWords)
  const { formats } = page
  const sum = (value: (source: Source) => number) =>
    sources.reduce((all, source) => all + value(source), 0)
  const found = sum(({ examined }) => examined)
  if (found === 0) return ''
  const created = sum((source) => source.created)
  const out = (rule: string) =>
    rule === 'known'
      ? sum(({ known, returned }) => known + returned)
      : sum(({ filtered }) => filtered[rule] ?? 0)
  let left = found
  const first: Stage = {
    name: t('stageFound'),
    count: formats.number(found),
    share: '',
    value: found,
    why: t('fromSources', { n: sources.length }),
  }
  const stages = STAGES.flatMap(({ name, rules }, place): Stage[] => {
    const before = left
    const isLast = place === STAGES.length - 1
    left = isLast
      ? created
      : Math.max(created, left - rules.reduce((all, rule) => all + out(rule), 0))
    if (before === left && !isLast) return []
    return [
      {
        name: t(name),
        count: formats.number(left),
        share: t('ofThese', { share: formats.percent(left / Math.max(1, before)) }),
        value: left,
        why: before === left ? '' : t(`${name}Why`, { n: before - left }),
      },
    ]
  })
  const title = t('funnelTitle', { n: formats.number(found), created: formats.number(created) })
  return html`<section class="figure-panel" aria-labelledby="discovery-funnel">
    <div class="figure-title">
      <h2 id="discovery-funnel">${title}</h2>
      ${isLinked ? html`<a class="quiet" href="/console/discovery">${t('discovery')}</a>` : ''}
    </div>
    ${funnel([first, ...stages])}
  </section>`
}
