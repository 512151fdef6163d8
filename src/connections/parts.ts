import type { Clock } from '../base/clock.ts'
import type { EncryptionKeys } from '../base/crypto.ts'
import type { Logger } from '../base/log/log.ts'
import type { Db, Tx } from '../db/handles.ts'
import type { GraphApi } from '../platforms/graph-api.ts'
import type { GraphLogin } from '../platforms/graph-call.ts'
import type { Journal } from '../platforms/journal.ts'
import type { GraphArea } from '../platforms/own-media-reader.ts'
import type { UseConnection } from '../platforms/reading/own-media.ts'

/** What connections are worked with; `api` offers the logins whose app is configured. */
export type ConnectionParts = {
  db: Db
  api: GraphApi
  keys: EncryptionKeys
  clock: Clock
  log: Logger
  /** Keeps looks at connections. */
  journal?: Journal | undefined
  /** Asked for with each login. */
  rights: Readonly<Record<GraphLogin, readonly string[]>>
  /** Where Meta's dialogs lead back to; the same for the dialog and the exchange of its code. */
  redirectUri: string
  /** In the transaction in which an account is connected, for the first time or again. */
  onReady(tx: Tx, ready: ReadyConnection): Promise<void>
  /** In the transaction in which one is removed. */
  onRemoved(tx: Tx, removed: { connectionId: string; keepData: boolean }): Promise<void>
  /** Counts a request of the official API. */
  onRequest?: ((area: GraphArea) => void) | undefined
  /** Makes tasks due that wait with one of these error codes. */
  resumeWaitingTasks(codes: readonly string[]): Promise<void>
}

/** An account that was connected; `purpose` is why its dialog was begun, such as `store:<id>`. */
export type ReadyConnection = {
  connectionId: string
  ownerId: string | null
  username: string
  purpose: string | null
}

export type Connections = ConnectionParts & { use: UseConnection }
