import { html } from 'hono/html'
import { addressOf } from '../../../../console/page.ts'
import { creatorPath } from '../../../../console/parts/creator-link.ts'
import { details } from '../../../../console/parts/details.ts'
import { external } from '../../../../console/parts/external.ts'
import { languageName } from '../../../../console/parts/language-name.ts'
import { number } from '../../../../console/parts/figures/number.ts'
import { time } from '../../../../console/parts/time.ts'
import { cityLine } from '../city-line.ts'
import { pathOf } from './frame.ts'
import type { Context, Creator } from './kit.ts'

/** Lists the statements of the profile, line by line. */
export function about(page: Context, creator: Creator) {
  const { t, language } = page
  const none = t('common.none')
  const lines = <T>(all: readonly T[], line: (each: T) => unknown) =>
    all.length === 0 ? html`<small>${none}</small>` : all.map((each) => html`<p>${line(each)}</p>`)
  const urls = [
    ...creator.bio_links,
    ...(creator.external_url === null ? [] : [{ url: creator.external_url, title: null }]),
  ]
  const links = urls.filter(({ url }, at) => urls.findIndex((each) => each.url === url) === at)
  const tier = creator.follower_tier
  return details([
    [t('tier'), tier === null ? '–' : t(`creator.tier_${tier}`)],
    [t('following'), number(page, creator.following_count)],
    [t('media'), number(page, creator.media_count)],
    [t('creator.city'), cityLine(page, creator)],
    [t('languages'), lines(creator.languages, (code) => languageName(language, code))],
    [
      t('categories'),
      html`${lines(creator.categories, ({ name, is_primary }) =>
        is_primary ? html`<strong dir="auto">${name}</strong>` : name,
      )}
      ${
        page.may('creators:write')
          ? html`<a href="${addressOf(pathOf(creator, 'category'))}" data-dialog class="out"
              >${t('correct')}</a
            >`
          : ''
      }`,
    ],
    [
      t('brands'),
      lines(
        creator.advertised_brands.slice(0, 10),
        ({ brand, posts: n }) => html`${brand} <small>${t('brandPosts', { n })}</small>`,
      ),
    ],
    [t('links'), lines(links, ({ url, title }) => external(url, title ?? url))],
    ...(creator.other_blogs.length === 0
      ? []
      : [
          [
            t('others'),
            lines(
              creator.other_blogs,
              ({ username, id }) =>
                html`<a href="${addressOf(creatorPath(username, id))}" dir="auto">@${username}</a>`,
            ),
          ] as const,
        ]),
    [
      t('source'),
      html`${t(`creator.source_${creator.source}`)}, ${time(page, creator.created_at)}`,
    ],
  ])
}
