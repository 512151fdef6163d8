import { sql } from 'kysely'
import { expect } from 'vitest'
import type { Daemon } from '../analyze/daemon.ts'
import type { CrashWorld, Member, PostType } from './crash-world.ts'
import { BEGUN, type Step } from './steps.ts'
import { readTotals } from './verdict.ts'

const POLL = { timeout: 300_000, interval: 25 }

/** Lets the last gramd end all publications, then stops it. */
export async function finish(world: CrashWorld, daemon: Daemon): Promise<void> {
  try {
    await expect.poll(async () => (await readTotals(world)).open, POLL).toBe(0)
  } catch (failure) {
    const { rows } = await sql`
      select username, status, step, commits, lookups, waits_for, due_at from executions
      where status not in ('success', 'failed') limit 5`.execute(world.db)
    console.log(daemon.tail(), rows)
    throw failure
  }
  expect(await daemon.stop()).toBe(0)
}

/** Uploads the files and lets each account publish once, so that all are logged in. */
export async function prepare(world: CrashWorld): Promise<void> {
  const daemon = await world.start()
  await world.upload()
  await world.publish('photo', [...world.accounts.private, ...world.accounts.official])
  await finish(world, daemon)
}

/** Starts gramd, has it do something, and kills it at this moment. */
export async function killAt(
  world: CrashWorld,
  { at, arrange }: Step,
  { username }: Pick<Member, 'username'>,
  act?: () => Promise<void>,
): Promise<void> {
  const stop = await arrange(world, username)
  const daemon = await world.start()
  await act?.()
  await expect
    .poll(stop.isReached, { ...POLL, message: at })
    .toBe(true)
    .catch((failure: unknown) => {
      console.log(at, daemon.tail())
      throw failure
    })
  await daemon.kill()
  await stop.release()
}

/** Begins a post on an account, by a gramd that is killed before anything of it is done. */
export async function begin(world: CrashWorld, type: PostType, account: Member): Promise<void> {
  const hold = await BEGUN.arrange(world, account.username)
  const daemon = await world.start()
  expect(await world.publish(type, [account])).toBe(true)
  await expect.poll(hold.isReached, POLL).toBe(true)
  await daemon.kill()
  await hold.release()
}
