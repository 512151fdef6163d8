import { html } from 'hono/html'
import { icon } from '../../../../console/icons.ts'
import { messageOf } from '../../../../console/messages.ts'
import { addressOf } from '../../../../console/page.ts'
import { external } from '../../../../console/parts/external.ts'
import { rowBars } from '../../../../console/parts/figures/bars.ts'
import { languageName } from '../../../../console/parts/language-name.ts'
import { messages as insightMessages } from '../../texts/insights/index.ts'
import { pathOf } from './frame.ts'
import { postUrl } from './posts.ts'
import type { Assessment, Context, Creator } from './kit.ts'

const MAX_QUOTES = 3

/** Renders the likely audience in words; only the languages of captions are counted. */
export function audience(
  page: Context,
  { creator, assessment }: { creator: Creator; assessment: Assessment },
) {
  const { t, language } = page
  const found = creator.ai_insights?.audience_inference
  const children = creator.ai_insights?.life_situation?.children_age_group
  const word = (value: string | null | undefined) =>
    value ? (messageOf(language, insightMessages, `v_${value}`) ?? value) : null
  const facts = [
    [t('audienceWho'), word(found?.estimated_audience_gender)],
    [t('audienceAge'), word(found?.estimated_audience_age)],
    [t('audienceWhere'), word(found?.estimated_audience_geo)],
    [t('audienceChildren'), word(children)],
  ].filter((fact): fact is [string, string] => typeof fact[1] === 'string')
  const counted = assessment.caption_languages
  return html`<section aria-labelledby="audience">
    <h2 id="audience">${t('audienceTitle')}</h2>
    <div class="panel padded">
      <p class="inferred">${icon('unknown')} ${t('audienceInferred')}</p>
      ${
        facts.length === 0
          ? html`<p>${t(creator.ai_analyzed_at === null ? 'audienceLater' : 'audienceSilent')}</p>`
          : html`<dl class="fact-pairs">
              ${facts.map(
                ([name, value]) =>
                  html`<dt>${name}</dt>
                    <dd>${value}</dd>`,
              )}
            </dl>`
      }
      ${evidence(page, creator)}
      ${
        counted.length === 0
          ? ''
          : html`<h3>${t('captionsCounted')}</h3>
              ${rowBars(
                counted.map(({ language: code, posts }) => ({
                  label: languageName(language, code),
                  value: posts,
                  text: t('ofAll', { n: posts, all: assessment.posts_read }),
                })),
              )}`
      }
      <p>
        <a class="out" href="${addressOf(pathOf(creator, 'insights'))}">${t('audienceMore')}</a>
      </p>
    </div>
  </section>`
}

/** The words that the answers rest on, with the posts that they are from. */
function evidence({ t }: Context, { ai_insights: insights, posts }: Creator) {
  const all = insights?.audience_inference?.evidence ?? []
  const quotes = all.filter(({ quote }) => quote !== null).slice(0, MAX_QUOTES)
  if (quotes.length === 0) return ''
  const codes = new Map(posts.map(({ platform_id, code }) => [platform_id, code]))
  return html`<details id="audience-evidence">
    <summary>${t('restsOn')}</summary>
    ${quotes.map(({ quote, post_id: post }) => {
      const url = postUrl((post === null ? null : codes.get(post)) ?? null)
      return html`<blockquote class="evidence">
        <q dir="auto">${quote}</q>
        ${url === null ? '' : html`<cite>${external(url, t('openPost'))}</cite>`}
      </blockquote>`
    })}
  </details>`
}
