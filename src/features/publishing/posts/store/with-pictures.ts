import type { Db } from '../../../../db/handles.ts'
import { findPictures, type PictureSubject } from '../../../../media/subject-pictures.ts'
import type { DatedAccount } from './agenda.ts'

type Pictured<Post extends { accounts: DatedAccount[] }> = Omit<Post, 'accounts'> & {
  accounts: (DatedAccount & { picture_hash: string | null })[]
}

/** Adds the profile pictures of accounts to posts: each account is on many of them. */
export async function withPictures<Post extends { accounts: DatedAccount[] }>(
  db: Db,
  posts: readonly Post[],
): Promise<Pictured<Post>[]> {
  const pictureOf = await findPictures(
    db,
    posts.flatMap(({ accounts }) => accounts.map(subjectOf)),
  )
  return posts.map((post) => ({
    ...post,
    accounts: post.accounts.map((account) => ({
      ...account,
      picture_hash: pictureOf(subjectOf(account))?.sha256 ?? null,
    })),
  }))
}

const subjectOf = ({ username }: DatedAccount): PictureSubject => ({
  kind: 'username',
  ref: username,
})
