import type { LiveStory } from '../../src/platforms/creators.ts'
import type { Clock } from '../../src/base/clock.ts'
import type { Account, Accounts } from './account.ts'
import { APP_FLOORS, type AppFloors, type AppGates } from './app-gates.ts'
import type { PictureFaultOrder, PictureFaults } from './cdn/faults.ts'
import type { EndpointClass } from './endpoint-class.ts'
import type { AccountFaultKind } from './faults.ts'
import {
  createInstagrapiSettings,
  newDeviceId,
  type InstagrapiSettings,
} from './instagrapi-settings.ts'
import { known } from './known.ts'
import { createListControl, type ListControl } from './list-control.ts'
import type { ListBook } from './list-rules.ts'
import type { LoginFaultKind } from './login-faults.ts'
import type { MadePost, PublishBook } from './publishing/book.ts'
import type { PublishFaultOrder } from './publishing/faults.ts'
import type { UploadBook } from './publishing/upload-book.ts'
import type { Referee } from './referee/referee.ts'
import type { ProxyFault } from './server/proxy-condition.ts'
import type { Proxy } from './server/proxy.ts'
import { createStorm, type StormOptions, type RandomFaults } from './storm.ts'
import { createTotpKey } from './totp.ts'
import { storiesTruthOf, truthOf, type Truth, type TruthOptions } from './truth.ts'
import type { Creator } from './world/creator.ts'
import type { Development } from './world/development.ts'
import { hostileCreators, type HostileKind } from './world/hostile.ts'
import { PLACES } from './world/place.ts'
import type { PostScript } from './world/scripted.ts'
import type { World } from './world/world.ts'

/** A fault for the next `count` requests or until cleared; by default for all but the login. */
type AccountFaultOrder = {
  kind: AccountFaultKind
  count?: number | undefined
  /** Requests (to these endpoints) that succeed before it. */
  skip?: number | undefined
  endpoints?: readonly EndpointClass[] | undefined
}

/** A post that an account published, as it is. */
type PublishedTruth = Pick<
  MadePost,
  'pk' | 'code' | 'uploadId' | 'type' | 'files' | 'cover' | 'caption' | 'form'
> & {
  /** Whether the post is invisible to everyone. */
  isGhost: boolean
  comments: readonly string[]
}

type LoginFaultOrder = { kind: LoginFaultKind; count?: number | undefined }

type TargetFault =
  | { kind: 'poison' }
  | { kind: 'private' | 'deleted' | 'hidden_by_age' | 'hidden_by_region' }
  | { kind: 'renamed'; username: string }

/** Where a session was created; by default where it is first used. */
type SessionOrder = { proxy?: number | undefined; deviceId?: string | undefined }

/** Control by tests and operators. Unknown accounts, proxies and creators throw a RangeError. */
export type Control = AccountControl &
  ListControl & {
    failProxy(index: number, fault: ProxyFault): void
    clearProxy(index: number): void
    /** Adds a fault to pictures. */
    failPictures(order: PictureFaultOrder): void
    clearPictures(): void
    failTarget(usernameOrPk: string, fault: TargetFault): void
    /** Ends the faults of a creator: a deleted one returns, a renamed one gets its old name. */
    clearTarget(usernameOrPk: string): void
    /** Changes a creator from now on; the counts of its old posts stay. */
    changeCreator(usernameOrPk: string, change: Development): void
    /**
     * Has a creator publish posts by scripts, also later ones; returns their ids.
     */
    publishPosts(usernameOrPk: string, scripts: readonly PostScript[]): string[]
    /** Reverts all changes of a creator and its posts by scripts, but not its faults. */
    restoreCreator(usernameOrPk: string): void
    /** Usernames of creators that are hard to process, by kind. */
    hostileCreators(): Record<HostileKind, string>
    locations(): { id: string; name: string; city: string }[]
    /** Switches random faults on. TypeError: invalid rates. */
    stormy(options: StormOptions): void
    /** Switches random faults off; proxies that they killed return. */
    calm(): void
    /** Counts of random faults by kind. */
    struck(): Record<string, number>
    /** Resets everything except killed accounts and the referee's records. */
    clearAll(): void
    truthOf(username: string, options?: TruthOptions): Truth | null
    /** The stories that a creator's profile shows now, as a perfect reading has them. */
    storiesOf(username: string): LiveStory[]
  }

