import { html } from 'hono/html'
import { goTo, readForm } from '../../../../../console/page.ts'
import { area } from '../../../../../console/parts/forms/field.ts'
import { editorPath } from './draft.ts'
import type { Context, Media, Post } from '../kit.ts'
import { loadPost } from '../read.ts'

const MAX_TAGS = 20
const MAX_ALT_CHARACTERS = 1_000

/** The refused details of a file as they were entered, and which of them are wrong. */
export type DetailsFault = {
  at: number
  alt: string
  tags: string
  field: 'alt' | 'tags'
  text: string
}

/** Words for who cannot see a file, and who is in it. */
export function fileDetails(
  { t }: Context,
  {
    post,
    media,
    at,
    fault,
  }: { post: string; media: Media; at: number; fault: DetailsFault | undefined },
) {
  const mine = fault?.at === at ? fault : undefined
  const faultAt = (name: DetailsFault['field']) => (mine?.field === name ? mine.text : undefined)
  const { alt_text: alt, user_tags: tags } = media
  const has = [
    alt === null ? [] : [t('extras.hasAlt')],
    tags.length === 0 ? [] : [t('extras.hasTags', { n: tags.length })],
  ]
  return html`<details id="details-${at}" ${mine ? html`open` : ''}>
    <summary>${t('extras.details')} <small>${has.flat().join(' · ')}</small></summary>
    <form method="post" action="/console/posts/${post}/files/${at}/details" data-morph>
      ${area({
        name: `alt-${at}`,
        label: t('extras.alt'),
        value: mine?.alt ?? alt ?? '',
        hint: t(media.kind === 'video' ? 'extras.altVideoHint' : 'extras.altHint'),
        fault: faultAt('alt'),
        isRequired: false,
        rows: 2,
      })}
      ${area({
        name: `tags-${at}`,
        label: t('extras.tags'),
        value: mine?.tags ?? tags.map(lineOf).join('\n'),
        hint: t('extras.tagsHint'),
        fault: faultAt('tags'),
        isRequired: false,
        rows: 3,
      })}
      <button>${t('extras.saveDetails')}</button>
    </form>
  </details>`
}

type Tag = Media['user_tags'][number]

const lineOf = ({ username, x, y }: Tag): string =>
  `@${username} ${Math.round(x * 100)} ${Math.round(y * 100)}`

/**
 * A person on each line, with their place in percent; in the middle without one. Undefined for what
 * is none.
 */
export function tagsIn(text: string): Tag[] | undefined {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '')
  const tags = lines.map((line): Tag | undefined => {
    const [, name = '', x = '50', y = '50'] =
      /^@?([\w.]{1,30})(?:[\s,]+(\d{1,3})(?:\s*%)?[\s,]+(\d{1,3})(?:\s*%)?)?$/.exec(line.trim()) ??
      []
    if (name === '' || Number(x) > 100 || Number(y) > 100) return undefined
    return { username: name.toLowerCase(), x: Number(x) / 100, y: Number(y) / 100 }
  })
  const known = tags.filter((tag) => tag !== undefined)
  return known.length === tags.length && known.length <= MAX_TAGS ? known : undefined
}

type Ways = {
  showAgain: (page: Context, post: Post, fault: DetailsFault) => Promise<Response>
  save: (page: Context, media: readonly Media[]) => Promise<void>
}

export async function changeDetails(page: Context, { showAgain, save }: Ways): Promise<Response> {
  const { t } = page
  const form = await readForm(page)
  const at = Number(page.c.req.param('at'))
  const alt = form.get(`alt-${at}`)?.trim().replaceAll('\r\n', '\n') ?? ''
  const tags = form.get(`tags-${at}`) ?? ''
  const post = await loadPost(page)
  const [file] = post.media.slice(at)
  if (!file) return goTo(page, editorPath(post.id))
  const details = { at, alt, tags }
  if (alt.length > MAX_ALT_CHARACTERS)
    return await showAgain(page, post, { ...details, field: 'alt', text: t('extras.altTooLong') })
  const read = tagsIn(tags)
  if (!read)
    return await showAgain(page, post, { ...details, field: 'tags', text: t('extras.tagsWrong') })
  const changed = { ...file, alt_text: alt === '' ? null : alt, user_tags: read }
  await save(page, post.media.toSpliced(at, 1, changed))
  return goTo(page, editorPath(post.id), t('extras.detailsSaved'))
}
