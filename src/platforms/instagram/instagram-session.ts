import type { IgApiClient } from 'instagram-private-api'
import type { AppProfile } from '../../accounts/app-profiles.ts'
import type { Clock } from '../../base/clock.ts'
import type { Logger } from '../../base/log/log.ts'
import { LoginRequiredError, UnexpectedAnswerError } from '../errors.ts'
import type { MemberList, MembersCursor, MembersOrder, MembersPage } from '../member-reader.ts'
import type { PlatformAccount, PlatformSession } from '../adapter.ts'
import type { LoginCredentials } from '../account-session.ts'
import type { ProfileTarget } from '../creator-reader.ts'
import type { PostFeed, PostFeedCursor } from '../creator-finder.ts'
import { AccountClient } from './transport/account-client.ts'
import { fetchPicture } from './transport/fetch-picture.ts'
import { InstagramPublishing } from './publish/publishing.ts'
import type { OnSkipped, Skipped } from './answers/fields.ts'
import { readHighlights, readStories } from './answers/highlights-answer.ts'
import { readLiveStories } from './answers/live-stories-answer.ts'
import { finishLogin, logIn, type LoginOptions } from './login.ts'
import { readFriendships, readMembers } from './answers/members-answer.ts'
import { readPosts } from './answers/posts-answer.ts'
import { readProfile, readSessionOwner } from './answers/profile-answer.ts'
import { checkedId, checkedUsername, postFeedPath, postFeedTab } from './request-path.ts'
import { sampleOf } from './instagram-fault.ts'
import { isLoggedIn } from './session-state.ts'
import { readPostFeed, readSimilar } from './answers/post-feed-answer.ts'

export type InstagramSessionOptions = {
  app: AppProfile
  /** Real time limit of one request, including the connection to the proxy. */
  timeoutMs: number
  /** PEM of a certificate authority to trust instead of the well-known ones. */
  ca?: string
  /** Real time limit of one picture; 15 s by default. */
  pictureTimeoutMs?: number
  log: Logger
  clock: Clock
}

type RequestOptions = Parameters<IgApiClient['request']['send']>[0]

/** The page size that the app requests when it wants more than a screen of posts. */
const POSTS_PER_PAGE = 33
type MembersRequest = { query: string; cursor: MembersCursor | null; order: MembersOrder }

/** How the app asks for an order, as its own followers are sorted (subzeroid/instagrapi 2512). */
const ORDERS = { default: 'default', newest: 'date_followed_latest' } as const satisfies Record<
  MembersOrder,
  string
>

/** The platform's maximum per list page. */
const MEMBERS_PER_PAGE = 200
const PICTURE_TIMEOUT_MS = 15_000
/** World time before each picture, to avoid bursts. */
const PICTURE_GAP_MS = 400

/** The requests of one account, through its own client. */
export class InstagramSession implements PlatformSession {
  readonly username: string
  readonly publishing: InstagramPublishing
  readonly #account: PlatformAccount
  readonly #options: InstagramSessionOptions
  readonly #client: AccountClient
  readonly #log: Logger
  readonly #loginOptions: LoginOptions

  constructor(account: PlatformAccount, options: InstagramSessionOptions) {
    this.username = account.username
    this.#account = account
    this.#options = options
    this.#log = options.log
    this.#loginOptions = {
      username: account.username,
      log: options.log,
      clock: options.clock,
      loggedIn: async () => await account.loggedIn(),
    }
    this.#client = new AccountClient(account, { ...options, now: () => options.clock.now() })
    this.publishing = new InstagramPublishing(this.#client)
  }

  async fetchProfile(target: ProfileTarget) {
    const path =
      'platformId' in target
        ? `users/${checkedId(target.platformId)}/info/`
        : `users/${checkedUsername(target.username)}/usernameinfo/`
    return await this.#ask(() => ({ url: `/api/v1/${path}` }), readProfile)
  }

