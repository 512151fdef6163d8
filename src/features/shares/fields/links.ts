import type { Share } from './share.ts'

export type TeamProfile = { name: string | null; has_logo: boolean; updated_at: Date | null }

/** A value of a CSV; a decimal keeps its digits. */
type Cell = string | number | boolean | { decimal: string } | null | undefined

/** The data of links, for pages that have no user who could call operations for it. */
export type Links = {
  /** Finds a link by its token, also one that has ended. */
  find(token: string): Promise<Share | undefined>
  getTeam(): Promise<TeamProfile>
  readLogo(): Promise<Buffer | undefined>
  /** The creators that a link shows now. */
  creatorsOf(share: Share): Promise<string[]>
  isPictureOf(creators: readonly string[], hash: string): Promise<boolean>
  /** A saved view of creators; undefined once it is removed. */
  findView(id: string): Promise<{ query: string } | undefined>
  /** Whether the search for creators has a field of this name. */
  isSearchField(name: string): boolean
  /** Counts a visit; false when the link has had so many in this hour. */
  countVisit(id: string, mostInHour: number): Promise<boolean>
  /** Checks a password with the limits of a sign-in. Throws TooManyAttemptsError. */
  fitsPassword(
    share: Share,
    attempt: { password: string; address: string | undefined },
  ): Promise<boolean>
  /** The cookie of a browser that has given the password. */
  unlockedCookie(share: Share, now: Date): { value: string; maxAge: number }
  isUnlocked(share: Share, proof: { cookie: string | undefined; now: Date }): boolean
  csvLines(rows: readonly (readonly Cell[])[]): string
}
