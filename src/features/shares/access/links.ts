import { blogSearchFields } from '../../blogs/index.ts'
import { csvLines } from '../../export/index.ts'
import type { Services } from '../../services.ts'
import { createPasswords } from '../../users/index.ts'
import type { Links } from '../fields/links.ts'
import { countVisit, findShare } from '../store/shares.ts'
import { creatorsOf, findView, isPictureOf } from '../store/subjects.ts'
import { getTeamProfile, readTeamLogo } from '../store/team-profile.ts'
import { fitsPassword, isUnlocked, UNLOCKED_SECONDS, unlockedCookie } from './unlock.ts'

/** Returns the data of links as it is in the database. */
export function linksOf({ db, config: { encryptionKeys } }: Services): Links {
  // Others than those of sign-in: strangers who try passwords of links do not delay it.
  const passwords = createPasswords()
  return {
    find: async (token) => await findShare(db, token),
    getTeam: async () => await getTeamProfile(db),
    readLogo: async () => await readTeamLogo(db),
    creatorsOf: async (share) => await creatorsOf(db, share),
    isPictureOf: async (creators, hash) => await isPictureOf(db, creators, hash),
    findView: async (id) => await findView(db, id),
    isSearchField: (name) => Object.hasOwn(blogSearchFields, name),
    countVisit: async (id, mostInHour) => await countVisit(db, id, mostInHour),
    fitsPassword: async (share, attempt) => await fitsPassword({ db, passwords }, share, attempt),
    unlockedCookie: (share, now) => ({
      value: unlockedCookie(encryptionKeys, share, now),
      maxAge: UNLOCKED_SECONDS,
    }),
    isUnlocked: (share, proof) => isUnlocked(encryptionKeys, share, proof),
    csvLines,
  }
}
