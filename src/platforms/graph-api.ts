import type { GraphLogin, GraphRequest, GraphCall } from './graph-call.ts'
import type {
  MetricGap,
  OwnAccountInsights,
  OwnMedia,
  OwnMediaInsights,
  OwnMediaPage,
  OwnMediaType,
  OwnProfile,
  OwnStory,
} from './own-media-reader.ts'
import type { GraphPublishing } from './graph-publishing.ts'
import type { DiscoveredCreator } from './official-creators.ts'

/**
 * Meta's official API, one call or a few per method. Every method rejects with GraphError, with
 * UnexpectedAnswerError, or with the reason of its signal. Nothing is retried here.
 */
export type GraphApi = GraphOAuth &
  GraphReads &
  GraphPublishing &
  GraphSubscriptions &
  GraphSignatures

export type GraphToken = {
  token: string
  /** Real ms by the API's own clock; null when the answer lacks it. */
  expiresInMs: number | null
  /** The user of the token; Instagram Login only. */
  userId: string | null
  /** The rights granted with the token; Instagram Login only. */
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

/** The result of `debug_token`. */
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
  /** The accounts and pages that a right is limited to; a missing right has no limit. */
  targets: Readonly<Record<string, readonly string[]>>
  /** Why the token is invalid. */
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
  /** The owner's permitted tasks on the page. */
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
  /**
   * The id of a login's app, which is the key of its usage. Throws when the login is not
   * configured.
   */
  appIdOf(login: GraphLogin): string
  /** The URL of the dialog that asks the owner. */
  dialogUrl(dialog: GraphDialog): string
  /**
   * Exchanges a code for a short-lived token. Kind `invalid`: the code was used, is too old, or the
   * redirect address differs from the dialog's.
   */
  exchangeCode(
    grant: { login: GraphLogin; code: string; redirectUri: string },
    request: GraphRequest,
  ): Promise<GraphToken>
  /** Exchanges a short-lived token for a long-lived one (about 60 days). */
  extendToken(call: GraphCall): Promise<GraphToken>
  /** Renews a token of Instagram Login that is at least a day old for another 60 days. */
  refreshToken(call: GraphCall): Promise<GraphToken>
  /** The state of a token of Facebook Login; Instagram Login has no such call. */
  inspectToken(token: string, request: GraphRequest): Promise<GraphTokenState>
  /** The rights of a user token of Facebook Login. */
  permissions(call: GraphCall): Promise<GraphPermissions>
  /** All pages that the owner selected, over all pages of the answer. */
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
  listStories(call: GraphCall, platformId: string): Promise<readonly OwnStory[]>
  media(call: GraphCall, mediaId: string): Promise<OwnMedia>
  mediaInsights(
    call: GraphCall,
    post: { platformId: string; type: OwnMediaType },
  ): Promise<OwnMediaInsights>
  accountInsights(
    call: GraphCall,
    platformId: string,
    request: { day: Date; withDemographics: boolean },
  ): Promise<OwnAccountInsights>
  /**
   * A public professional creator with the newest posts (at most 50), requested with the Facebook
   * Login of the own account `platformId`. Kind `gone`: the name does not exist, or the account is
   * personal. Null when the answer lacks the platform's id.
   */
  discoverCreator(
    call: GraphCall,
    platformId: string,
    request: { username: string; posts: number },
  ): Promise<DiscoveredCreator | null>
}

/**
 * Subscribes to Meta's events about an account. `pageId` is the page of a Facebook Login, otherwise
 * null.
 */
export type GraphSubscriptions = {
  subscribe(call: GraphCall, pageId: string | null, fields: readonly string[]): Promise<void>
  unsubscribe(call: GraphCall, pageId: string | null): Promise<void>
}

/** A callback that Meta sends when an owner removes the app or requests deletion. */
export type SignedRequest = { userId: string; issuedAt: Date | null; login: GraphLogin }

export type GraphSignatures = {
  /** Returns null unless it was signed with the secret of one of our apps. */
  readSignedRequest(text: string): SignedRequest | null
  /** Whether a header has the form of a webhook's signature, which `isWebhookSigned` requires. */
  hasSignatureForm(signature: string | undefined): boolean
  /**
   * Whether one of our apps' secrets signed these pieces of a body, in order
   * (`X-Hub-Signature-256`).
   */
  isWebhookSigned(pieces: readonly Uint8Array[], signature: string | undefined): boolean
}

/** Metrics that the API has refused, per host, version and type of post; kept for 24 hours. */
export type RefusedMetrics = {
  /**
   * Returns the metrics not to request now, with reasons: those of the type, and of the object when
   * the key names one.
   */
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
  /** The one post or account that the refusal applies to; null for all of the type. */
  objectId: string | null
}
