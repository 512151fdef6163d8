import { z } from 'zod'
import { LoginRequiredError, UnexpectedAnswerError } from '../../errors.ts'
import { PublishRefusedError } from '../../target-errors.ts'
import { uuidOf } from '../../publish-ids.ts'
import type { PeopleIds, PublishSession, SentPost, Upload } from '../../publish-session.ts'
import type { PublishedPost, PublishRequest, PublishType } from '../../publisher.ts'
import { decimal, id, text } from '../answers/fields.ts'
import { checkedId } from '../request-path.ts'
import { isLoggedIn } from '../session-state.ts'
import type { AccountClient, SpecialRequest } from '../transport/account-client.ts'
import { configureForm } from './configure-form.ts'
import { judgeAnswer } from './judge-answer.ts'
import { permalinkOf, readOwnPosts } from './own-posts.ts'
import { bodyHeaders, pictureHeaders, pictureName, videoHeaders, videoName } from './rupload.ts'
import { Readable } from 'node:stream'

/**
 * Wraps a stream so that it fails unless it has exactly this many bytes: a request that promised
 * more would wait forever for the rest.
 */
const exactly = (stream: Readable, bytes: number): Readable => Readable.from(counted(stream, bytes))

async function* counted(stream: Readable, bytes: number): AsyncGenerator<Buffer> {
  let left = bytes
  for await (const chunk of stream) {
    const piece = Buffer.from(chunk)
    left -= piece.length
    if (left < 0) break
    yield piece
  }
  if (left !== 0) throw new Error('the file has another size than it had')
}

/** Real bytes per ms below which an upload is given up: 50 kB/s. */
const SLOWEST_UPLOAD = 50
const UPLOAD_MS = 60_000
/** The platform processes a video before it answers. */
const CONFIGURE_MS = 90_000
const NEWEST = 33
const NAMES: Readonly<Record<PublishType, string>> = {
  photo: 'PHOTO',
  reel: 'VIDEO',
  carousel: 'CAROUSEL',
}

const CONFIGURE: Readonly<Record<PublishType, string>> = {
  photo: '/api/v1/media/configure/',
  reel: '/api/v1/media/configure_to_clips/?video=1',
  carousel: '/api/v1/media/configure_sidecar/',
}

const Offset = z.object({ offset: decimal })
const Configured = z.object({
  media: z.object({ pk: id, code: text }),
  message: text,
  error_title: text,
})
const Commented = z.object({ comment: z.object({ pk: id }) })

/** Publishes with the requests of the app; requests that only measure or display are skipped. */
export class InstagramPublishing implements PublishSession {
  readonly #client: AccountClient

  constructor(client: AccountClient) {
    this.#client = client
  }

