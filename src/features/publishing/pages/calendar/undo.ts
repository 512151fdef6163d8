import { undoMove } from '../../../../console/parts/forms/undo-move.ts'
import { changed, PATH, searchOf, UNDO } from './address.ts'
import type { Context, Placed, Undated } from './kit.ts'
import { postTitle } from '../states.ts'

/** A move of a post; `from` null: it had no time. */
export type Move = { id: string; from: string | null; to: string }

const NO_TIME = '-'

/** The address with the offer to take a move back. */
export const withUndo = (address: string, { id, from, to }: Move): string =>
  changed(address, { [UNDO]: [id, from ?? NO_TIME, to].join(' ') })

/** Returns the move that the address offers to take back. */
function moveIn({ c }: Context): Move | undefined {
  const [id = '', from = '', to = ''] = (c.req.query(UNDO) ?? '').split(' ')
  const isTime = (text: string) => !Number.isNaN(Date.parse(text))
  const hadTime = from !== NO_TIME
  if (!/^[0-9a-f-]{36}$/.test(id) || (hadTime && !isTime(from)) || !isTime(to)) return undefined
  return { id, from: hadTime ? from : null, to }
}

/** Offers to take back the move that the address names. */
export function undoOffer(page: Context, posts: readonly (Undated | Placed)[]) {
  const move = moveIn(page)
  if (!move || !page.may('publishing:write')) return ''
  const { t, formats } = page
  const { id, from, to } = move
  const moved = posts.find((post) => post.id === id)
  const name = moved === undefined ? t('post') : postTitle(page, moved)
  return undoMove({
    id: `${id}-${to}`,
    action: `${PATH}/${id}/move`,
    fields: { back: `${PATH}${searchOf(page)}`, moment: from ?? '', 'only-if': to },
    text: t('movedTo', { name, time: formats.moment(new Date(to)) }),
    label: t('undo'),
    isFloating: true,
  })
}