  async fetchPosts(platformId: string, cursor: string | null) {
    const url = `/api/v1/feed/user/${checkedId(platformId)}/`
    return await this.#ask(
      () => ({ url, qs: { count: POSTS_PER_PAGE, ...(cursor !== null && { max_id: cursor }) } }),
      (body, onSkipped) => readPosts(body, platformId, onSkipped),
    )
  }

  async fetchHighlights(platformId: string) {
    const url = `/api/v1/highlights/${checkedId(platformId)}/highlights_tray/`
    const { highlights, isWhole, hasMore } = await this.#ask(
      ({ state }) => ({
        url,
        qs: {
          supported_capabilities_new: JSON.stringify(state.supportedCapabilities),
          phone_id: state.phoneId,
          battery_level: state.batteryLevel,
          is_charging: Number(state.isCharging),
          will_sound_on: 0,
        },
      }),
      readHighlights,
    )
    if (hasMore)
      this.#log.warn({ platform_id: platformId }, 'highlights beyond the first page skipped')
    return { highlights, isWhole }
  }

  async fetchStories(highlightIds: string[]) {
    const userIds = highlightIds.map((id) => `highlight:${checkedId(id)}`)
    return await this.#ask(
      ({ state, request }) => ({
        url: '/api/v1/feed/reels_media/',
        method: 'POST',
        form: request.sign({
          user_ids: userIds,
          source: 'profile',
          exclude_media_ids: '[]',
          supported_capabilities_new: JSON.stringify(state.supportedCapabilities),
          _uid: state.cookieUserId,
          _uuid: state.uuid,
          _csrftoken: state.cookieCsrfToken,
          device_id: state.deviceId,
        }),
      }),
      readStories,
    )
  }

  async fetchLiveStories(platformId: string) {
    const url = `/api/v1/feed/user/${checkedId(platformId)}/story/`
    return await this.#ask(
      ({ state }) => ({
        url,
        qs: { supported_capabilities_new: JSON.stringify(state.supportedCapabilities) },
      }),
      (body, onSkipped) => readLiveStories(body, platformId, onSkipped),
    )
  }

  async fetchPostFeed(postFeed: PostFeed, cursor: PostFeedCursor | null) {
    const url = `/api/v1/${postFeedPath(postFeed)}/sections/`
    return await this.#ask(
      ({ state }) => ({
        url,
        method: 'POST',
        form: {
          tab: postFeedTab(postFeed),
          _csrftoken: state.cookieCsrfToken,
          _uuid: state.uuid,
          session_id: state.clientSessionId,
          ...(cursor && {
            page: cursor.page,
            max_id: cursor.maxId,
            next_media_ids: JSON.stringify(cursor.mediaIds),
          }),
        },
      }),
      (body, onSkipped) => readPostFeed(body, cursor?.page ?? 0, onSkipped),
    )
  }

  async fetchSimilar(platformId: string) {
    const qs = { target_id: checkedId(platformId) }
    return await this.#ask(() => ({ url: '/api/v1/discover/chaining/', qs }), readSimilar)
  }

  async fetchMembers(
    platformId: string,
    list: MemberList,
    cursor: MembersCursor | null,
    order: MembersOrder = 'default',
  ) {
    return await this.#askForMembers(platformId, list, { query: '', cursor, order })
  }

  async searchMembers(platformId: string, list: MemberList, query: string) {
    return await this.#askForMembers(platformId, list, { query, cursor: null, order: 'default' })
  }

  async #askForMembers(
    platformId: string,
    list: MemberList,
    { query, cursor, order }: MembersRequest,
  ): Promise<MembersPage> {
    const url = `/api/v1/friendships/${checkedId(platformId)}/${list}/`
    let rankToken = cursor?.rankToken ?? ''
    return await this.#ask(
      ({ state }) => {
        rankToken ||= `${state.cookieUserId}_${state.uuid}`
        return {
          url,
          qs: {
            search_surface: 'follow_list_page',
            order: ORDERS[order],
            query,
            enable_groups: true,
            count: MEMBERS_PER_PAGE,
            rank_token: rankToken,
            ...(cursor && { max_id: cursor.maxId }),
          },
        }
      },
      (body, onSkipped) => readMembers(body, { rankToken, isSearch: query !== '' }, onSkipped),
    )
  }

  async fetchFriendships(platformIds: readonly string[]) {
    const ids = platformIds.map(checkedId)
    return await this.#ask(
      ({ state }) => ({
        url: '/api/v1/friendships/show_many/',
        method: 'POST',
        form: {
          user_ids: ids.join(','),
          include_followed_by: true,
          _csrftoken: state.cookieCsrfToken,
          _uuid: state.uuid,
        },
      }),
      readFriendships,
    )
  }

  async fetchPicture(address: string) {
    const { clock, ca, pictureTimeoutMs: timeoutMs = PICTURE_TIMEOUT_MS } = this.#options
    const { proxyUrl, signal } = this.#account
    await clock.sleep(PICTURE_GAP_MS, signal)
    // The app also names its device there, which would identify the account.
    const userAgent = `Instagram ${this.#client.app.version} Android`
    return await fetchPicture(address, { proxyUrl, ca, timeoutMs, userAgent }, signal)
  }

  async checkSession() {
    return await this.#ask(
      () => ({ url: '/api/v1/accounts/current_user/', qs: { edit: true } }),
      readSessionOwner,
    )
  }

  async login(credentials: LoginCredentials) {
    const secrets = [credentials.password, credentials.totpSeed ?? '']
    return await this.#client.hiding(secrets, () =>
      logIn(this.#client, credentials, this.#loginOptions),
    )
  }

  async finishLogin(pending: string, code: string) {
    return await this.#client.hiding([code], () =>
      finishLogin(this.#client, { pending, code }, this.#loginOptions),
    )
  }

  /**
   * One request on the live session. Logs an unreadable answer, or the first item that was skipped,
   * redacted and truncated.
   */
  async #ask<T>(
    requestOf: (ig: IgApiClient) => RequestOptions,
    read: (body: unknown, onSkipped: OnSkipped) => T,
  ): Promise<T> {
    const ig = await this.#client.ready()
    if (!isLoggedIn(ig.state)) throw new LoginRequiredError('the account has no session')
    const { body } = await ig.request.send<unknown>(requestOf(ig))
    try {
      return read(body, (skipped) => this.#warnOf(skipped))
    } catch (error) {
      if (!(error instanceof UnexpectedAnswerError)) throw error
      const sample = this.#client.sample()
      this.#log.warn({ account: this.username, err: error, sample }, 'unexpected answer')
      throw new UnexpectedAnswerError(error.message, { cause: error.cause, sample })
    }
  }

  #warnOf({ count, fault, item }: Skipped): void {
    const sample = sampleOf(item, this.#client.redact)
    this.#log.warn(
      { account: this.username, skipped: count, fault, sample },
      'unreadable items skipped',
    )
  }
}