  async uploadPicture(upload: Upload): Promise<void> {
    const name = pictureName(upload)
    await this.#sendFile(upload, `/rupload_igphoto/${name}`, {
      ...pictureHeaders(upload),
      ...bodyHeaders(name, upload.file.bytes, 0),
    })
  }

  async uploadVideo(upload: Upload & { durationMs: number }): Promise<void> {
    const name = videoName(upload)
    const url = `/rupload_igvideo/${name}`
    const headers = videoHeaders(upload, upload.durationMs)
    const { offset } = Offset.parse(
      await this.#send({ path: url, options: () => ({ url, headers }), onlyStatus: true }),
    )
    const from = Math.min(Math.max(offset ?? 0, 0), upload.file.bytes)
    if (from === upload.file.bytes) return
    const bytes = bodyHeaders(name, upload.file.bytes, from)
    await this.#sendFile(upload, url, { ...headers, ...bytes }, from)
  }

  async configure(
    order: PublishRequest,
    people: PeopleIds,
    beforeSend: () => Promise<void>,
  ): Promise<PublishedPost> {
    const url = CONFIGURE[order.type]
    const body = await this.#send({
      path: url,
      options: ({ state, request }) => ({
        url,
        method: 'POST',
        form: request.sign(configureForm(state, order, people)),
      }),
      beforeSend,
      timeoutMs: CONFIGURE_MS,
    })
    const { media, message, error_title: title } = read(Configured, body)
    // A success says nothing more; only a look-up in the feed shows whether this is one.
    if ((message ?? title) !== null)
      throw new UnexpectedAnswerError(`a post with a message: ${title ?? message}`.slice(0, 200))
    if (media.code === null) throw new UnexpectedAnswerError('a post without its code')
    return { mediaId: media.pk, permalink: permalinkOf(order.type, media.code) }
  }

  async ownPosts(list: 'posts' | 'reels'): Promise<SentPost[]> {
    const body = await this.#send({
      path: list === 'posts' ? '/api/v1/feed/user/' : '/api/v1/clips/user/',
      options: ({ state }) =>
        list === 'posts'
          ? { url: `/api/v1/feed/user/${state.cookieUserId}/`, qs: { count: NEWEST } }
          : {
              url: '/api/v1/clips/user/',
              method: 'POST',
              form: {
                target_user_id: state.cookieUserId,
                page_size: NEWEST,
                max_id: '',
                _uuid: state.uuid,
                _csrftoken: state.cookieCsrfToken,
              },
            },
    })
    return readOwnPosts(body)
  }

  async ownPost(mediaId: string): Promise<SentPost | null> {
    try {
      const url = `/api/v1/media/${checkedId(mediaId)}/info/`
      const [post] = readOwnPosts(await this.#send({ path: url, options: () => ({ url }) }))
      return post ?? null
    } catch (error) {
      if (isGone(error)) return null
      throw error
    }
  }

  async comment(
    mediaId: string,
    { text: comment_text, key }: { text: string; key: string },
    beforeSend: () => Promise<void>,
  ): Promise<string> {
    const url = `/api/v1/media/${checkedId(mediaId)}/comment/`
    const idempotence_token = uuidOf(key, 'comment')
    const body = await this.#send({
      path: url,
      options: ({ state, request }) => ({
        url,
        method: 'POST',
        form: request.sign({
          comment_text,
          idempotence_token,
          comment_creation_key: idempotence_token,
          containermodule: 'self_comments_v2',
          radio_type: state.radioType,
          _uid: state.cookieUserId,
          _uuid: state.uuid,
          device_id: state.deviceId,
        }),
      }),
      beforeSend,
    })
    return read(Commented, body).comment.pk
  }

  async removePost(mediaId: string, type: PublishType): Promise<void> {
    const url = `/api/v1/media/${checkedId(mediaId)}/delete/?media_type=${NAMES[type]}`
    try {
      await this.#send({
        path: url,
        options: ({ state, request }) => ({
          url,
          method: 'POST',
          form: request.sign({ media_id: mediaId, _uid: state.cookieUserId, _uuid: state.uuid }),
        }),
      })
    } catch (error) {
      if (!isGone(error)) throw error
    }
  }

  async #sendFile(
    { file }: Upload,
    url: string,
    headers: Record<string, string>,
    from = 0,
  ): Promise<void> {
    await this.#send({
      path: url,
      options: () => ({
        url,
        method: 'POST',
        headers,
        body: exactly(file.open(from), file.bytes - from),
      }),
      onlyStatus: true,
      timeoutMs: UPLOAD_MS + Math.ceil((file.bytes - from) / SLOWEST_UPLOAD),
    })
  }

  /**
   * Sends one request. What the platform says about the post takes precedence over what it says
   * about the account.
   */
  async #send(request: Omit<SpecialRequest, 'judge'>): Promise<unknown> {
    const ig = await this.#client.ready()
    if (!isLoggedIn(ig.state)) throw new LoginRequiredError('the account has no session')
    const body = await this.#client.send({ ...request, judge: judgeAnswer })
    // Some refusals come with a success status.
    const refusal = judgeAnswer({ status: 200, body, location: null })
    if (refusal) throw refusal
    return body
  }
}

function read<T extends z.ZodType>(schema: T, body: unknown): z.output<T> {
  const result = schema.safeParse(body)
  if (result.success) return result.data
  throw new UnexpectedAnswerError(`an answer without its post: ${result.error.issues[0]?.message}`)
}

const isGone = (error: unknown): boolean =>
  error instanceof PublishRefusedError &&
  error.answer.kind === 'not_published' &&
  error.answer.failure.code === 'Media not found or unavailable'
