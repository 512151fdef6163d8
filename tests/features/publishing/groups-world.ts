import { sql } from 'kysely'
import type { Role } from '../../../src/base/roles.ts'
import type { Db } from '../../../src/db/handles.ts'
import { startSession } from '../../../src/features/users/store/sessions.ts'
import { addUser } from '../../../src/features/users/store/users.ts'
import { accountsWorld, type AccountsWorld } from '../accounts/accounts-world.ts'

export type GroupsWorld = AccountsWorld & {
  /** A signed-in user. */
  person(login: string, role: Role): Promise<{ id: string; token: string }>
  /** A connected account; gives its id. */
  connection(
    username: string,
    fields?: { owner?: string; rights?: readonly string[]; state?: string },
  ): Promise<string>
  /** An account of the pool that publishes; gives its id. */
  publisher(username: string, fields?: Record<string, unknown>): Promise<string>
  group(name: string, members?: Record<string, unknown>): Promise<string>
}

const CLIENT = { address: null, userAgent: null }

/** The API of accounts and groups, with people and connected accounts. */
export function groupsWorld(db: Db): GroupsWorld {
  const world = accountsWorld(db)
  let platformId = 1000
  return {
    ...world,
    async person(login, role) {
      const { id } = await db
        .transaction()
        .execute(async (tx) => await addUser(tx, { login, role, name: login, email: null }))
      return { id, token: (await startSession(db, id, CLIENT)).token }
    },
    async connection(
      username,
      { owner, rights = ['instagram_basic', 'instagram_content_publish'], state = 'active' } = {},
    ) {
      platformId += 1
      const { rows } = await sql<{ id: string }>`
        insert into connections (owner_id, platform_id, username, login, rights_granted, state)
        values (${owner ?? null}::uuid, ${String(platformId)}, ${username}, 'facebook', ${rights}::text[], ${state})
        returning id`.execute(db)
      return rows[0]?.id ?? ''
    },
    async publisher(username, fields = {}) {
      const path = await world.add(username, {
        password: 'hunter-2-password',
        purpose: 'publish',
        ...fields,
      })
      return path.split('/').at(-1) ?? ''
    },
    async group(name, members = {}) {
      const made = await world.send('POST', '/api/groups', { name, ...members })
      if (made.status !== 201) throw new Error(made.text)
      return made.body.id ?? ''
    },
  }
}
