import { html } from 'hono/html'
import type { Context, Watch } from './kit.ts'

/** The rules of a watch, each as a sentence; switched-off ones are left out. */
function ruleSentences({ t, formats }: Context, watch: Watch): string[] {
  const { growth_share: share, silent_days: days, far_above_times: times, brands } = watch
  return [
    ...(share === null ? [] : [t('rule_growth', { share: formats.percent(share) })]),
    ...(watch.risk_flags ? [t('on_risk_flags')] : []),
    ...(watch.renamed ? [t('on_renamed')] : []),
    ...(watch.private ? [t('on_private')] : []),
    ...(watch.gone ? [t('on_gone')] : []),
    ...(watch.back ? [t('on_back')] : []),
    ...(days === null ? [] : [t('rule_silent', { n: days })]),
    ...(times === null ? [] : [t('rule_far_above', { n: times, times: formats.precise(times) })]),
    ...(brands.length === 0 ? [] : [t('rule_brands', { brands: brands.join(', ') })]),
  ]
}

/** When messages are sent, in words. */
export function digestSentence({ t, formats }: Context, watch: Watch): string {
  const { digest, digest_time: time } = watch
  if (digest === 'at_once') return t('sent_at_once')
  if (digest === 'daily') return t('sent_daily', { time })
  return t('sent_weekly', { time, weekday: formats.weekday(watch.digest_weekday) })
}

/** Rules and messages of a watch beside its news. */
export function rulesPanel(page: Context, watch: Watch) {
  const { t, formats } = page
  const rules = ruleSentences(page, watch)
  const names = [
    ...watch.receivers.map(({ name }) => name),
    ...(watch.is_for_team ? [t('toTeam')] : []),
  ]
  return html`<section class="panel">
      <h2>${t('rules')}</h2>
      ${
        rules.length === 0
          ? html`<p class="hint">${t('noRules')}</p>`
          : html`<ul class="plain" dir="auto">
              ${rules.map((rule) => html`<li>${rule}</li>`)}
            </ul>`
      }
    </section>
    <section class="panel">
      <h2>${t('messages')}</h2>
      <p>${digestSentence(page, watch)}</p>
      ${
        watch.next_digest_at === null
          ? ''
          : html`<p class="hint">
              ${t('next', { time: formats.moment(new Date(watch.next_digest_at)) })}
            </p>`
      }
      <p dir="auto">${names.length === 0 ? t('toNobody') : t('to', { names: names.join(', ') })}</p>
    </section>`
}
