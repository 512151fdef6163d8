import { describeUnknownLanguage, isLanguage } from '../../../../creators/language-names.ts'
import { invalidField, NoSuchRecordError } from '../../../../base/errors.ts'
import type { Db, Tx } from '../../../../db/handles.ts'
import { ownerOfNew } from '../../../../http/access/owner.ts'
import type { Answerable } from '../../../../http/operations/declared.ts'
import { operationsFor } from '../../../../http/operations/verbs.ts'
import { versionTag } from '../../../../http/operations/version.ts'
import { z } from '../../../../http/router.ts'
import type { Services } from '../../../services.ts'
import { awaitsCaption, releaseWaiting } from '../../executions/release-waiting.ts'
import { findPublishingAccounts } from '../../groups/store/publishing-accounts/settings.ts'
import { tags } from '../../groups/group-view.ts'
import {
  listCaptions,
  putCaption,
  removeCaption,
  type CaptionKey,
  type CaptionRow,
} from '../store/captions.ts'
import { keepCorrection } from '../keep-correction.ts'
import { captionJudge } from '../caption-faults.ts'
import { captionLanguage } from '../caption-language.ts'
import { isEditable, requireEditable, settleUnbegun } from '../store/posts/post-state.ts'
import { goOn } from '../start-post.ts'
import { CaptionView } from '../caption-view.ts'
import { Fields, noSuchPost, PostParams, unfitPost } from '../post-view.ts'
import { getPost, lockPost, type PostRow } from '../store/posts/posts.ts'
import {
  endFailure,
  listFailures,
  TranslationFailure,
} from '../store/posts/translation-failures.ts'

type CaptionServices = Pick<
  Services,
  'db' | 'erasures' | 'config' | 'queue' | 'publishers' | 'translators' | 'openai'
>

const operation = operationsFor<CaptionServices>()

const Captions = z
  .object({
    data: z.array(CaptionView),
    failed: z.array(TranslationFailure).openapi({
      description: 'Languages that the last translation could not do',
    }),
  })
  .openapi('PostCaptions')

const KeyParams = z.object({
  id: z.uuid(),
  key: z
    .string()
    .max(40)
    .openapi({ description: 'A language, as in ru, or the id of an account', example: 'ru' }),
})

const NewCaption = z
  .strictObject({
    text: Fields.caption,
    comment: Fields.comment.nullable().optional().openapi({
      description:
        'The first comment; without it, that of the caption stays, and a missing one is translated',
    }),
    confirmed: z.boolean().default(true).openapi({ description: 'A person has read it' }),
  })
  .openapi('NewPostCaption')

const shared = { tags, answer: Captions, success: 'The captions' } as const

type CaptionsAnswer = Answerable<z.output<typeof Captions>>
type CaptionAnswer = Answerable<z.output<typeof CaptionView>>

const captionOf = (data: readonly CaptionAnswer[], key: string): CaptionAnswer | undefined =>
  data.find(({ language, account_id: account }) => (language ?? account) === key)

type Written = Pick<CaptionAnswer, 'text' | 'comment' | 'confirmed_at'>

/** The version of what a person writes in a caption; of one that is not written, "none". */
const versionOf = (caption: Written | undefined): unknown =>
  caption && {
    text: caption.text,
    comment: caption.comment,
    is_confirmed: caption.confirmed_at !== null,
  }

const version = ({ data }: CaptionsAnswer, { params }: { params: { key: string } }) =>
  versionOf(captionOf(data, params.key))

