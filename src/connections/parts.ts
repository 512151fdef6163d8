import type { Clock } from '../base/clock.ts'
import type { EncryptionKeys } from '../base/crypto.ts'
import type { Logger } from '../base/log/log.ts'
import type { Db, Tx } from '../db/handles.ts'
import type { GraphApi } from '../platforms/graph-api.ts'
import type { GraphLogin } from '../platforms/graph-call.ts'
import type { ActionLog } from '../platforms/action-log.ts'
import type { GraphArea } from '../platforms/own-media-reader.ts'
import type { UseConnection } from '../platforms/reading/own-media.ts'

/** The services that connections need; `api` offers the logins whose app is configured. */
export type ConnectionParts = {
  db: Db
  api: GraphApi
  keys: EncryptionKeys
  clock: Clock
  log: Logger
  /** Logs the checks of connections. */
  actionLog?: ActionLog | undefined
  /** The rights that each login asks for. */
  rights: Readonly<Record<GraphLogin, readonly string[]>>
  /**
   * The address that Meta's dialogs lead back to; the same for the dialog and the exchange of its
   * code.
   */
  redirectUri: string
  /** Called in the transaction that connects an account, for the first time or again. */
  onReady(tx: Tx, ready: ReadyConnection): Promise<void>
  /** Called in the transaction that removes a connection. */
  onRemoved(tx: Tx, removed: { connectionId: string; keepData: boolean }): Promise<void>
  /** Counts a request of the official API. */
  onRequest?: ((area: GraphArea) => void) | undefined
  /** Makes tasks due that wait with one of these error codes. */
  resumeWaitingTasks(codes: readonly string[]): Promise<void>
}

/** An account that was connected; `purpose` is that of its dialog, such as `store:<id>`. */
export type ReadyConnection = {
  connectionId: string
  ownerId: string | null
  username: string
  purpose: string | null
}

export type Connections = ConnectionParts & { use: UseConnection }