type AccountControl = {
  failAccount(username: string, order: AccountFaultOrder): void
  failLogin(username: string, order: LoginFaultOrder): void
  /** Adds a fault of uploads, of configures or of posts. */
  failPublishing(username: string, order: PublishFaultOrder): void
  /** Sets what a second configure with the same id does: the same post by default. */
  setRepeats(repeats: PublishBook['repeats']): void
  /**
   * Reads so many bytes a second (real time) of each upload from now on; null: as fast as they
   * come.
   */
  slowUploads(bytesPerSecond: number | null): void
  /** How many uploads are being read. */
  uploadsUnderWay(): number
  /** The platform forgets what an account has uploaded. */
  expireUploads(username: string): void
  /** Returns the posts that an account published, newest first. */
  published(username: string): PublishedTruth[]
  /**
   * Lets a person see in the app what became of a post: nothing of the account is unresolved any
   * more.
   */
  openInPerson(username: string): void
  /** From now on every request of the account meets a challenge; nothing reverts it. */
  killAccount(username: string): void
  /** From now on a login needs this code; null for none. */
  requireTwoFactor(username: string, code: string | null): void
  /** From now on a login needs a one-time password of this base32 seed (else TypeError). */
  requireTotp(username: string, base32Seed: string | null): void
  /** Creates a live session as a browser or another tool does. Other sessions stay. */
  openSession(username: string, order?: SessionOrder): { sessionId: string; platformId: string }
  /** The settings file of instagrapi for a new session, on its own device. */
  instagrapiSettings(username: string, order?: Pick<SessionOrder, 'proxy'>): InstagrapiSettings
  /** Ends all sessions of the account: the next request gets login_required. */
  endSession(username: string): void
  /** Refuses older app versions from now on, everywhere or at logins. */
  setAppFloors(floors: Partial<AppFloors>): void
  /** Lifetime of new sessions in seconds of world time; null for ever. */
  setSessionLifetime(seconds: number | null): void
  /** Allows one move of the account's session to another proxy. */
  allowProxyChange(username: string): void
  /** Ends the faults of an account; the referee allows it to send again. */
  clearAccount(username: string): void
}

export type ControlOptions = {
  clock: Clock
  seed: string
  world: World
  accounts: Accounts
  proxies: readonly Proxy[]
  referee: Referee
  poisoned: Set<number>
  randomFaults: RandomFaults
  lists: ListBook
  pictures: PictureFaults
  gates: AppGates
  publishing: PublishBook
  uploads: UploadBook
}

export function createControl(options: ControlOptions): Control {
  const { world, accounts, proxies, referee, poisoned, randomFaults, lists, pictures } = options
  const proxy = (index: number): Proxy => known(proxies[index], `proxy ${index}`)
  const creator = (usernameOrPk: string): Creator =>
    known(world.creator(usernameOrPk) ?? undefined, `creator ${usernameOrPk}`)

  return {
    ...createAccountControl(options),
    ...createListControl(options),
    failProxy(index, fault) {
      proxy(index).condition.order(fault)
      if (fault.kind === 'dead' && !fault.skip) proxy(index).disconnect()
    },
    clearProxy: (index) => proxy(index).condition.order(null),
    failPictures: pictures.order,
    clearPictures: pictures.clear,
    failTarget(usernameOrPk, fault) {
      const target = creator(usernameOrPk)
      if (fault.kind === 'poison') poisoned.add(target.index)
      else world.change(target, changeOf(fault))
    },
    clearTarget(usernameOrPk) {
      const target = creator(usernameOrPk)
      poisoned.delete(target.index)
      lists.clear(target.index)
      world.restore(target)
    },
    changeCreator: (usernameOrPk, change) =>
      world.develop(creator(usernameOrPk), change, options.clock.now().getTime()),
    publishPosts: (usernameOrPk, scripts) =>
      scripts.map((script) => world.publish(creator(usernameOrPk), script)),
    restoreCreator: (usernameOrPk) => world.rewind(creator(usernameOrPk)),
    hostileCreators,
    locations: () => PLACES.map(({ pk, name, city }) => ({ id: pk, name, city: city.name })),
    stormy(order) {
      randomFaults.storm = createStorm(order)
    },
    calm() {
      randomFaults.storm = null
      for (const { condition } of proxies) condition.revive()
    },
    struck: () => randomFaults.storm?.struck() ?? {},
    clearAll() {
      randomFaults.storm = null
      options.gates.floors = APP_FLOORS
      options.publishing.clearFaults()
      for (const account of accounts.list) restore(account, referee)
      for (const { condition } of proxies) condition.order(null)
      pictures.clear()
      poisoned.clear()
      lists.clear()
      world.restore()
      world.rewind()
    },
    truthOf: (username, options) => truthOf(world, username, options),
    storiesOf: (username) => storiesTruthOf(world, username, options.clock.now()),
  }
}