/** Captions in languages, and of accounts. */
export const captionOperations = {
  listPostCaptions: operation.get({
    ...shared,
    path: '/api/posts/{id}/captions',
    access: 'publishing:read',
    summary: 'Captions of a post other than its own: of languages and of single accounts',
    params: PostParams,
    refusals: { 404: noSuchPost },
    async run({ params }, services) {
      const { id } = await getPost(services.db, params.id)
      return await viewCaptions(services, id)
    },
  }),

  getPostCaption: operation.get({
    path: '/api/posts/{id}/captions/{key}',
    access: 'publishing:read',
    tags,
    summary: 'One caption, with its version',
    params: KeyParams,
    answer: CaptionView,
    success: 'The caption',
    refusals: { 404: 'No post has this id, or the caption is not written' },
    version: versionOf,
    async run({ params: { id, key } }, services) {
      const post = await getPost(services.db, id)
      const caption = captionOf((await viewCaptions(services, post.id)).data, key)
      if (!caption) throw new NoSuchRecordError(`the post has no caption for ${key}`)
      return caption
    },
  }),

  putPostCaption: operation.update({
    ...shared,
    version,
    method: 'put',
    path: '/api/posts/{id}/captions/{key}',
    access: 'publishing:write',
    summary: 'Write or confirm a caption for a language or for one account, which wins',
    description:
      'A confirmed caption of a language that differs from the machine’s is kept as a ' +
      'correction: it is offered again for the same text. ' +
      'It is one of the text that the post has now. Of a post that has begun, accounts that ' +
      'waited for it publish then. The version of a caption that is not written is `"none"`.',
    params: KeyParams,
    body: NewCaption,
    refusals: { 404: noSuchPost, 409: unfitPost },
    async run({ params: { id, key }, body }, services, { principal, requireMatch }) {
      const { text, comment, confirmed } = body
      const of = await keyOf(services.db, key)
      await changeCaption(services, id, of, async (tx, post) => {
        await requireMatch(async () => await viewCaptions({ ...services, db: tx }, id))
        if (of.language !== null && of.language === captionLanguage(post).language)
          throw invalidField(
            'key',
            'the post itself is in this language: change its caption, or give an account a ' +
              'caption of its own',
            { code: 'language_of_post' },
          )
        const known = comment === undefined ? await commentOf(tx, id, of) : comment
        const caption = {
          text,
          comment: known,
          service: 'person',
          writtenBy: ownerOfNew(principal),
          flags: [],
          isConfirmed: confirmed,
        }
        await putCaption(tx, id, of, caption)
        if (of.language !== null) await endFailure(tx, id, of.language)
        if (confirmed) await keepCorrection(tx, services, post, { key: of, text, comment: known })
      })
      return await viewCaptions(services, id)
    },
  }),

  deletePostCaption: operation.update({
    ...shared,
    version,
    method: 'delete',
    path: '/api/posts/{id}/captions/{key}',
    access: 'publishing:write',
    summary: 'Take a caption away: the account has that of its language again, or the post’s',
    params: KeyParams,
    refusals: { 404: noSuchPost, 409: unfitPost },
    async run({ params: { id, key } }, services, { requireMatch }) {
      const of = await keyOf(services.db, key)
      await changeCaption(services, id, of, async (tx) => {
        await requireMatch(async () => await viewCaptions({ ...services, db: tx }, id))
        await removeCaption(tx, id, of)
      })
      return await viewCaptions(services, id)
    },
  }),
}

/**
 * Changes a caption; accounts that wait for it publish then. Throws ConflictError for a post that
 * has begun, unless accounts wait for this caption.
 */
async function changeCaption(
  services: CaptionServices,
  id: string,
  key: CaptionKey,
  work: (tx: Tx, post: PostRow) => Promise<void>,
): Promise<void> {
  await services.db.transaction().execute(async (tx) => {
    const post = await lockPost(tx, id)
    const hasBegun = !isEditable(post.status)
    if (hasBegun && !(await awaitsCaption(tx, id, key))) requireEditable(post)
    await work(tx, post)
    if (hasBegun) await releaseWaiting(tx, services, post)
    else await settleUnbegun(tx, id)
  })
  await goOn(services, id)
  services.queue.wake()
}

async function viewCaptions({ db, config }: Pick<CaptionServices, 'db' | 'config'>, id: string) {
  const judgeCaption = captionJudge(config)
  const captions = await listCaptions(db, id)
  return {
    data: captions.map((row) => viewCaption(row, judgeCaption)),
    failed: await listFailures(db, id),
  }
}

/** Returns the comment of the current caption; null for an older one. */
async function commentOf(tx: Tx, id: string, key: CaptionKey): Promise<string | null> {
  const row = (await listCaptions(tx, id)).find((each) =>
    key.language === null
      ? each.publishing_account_id === key.accountId
      : each.language === key.language,
  )
  return row?.is_current === true ? row.comment : null
}

async function keyOf(db: Db, key: string): Promise<CaptionKey> {
  if (/^[a-z]{2}$/.test(key)) {
    if (!isLanguage(key))
      throw invalidField('key', describeUnknownLanguage(key), { code: 'unknown_value' })
    return { language: key, accountId: null }
  }
  const [account] = z.uuid().safeParse(key).success ? await findPublishingAccounts(db, [key]) : []
  if (!account)
    throw invalidField('key', 'expected a language, as in ru, or the id of an account', {
      code: 'not_accepted',
    })
  return { language: null, accountId: account.id }
}

const viewCaption = (
  { publishing_account_id, confirmed_at, ...row }: CaptionRow,
  judgeCaption: ReturnType<typeof captionJudge>,
) => ({
  language: row.language,
  account_id: publishing_account_id,
  text: row.text,
  comment: row.comment,
  service: row.service,
  written_by:
    row.written_by === null ? null : { id: row.written_by, name: row.written_by_name ?? '' },
  source_caption: row.source_caption,
  is_current: row.is_current,
  ...judgeCaption(row.text, row.is_current ? row.flags : [...row.flags, 'source_changed']),
  confirmed_at,
  updated_at: row.updated_at,
  etag: versionTag(versionOf({ ...row, confirmed_at })),
})
