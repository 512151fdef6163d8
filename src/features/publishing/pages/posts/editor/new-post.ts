import { goTo } from '../../../../../console/page.ts'
import { compose } from './compose.ts'
import { editorPath, readDraft } from './draft.ts'
import type { Context } from '../kit.ts'

/** A post that is not stored yet. */
export const showNew = async (page: Context): Promise<Response> =>
  await compose(page, await readDraft(page))

/** Opens the editor; nothing is stored before the first letter or file. */
export const beginPost = async (page: Context): Promise<Response> =>
  await Promise.resolve(goTo(page, editorPath('new')))