function createAccountControl(options: ControlOptions): AccountControl {
  const { clock, seed, accounts, proxies, referee, publishing, uploads } = options
  const account = (username: string): Account =>
    known(accounts.find(username), `account ${username}`)
  const open = (owner: Account, { proxy, deviceId }: SessionOrder) => {
    if (proxy !== undefined) known(proxies[proxy], `proxy ${proxy}`)
    const place = { deviceId: deviceId ?? null, proxy: proxy ?? 'first' } as const
    return accounts.openSession(owner, place, clock.now().getTime())
  }

  return {
    failAccount: (username, { kind, skip, count, endpoints }) =>
      void account(username).faults.push({
        kind,
        skip: skip ?? 0,
        left: count ?? null,
        endpoints: endpoints ?? null,
      }),
    ...createPublishingControl(publishing, uploads, account),
    failLogin: (username, { kind, count }) =>
      void account(username).loginFaults.push({
        kind,
        skip: 0,
        left: count ?? null,
        endpoints: ['login'],
      }),
    killAccount(username) {
      account(username).isKilled = true
    },
    requireTwoFactor(username, code) {
      account(username).twoFactorCode = code
    },
    requireTotp(username, base32Seed) {
      account(username).totp = base32Seed === null ? null : createTotpKey(base32Seed)
    },
    openSession(username, order = {}) {
      const owner = account(username)
      return { sessionId: open(owner, order).id, platformId: owner.pk }
    },
    instagrapiSettings(username, order = {}) {
      const owner = account(username)
      const deviceId = newDeviceId(seed, owner)
      const { id, usedAt } = open(owner, { ...order, deviceId })
      return createInstagrapiSettings(seed, owner, { id, deviceId, at: usedAt })
    },
    endSession(username) {
      account(username).sessions = []
    },
    setAppFloors(floors) {
      options.gates.floors = { ...options.gates.floors, ...floors }
    },
    setSessionLifetime(seconds) {
      accounts.sessionLifetimeSeconds = seconds
    },
    allowProxyChange: (username) => referee.allowProxyChange(account(username).username),
    clearAccount: (username) => restore(account(username), referee),
  }
}

function createPublishingControl(
  publishing: PublishBook,
  uploads: UploadBook,
  account: (username: string) => Account,
) {
  return {
    slowUploads: (bytesPerSecond: number | null) => uploads.readAt(bytesPerSecond),
    uploadsUnderWay: () => uploads.underWay,
    failPublishing: (username: string, order: PublishFaultOrder) =>
      publishing.order(account(username), order),
    setRepeats(repeats: PublishBook['repeats']) {
      publishing.repeats = repeats
    },
    expireUploads: (username: string) => publishing.expire(account(username)),
    openInPerson(username: string) {
      publishing.of(account(username)).unresolved = null
    },
    published: (username: string) =>
      publishing.of(account(username)).posts.map(({ comments, ...post }) => ({
        ...post,
        comments: comments.map(({ text }) => text),
      })),
  } satisfies Partial<AccountControl>
}

function restore(account: Account, referee: Referee): void {
  account.faults = []
  account.loginFaults = []
  account.refusedWith = null
  referee.clear(account.username)
}

function changeOf(fault: Exclude<TargetFault, { kind: 'poison' }>) {
  if (fault.kind === 'renamed') return { username: fault.username }
  if (fault.kind === 'hidden_by_age') return { restriction: 'age' as const }
  if (fault.kind === 'hidden_by_region') return { restriction: 'region' as const }
  return fault.kind === 'private' ? { isPrivate: true } : { isDeleted: true }
}
