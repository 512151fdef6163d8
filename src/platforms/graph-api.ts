import type { GraphLogin, GraphRequest, GraphCall } from './graph-call.ts'
import type {
  MetricGap,
  OwnAccountInsights,
  OwnMedia,
  OwnMediaInsights,
  OwnMediaPage,
  OwnMediaType,
  OwnProfile,
} from './own-media-reader.ts'
import type { GraphPublishing } from './graph-publishing.ts'
import type { DiscoveredCreator } from './official-creators.ts'

/**
 * Meta's official API, one call or a few per method. Every method rejects with GraphError, with
 * UnexpectedAnswerError, or with the reason of its signal. Nothing is tried again here.
 */
export type GraphApi = GraphOAuth &
  GraphReads &
  GraphPublishing &
  GraphSubscriptions &
  GraphSignatures

export type GraphToken = {
  token: string
  /** By the API's own clock; null when it did not say. */
  expiresInMs: number | null
  /** Whose it is, from Instagram Login only. */
  userId: string | null
  /** The rights that came with it, from Instagram Login only. */
  scopes: readonly string[] | null
}

export type GraphDialog = {
  login: GraphLogin
  redirectUri: string
  state: string
  scopes: readonly string[]
  /** Asks again for refused rights, or for access to data that has ended. */
  again?: 'rerequest' | 'reauthorize'
}

/** What `debug_token` knows. */
export type GraphTokenState = {
  isValid: boolean
  /** USER, PAGE, SYSTEM_USER, …; null when Meta does not say. */
  kind: string | null
  userId: string | null
  /** The page of a page token. */
  pageId: string | null
  issuedAt: Date | null
  /** Null for a token that does not expire. */
  expiresAt: Date | null
  dataAccessExpiresAt: Date | null
  scopes: readonly string[]
  /** The accounts and pages that a right is limited to; a right that is not here has no limit. */
  targets: Readonly<Record<string, readonly string[]>>
  /** Why it is not valid. */
  fault: { metaCode: number; metaSubcode: number | null } | null
}

export type GraphPermissions = {
  granted: readonly string[]
  declined: readonly string[]
  expired: readonly string[]
}

export type GraphPage = {
  id: string
  name: string
  /** A page token: derived from a long-lived user token, it does not expire. */
  token: string
  /** What the owner may do on the page. */
  tasks: readonly string[]
  /** The professional account that is linked to the page. */
  account: {
    platformId: string
    username: string | null
    name: string | null
    pictureUrl: string | null
  } | null
}

export type GraphOAuth = {
  /** The logins whose app is configured. */
  readonly logins: readonly GraphLogin[]
  /** The id of the app of a login, which is the key of its usage. Throws when not configured. */
  appIdOf(login: GraphLogin): string
  /** The address of the dialog that asks the owner. */
  dialogUrl(dialog: GraphDialog): string
  /**
   * The short-lived token for a code. Kind `invalid`: the code was used, is too old, or the redirect
   * address is another than the dialog's.
   */
  exchangeCode(
    asked: { login: GraphLogin; code: string; redirectUri: string },
    request: GraphRequest,
  ): Promise<GraphToken>
  /** The long-lived token (about 60 days) for a short-lived one. */
  extendToken(call: GraphCall): Promise<GraphToken>
  /** Another 60 days for a token of Instagram Login that is at least a day old. */
  refreshToken(call: GraphCall): Promise<GraphToken>
  /** The state of a token of Facebook Login; Instagram Login has no such call. */
  inspectToken(token: string, request: GraphRequest): Promise<GraphTokenState>
  /** The rights of a user token of Facebook Login. */
  permissions(call: GraphCall): Promise<GraphPermissions>
  /** All pages that the owner ticked, over all pages of the answer. */
  pages(call: GraphCall): Promise<GraphPage[]>
  /**
   * Withdraws the whole grant, with a user token of Facebook Login. False where Meta offers no such
   * call: the owner of an Instagram Login removes the app in Instagram's settings.
   */
  revoke(call: GraphCall): Promise<boolean>
}

type GraphReads = {
  /**
   * The account of an Instagram Login (`platformId` null) or of a page. Rejects with kind `config`
   * for a personal account.
   */
  profile(call: GraphCall, platformId: string | null): Promise<OwnProfile>
  listMedia(
    call: GraphCall,
    platformId: string,
    page: { after: string | null; limit: number },
  ): Promise<OwnMediaPage>
  media(call: GraphCall, mediaId: string): Promise<OwnMedia>
  mediaInsights(
    call: GraphCall,
    post: { platformId: string; type: OwnMediaType },
  ): Promise<OwnMediaInsights>
  accountInsights(
    call: GraphCall,
    platformId: string,
    asked: { day: Date; withDemographics: boolean },
  ): Promise<OwnAccountInsights>
  /**
   * A public professional creator with the newest posts (at most 50), asked for with the Facebook
   * Login of the own account `platformId`. Kind `gone`: nobody has this name, or the account is
   * personal. Null when the answer lacks the platform's id.
   */
  discoverCreator(
    call: GraphCall,
    platformId: string,
    asked: { username: string; posts: number },
  ): Promise<DiscoveredCreator | null>
}

/** Whether Meta sends what happens on an account. `pageId` is that of Facebook Login, else null. */
export type GraphSubscriptions = {
  subscribe(call: GraphCall, pageId: string | null, fields: readonly string[]): Promise<void>
  unsubscribe(call: GraphCall, pageId: string | null): Promise<void>
}

/** What Meta sends to a callback when an owner removes the app or asks for deletion. */
export type SignedRequest = { userId: string; issuedAt: Date | null; login: GraphLogin }

export type GraphSignatures = {
  /** Null unless one of our apps' secrets signed it. */
  readSignedRequest(text: string): SignedRequest | null
  /** Whether a header has the form of a webhook's signature: what `isWebhookSigned` needs at least. */
  hasSignatureForm(signature: string | undefined): boolean
  /** Whether one of our apps' secrets signed these pieces of a body, one after the other (`X-Hub-Signature-256`). */
  isWebhookSigned(pieces: readonly Uint8Array[], signature: string | undefined): boolean
}

/** Metrics that the API has refused, per host, version and type of post; kept for 24 hours. */
export type RefusedMetrics = {
  /** Why metrics are not asked for now: those of the type, and of the object when the key names one. */
  of(key: RefusalKey): Promise<ReadonlyMap<string, RefusedGap>>
  add(
    key: RefusalKey,
    metrics: readonly string[],
    refused: { gap: RefusedGap; days: number },
  ): Promise<void>
}

export type RefusedGap = Extract<MetricGap, 'refused' | 'not_enough_users'>

export type RefusalKey = {
  login: GraphLogin
  version: string
  type: OwnMediaType | 'ACCOUNT'
  /** The one post or account that it was refused for; null: all of the type. */
  objectId: string | null
}
