import { ownerOfNew } from '../../../http/access/owner.ts'
import type { Principal } from '../../../http/access/principal.ts'
import { resolveReferences } from '../../../http/references.ts'
import { ConflictError, InvalidInputError, invalidField } from '../../../base/errors.ts'
import { readJson } from '../../../base/files/json.ts'
import { ANY_TYPE, type RequireRoom } from '../../../http/body/multipart.ts'
import type { Upload } from '../../../http/body/upload.ts'
import { invalidInput, multipartBody, type z } from '../../../http/router.ts'
import type { Services } from '../../services.ts'
import { dropUpload } from '../uploads/keep-uploads.ts'
import { maxBytes } from '../uploads/rules.ts'
import { takeUpload, type ReceivedFile, type Intake } from '../uploads/take-upload.ts'
import { incomingFolder } from '../uploads/upload-files.ts'
import { MAX_MEDIA, NewPostOfFiles, type NewPost } from './post-view.ts'

/**
 * The most bytes of a post beside its files: captions in every script, and the details of the
 * files.
 */
const MAX_POST_BYTES = 512 * 1024

/** A post with its files in one request; they are streamed to the folder of uploads. */
export const filesBody = (config: Services['config'], requireRoom: RequireRoom) =>
  multipartBody({
    fields: { post: { maxBytes: MAX_POST_BYTES } },
    files: {
      media: { maxBytes: maxBytes(config), types: [ANY_TYPE], most: MAX_MEDIA },
      cover: { maxBytes: maxBytes(config), types: [ANY_TYPE] },
    },
    folder: incomingFolder(config.uploadsFolder),
    requireRoom,
  })

/**
 * Makes uploads of the files and gives `write` the post that uses them. Throws InvalidInputError
 * about the field of the form; whatever is thrown, no upload of the request stays that no post
 * uses.
 */
export async function takeFiles<T>(
  intake: Intake,
  { fields, files, all }: Upload,
  principal: Principal,
  write: (post: z.output<typeof NewPost>) => Promise<T>,
): Promise<T> {
  const mediaFiles = all.flatMap(({ field, file }) => (field === 'media' ? [file] : []))
  const author = ownerOfNew(principal)
  const read = readPost(fields['post'], mediaFiles.length)
  const named = { params: undefined, query: undefined, body: read }
  const { media, ...post } = (await resolveReferences(named, intake, principal)).body
  const taken: string[] = []
  const take = async (file: ReceivedFile, field: string): Promise<string> => {
    const id = await atField(field, async () => await takeUpload(intake, file, author))
    taken.push(id)
    return id
  }
  try {
    const items = []
    for (const [at, file] of mediaFiles.entries()) {
      const { alt_text = null, user_tags = [] } = media[at] ?? {}
      items.push({ upload_id: await take(file, `media.${at}`), alt_text, user_tags })
    }
    const cover = files['cover'] === undefined ? null : await take(files['cover'], 'cover')
    return await write({ ...post, media: items, cover_upload_id: cover })
  } catch (error) {
    // The same bytes may be an upload of another user: only the files of this request are deleted.
    for (const id of taken) await dropUnlessUsed(intake, id)
    throw error
  }
}

async function dropUnlessUsed(intake: Intake, id: string): Promise<void> {
  try {
    await dropUpload(intake, id)
  } catch (error) {
    // The post is there, and only the answer was lost: the caller gets that error instead.
    if (!(error instanceof ConflictError)) throw error
  }
}

function readPost(text: string | undefined, files: number): z.output<typeof NewPostOfFiles> {
  const read = text === undefined ? { value: {} } : readJson(text)
  if ('fault' in read) throw invalidField('post', read.fault, { code: 'not_json' })
  const parsed = NewPostOfFiles.safeParse(read.value)
  if (!parsed.success) throw invalidInput('post', parsed.error)
  const { length } = parsed.data.media
  if (length > files)
    throw invalidField('media', `says something of ${length} files, but ${files} came with it`, {
      code: 'too_many',
      limits: { max: files },
    })
  return parsed.data
}

/** A refusal names the field of this form instead of `file`. */
async function atField<T>(field: string, take: () => Promise<T>): Promise<T> {
  try {
    return await take()
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error
    const problems = error.problems.map((each) => ({ ...each, field }))
    throw new InvalidInputError(error.message.replace(/^file\b/, field), problems, { cause: error })
  }
}
