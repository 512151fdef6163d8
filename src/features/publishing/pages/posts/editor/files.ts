import type { ProblemError } from '../../../../../console/user-client.ts'
import type { FileBody } from '../../../../../console/api.ts'
import { refusable } from '../../../../../console/kit/refusable.ts'
import { incomingFiles } from '../../../../../console/form-with-file.ts'
import { goTo, readForm } from '../../../../../console/page.ts'
import { compose } from './compose.ts'
import type { Refusals } from './form-values.ts'
import { changeCover, uploadCover, type CoverFault } from './cover.ts'
import { cropPicture } from './crop.ts'
import { createDraft, editorPath, isNew, readDraft, previewAccount } from './draft.ts'
import { changeDetails } from './file-details.ts'
import type { Context, Media, Post, Upload } from '../kit.ts'
import { FILE_REFUSALS, isEditable, loadPost } from '../read.ts'

const show = async (page: Context, post: Post, refusals: Refusals): Promise<Response> =>
  await compose(page, post, refusals)

/** The address that files had of their own. */
export const showFiles = async (page: Context): Promise<Response> =>
  await Promise.resolve(goTo(page, `${editorPath(page.param('id'))}#files`))

/** Stores a file, and the post with its first one. */
export async function upload(page: Context): Promise<Response> {
  const file = incomingFiles(page)
  const post = await readDraft(page)
  if (!isEditable(post) || file === null) return goTo(page, editorPath(post.id))
  const { answer, refusal } = await refusable(addFile(page, post, file), FILE_REFUSALS)
  if (refusal) return await show(page, post, { upload: refusal })
  const done = page.t('uploaded', { name: answer.made.file_name })
  return goTo(page, editorPath(answer.id, previewAccount(page)), done)
}

async function addFile(
  page: Context,
  post: Post,
  file: FileBody,
): Promise<{ id: string; made: Upload }> {
  const made = await page.api.call('createUpload', { file })
  const added = { upload_id: made.id, kind: made.kind, alt_text: null, user_tags: [] }
  const body = bodyOf([...post.media, added])
  if (isNew(post)) {
    const id = await createDraft(page, post, { body: { ...body, groups: post.groups } })
    return { id, made }
  }
  await page.api.call('updatePost', { params: { id: post.id }, body })
  return { id: post.id, made }
}

/** Saves the files of a post. */
export async function saveMedia({ api }: Context, id: string, media: readonly Media[]) {
  await api.call('updatePost', { params: { id }, body: bodyOf(media) })
}

/** The type of a post follows its files. */
function bodyOf(media: readonly Media[]) {
  const type = media.length > 1 ? 'carousel' : media[0]?.kind === 'video' ? 'reel' : 'photo'
  const files = media.map(({ upload_id, alt_text, user_tags }) => ({
    upload_id,
    alt_text,
    user_tags,
  }))
  return { type, media: files } as const
}

/** Returns the files after an act on one of them, such as `earlier`, `remove` or `to 3`. */
export function changed(media: readonly Media[], at: number, act: string): readonly Media[] {
  const file = media[at]
  if (file === undefined) return media
  const others = media.toSpliced(at, 1)
  if (act === 'remove') return others
  const place = /^to (\d{1,2})$/.exec(act)?.[1]
  const to =
    place === undefined ? (act === 'earlier' ? Math.max(0, at - 1) : at + 1) : Number(place)
  return others.toSpliced(to, 0, file)
}

/** Moves a file, or takes it away. */
export async function changeFile(page: Context): Promise<Response> {
  const act = (await readForm(page)).get('act') ?? ''
  const { id, media } = await loadPost(page)
  await saveMedia(page, id, changed(media, Number(page.c.req.param('at')), act))
  return goTo(page, editorPath(id, previewAccount(page)))
}

const saveOf =
  (page: Context) =>
  async (_: Context, media: readonly Media[]): Promise<void> => {
    await saveMedia(page, page.param('id'), media)
  }

/** Saves the words for people who cannot see a file, and the people in it. */
export const saveDetails = async (page: Context): Promise<Response> =>
  await changeDetails(page, {
    showAgain: async (_, post, details) => await show(page, post, { details }),
    save: saveOf(page),
  })

/** Crops a picture. */
export const crop = async (page: Context): Promise<Response> =>
  await cropPicture(page, {
    showAgain: async (_, post, upload: ProblemError) => await show(page, post, { upload }),
    save: saveOf(page),
  })

const showCover = async (page: Context, post: Post, cover: CoverFault): Promise<Response> =>
  await show(page, post, { cover })

export const saveCover = async (page: Context): Promise<Response> =>
  await changeCover(page, showCover)

export const saveCoverFile = async (page: Context): Promise<Response> =>
  await uploadCover(page, showCover)
